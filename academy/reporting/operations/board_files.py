"""Handing a board out as a file, on record."""

import uuid
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.reporting.enums import Form, Verb
from academy.reporting.models import Board, Extract
from academy.reporting.operations.extracts import File
from academy.reporting.queries import boards as queries
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.reports import board as framed
from academy.reporting.reports.board import Table
from academy.reporting.sheets import board_book, board_paper
from academy.reporting.stamps import Stamp
from academy.shared.clock import local_date
from academy.shared.text import digest


def make(*, actor: Actor, board: Board, form: Form, at: datetime) -> File:
    """Make a board as a PDF or workbook and keep who took what.

    Its lines were written once, so that only the scores of others that stand beside them can
    differ from one extract to the next.

    Raises:
        ValueError: a board is no CSV.
    """
    if form is Form.CSV:
        raise ValueError("a board is handed out as PDF or workbook")
    with snapshot():
        shown = framed.table(board)
        found = framed.follow_up(queries.follow_up(board.previous), on=local_date(at))
    stamp = Stamp(uuid.uuid4(), actor.label, at, shown.digest)
    if form is Form.XLSX:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        content = board_book.workbook(shown, stamp)
    else:
        kind, content = "application/pdf", board_paper.pdf(shown, found, stamp)
    extract = _recorded(actor=actor, shown=shown, stamp=stamp, form=form, content=content)
    return File(extract, f"{framed.title(board)}.{form}", kind, content)


@transaction.atomic
def _recorded(*, actor: Actor, shown: Table, stamp: Stamp, form: Form, content: bytes) -> Extract:
    extract = Extract.objects.create(
        public_id=stamp.id,
        report=framed.CODE,
        form=form.value,
        parameters=shown.parameters,
        figures={"columns": shown.columns, "rows": shown.values()},
        row_count=len(shown.rows),
        name_count=0,
        figures_digest=shown.digest,
        file_digest=digest(content),
        made_by=actor.key,
        made_by_label=actor.label,
        made_at=stamp.at,
    )
    facts = {
        "report": extract.report,
        "form": extract.form,
        "rows": extract.row_count,
        "names": extract.name_count,
        "figures_digest": extract.figures_digest,
        "file_digest": extract.file_digest,
    }
    record(actor, Verb.EXTRACT_MADE, extract, at=stamp.at, facts=facts)
    return extract
