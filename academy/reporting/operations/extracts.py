"""Handing a report out as a file, on record."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from academy.audit.record import Actor, record
from academy.reporting import frames, notices, sheets
from academy.reporting.enums import Form, Verb
from academy.reporting.frames import Report
from academy.reporting.models import Extract
from academy.reporting.queries import people, places
from academy.reporting.queries.people import Listed
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.rules.asking import Ask
from academy.reporting.stamps import Stamp
from academy.shared.text import digest

COMPLETION = "completion"


@dataclass(frozen=True, slots=True)
class File:
    """A file that was handed out, and its record."""

    extract: Extract
    name: str
    content_type: str
    content: bytes


def completion(*, actor: Actor, ask: Ask, form: Form, at: datetime) -> File:
    """Make the completion report as a file and keep who took what.

    Figures and names are read in one snapshot and drawn before the write begins: no sheet or
    PDF is made inside a transaction. The same question on the same facts has the same
    `figures_digest` in every form.

    Raises:
        NotFound: the track or cohort asked for does not exist.
    """
    with snapshot():
        report = frames.completion(ask)
        names = _names(ask, form)
    stamp = Stamp(uuid.uuid4(), actor.label, at, report.digest)
    name, content_type, content = _drawn(report, names, form, stamp)
    with transaction.atomic():
        extract = Extract.objects.create(
            public_id=stamp.id,
            report=COMPLETION,
            form=form.value,
            parameters=ask.parameters(),
            row_count=len(report.rows),
            name_count=len(names),
            figures_digest=report.digest,
            file_digest=digest(content),
            made_by=actor.key,
            made_by_label=actor.label,
            made_at=at,
        )
        facts = {
            "report": COMPLETION,
            "form": form,
            "rows": extract.row_count,
            "names": extract.name_count,
            "figures_digest": extract.figures_digest,
            "file_digest": extract.file_digest,
        }
        record(actor, Verb.EXTRACT_MADE, extract, at=at, facts=facts)
    return File(extract, name, content_type, content)


def _names(ask: Ask, form: Form) -> list[Listed]:
    """Return the names that go into the file: all into a workbook, who is left out into a PDF."""
    if form is Form.CSV:
        return []
    every = places.places(ask.as_of)
    if form is Form.XLSX:
        return people.listed(ask, every, with_id_numbers=True)
    return [each for each in people.listed(ask, every) if each.withdrawn_on is not None]


def _drawn(report: Report, names: list[Listed], form: Form, stamp: Stamp) -> tuple[str, str, bytes]:
    """Return file name, content type and bytes."""
    stem = _("%(title)s_%(first)s_%(last)s_截至%(as_of)s") % {
        "title": sheets.title(report),
        "first": report.ask.period.starts_on,
        "last": report.ask.period.last_on,
        "as_of": report.as_of,
    }
    match form:
        case Form.XLSX:
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            return f"{stem}.xlsx", kind, sheets.workbook(report, names, stamp)
        case Form.CSV:
            return f"{stem}.csv", "text/csv; charset=utf-8", sheets.delimited(report)
        case Form.PDF:
            return f"{stem}.pdf", "application/pdf", notices.pdf(report, names, stamp)
