"""Notices and reports in the form of an official document (公文), without passing for one.

Laid out after GB/T 9704-2012: A4, type area 156 × 225 mm, 22 lines of 28 characters, page numbers
at the outer edge. What is a seal's business is left out on purpose: no seal, no 版记, not the words
“文件”; each page says that it came out of this system and bears no seal.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from academy.documents import pdf
from academy.documents.chamber import limits
from academy.documents.errors import DocumentTooLong, GlyphsMissing

PAGES = 40
BUDGET = limits.Budget(cpu_seconds=10, wall_seconds=30.0, pages=PAGES, output_bytes=8 << 20)
_SHEET = Path(__file__).resolve().parent / "official.css"
# Official documents are written in Chinese, whatever language the reader's pages are in.
_LANGUAGE = "zh-hans"


def render(template: str, facts: Mapping[str, object], *, made_at: datetime) -> bytes:
    """Return the PDF/A of a template that extends `documents/pdf/official.html`.

    `made_at` is the moment the document stands for; the same facts and moment give the same bytes.

    Raises:
        GlyphsMissing: a character is in none of the fonts.
        DocumentTooLong: more than `PAGES` pages, or more time or memory than a document may take.
    """
    with translation.override(_LANGUAGE):
        html = render_to_string(template, {"issuer": settings.ACADEMY_ISSUER, **facts})
    try:
        return pdf.typeset(html, _css(), variant="pdf/a-3u", made_at=made_at, budget=BUDGET)
    except pdf.MissingGlyphs as lacking:
        raise GlyphsMissing(characters=_shown(lacking.characters)) from None
    except pdf.TooCostly:
        raise DocumentTooLong(pages=PAGES) from None


def _shown(characters: str) -> str:
    return "、".join(f"{each}（U+{ord(each):04X}）" for each in characters)


@lru_cache(maxsize=1)
def _css() -> str:
    return _SHEET.read_text(encoding="utf-8")
