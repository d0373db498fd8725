"""The board on paper: the notice (通报) that is posted and filed."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from academy.reporting import labels
from academy.reporting import pdf as printing
from academy.reporting.enums import BoardState
from academy.reporting.reports import board as framed
from academy.reporting.reports.board import Table
from academy.reporting.sheets.words import page_words
from academy.reporting.stamps import Stamp


def pdf(shown: Table, found: Collection[dict[str, Any]], stamp: Stamp) -> bytes:
    """Return the notice: ranks, how what the last board found stands, the method."""
    return printing.render(html(shown, found, stamp), identifier=stamp.digest[:32])


def html(shown: Table, found: Collection[dict[str, Any]], stamp: Stamp) -> str:
    """Return the page that `pdf` prints."""
    board = shown.board
    context = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "board": board,
        "title": framed.title(board),
        "state": labels.BOARD_STATE[BoardState(board.state)],
        "is_published": board.state == BoardState.PUBLISHED,
        "table": shown,
        "follow_up": found,
        "previous": board.previous,
        "notes": framed.notes(board),
        "no_cause": labels.NO_CAUSE if shown.sources else "",
        "stamp": stamp,
        "academy": settings.ACADEMY_NAME,
        "page_words": page_words(),
    }
    return render_to_string("reporting/board_pdf.html", context)
