"""The part of checking that handles strangers' bytes. Imports nothing of the project."""
