"""Certificates in layers: the layout engine says where glyphs stand, this package sets them down.

`cutting` splits a template, `base` writes what all share, `classes` finds who shares a layout,
`aligning` ties drawn glyphs to facts, `leaves` writes a person's file, `setting` leads. Whatever
can't be proved is left to the plain way (`refusing.Unprovable`). ADR 0010.
"""
