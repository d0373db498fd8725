"""Safe spreadsheet reading and writing.

Nothing may be imported here: the reading child loads this package without the rest of the
project, so that it starts in milliseconds and holds no secrets (see `child`).
"""
