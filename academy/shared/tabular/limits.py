"""How much a sent file may cost. Stated once, for the parent and for the reading child.

A roster of 3,600 rows weighs about 0.4 MB, unpacks to 4 MB and holds 50,000 cells; the limits
leave room for fifteen such rosters and none for a bomb.
"""

UPLOAD_BYTES = 10 * 1024 * 1024
"""Largest file taken at all; checked before reading."""

UNPACKED_BYTES = 96 * 1024 * 1024
"""Largest sum of the XML parts of a workbook once unpacked."""

ARCHIVE_MEMBERS = 2_000
SHEETS = 100
SHARED_STRINGS = 600_000
AREA = 2_000_000
"""Largest rows × columns of one sheet, from its first cell to its last: readers fill it densely."""

CELLS = 1_000_000
"""Most cells that hold something, over all sheets."""

COLUMNS = 1_024
CELL_CHARS = 32_767
"""As many as Excel itself keeps in one cell."""

TEXT_CHARS = 32_000_000
LINE_CHARS = 262_144
"""Longest physical line of a text file."""

CHILD_MEMORY_BYTES = 640 * 1024 * 1024
CHILD_CPU_SECONDS = 15
WALL_SECONDS = 25.0
"""Patience of the parent; longer than the CPU limit, for a machine under load."""
