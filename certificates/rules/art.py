"""All drawings of `static/art`: line work and lettering.

`python -m certificates.rules.art` writes them anew, for which the fonts of `lettering.FONTS` must
be installed. To run the academy they need not be.
"""

from pathlib import Path

from certificates.rules import engraving, lettering

FOLDER = Path(__file__).resolve().parent.parent / "static" / "art"


def files() -> dict[str, str]:
    """Return every drawing by its file name."""
    return {**engraving.files(), **lettering.files()}


if __name__ == "__main__":
    for name, drawing in files().items():
        (FOLDER / name).write_text(drawing, encoding="utf-8")
