"""Handing a report out as a file, on record."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from academy.audit.record import Actor, record
from academy.reporting import frames, listing, notices, sheets
from academy.reporting.enums import Form, Verb
from academy.reporting.frames import Report
from academy.reporting.models import Extract
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.rules.asking import Ask
from academy.reporting.specs import Spec
from academy.reporting.stamps import Stamp
from academy.shared.text import digest


@dataclass(frozen=True, slots=True)
class File:
    """A file that was handed out, and its record."""

    extract: Extract
    name: str
    content_type: str
    content: bytes


def make(*, actor: Actor, spec: Spec, ask: Ask, form: Form, at: datetime) -> File:
    """Make a report as a file and keep who took what.

    Figures and names are read in one snapshot and drawn before the write begins: no sheet or
    PDF is made inside a transaction. The same question on the same facts has the same
    `figures_digest` in every form.

    Raises:
        NotFound: the track or cohort asked for does not exist.
    """
    with snapshot():
        report = frames.read(spec, ask)
        names = _names(spec, ask, form)
    stamp = Stamp(uuid.uuid4(), actor.label, at, report.digest)
    name, content_type, content = _drawn(report, names, form, stamp)
    columns = [entry.column for entry in spec.entries]
    with transaction.atomic():
        extract = Extract.objects.create(
            public_id=stamp.id,
            report=spec.code,
            form=form.value,
            parameters=ask.parameters(),
            figures={"columns": columns, "rows": report.figures()},
            row_count=len(report.rows),
            name_count=sum(map(len, names)),
            figures_digest=report.digest,
            file_digest=digest(content),
            made_by=actor.key,
            made_by_label=actor.label,
            made_at=at,
        )
        facts = {
            "report": spec.code,
            "form": form,
            "rows": extract.row_count,
            "names": extract.name_count,
            "figures_digest": extract.figures_digest,
            "file_digest": extract.file_digest,
        }
        record(actor, Verb.EXTRACT_MADE, extract, at=at, facts=facts)
    return File(extract, name, content_type, content)


def _names(spec: Spec, ask: Ask, form: Form) -> list[list[sheets.Line]]:
    """Return the names that go into the file, source by source.

    All into a workbook, those of the printed figure into a PDF, none into CSV.
    """
    if form is Form.XLSX:
        return [
            [each.values for each in listing.listed(spec, source, ask)] for source in spec.sources
        ]
    figure = spec.printed_figure
    if form is Form.CSV or not figure:
        return []
    source = spec.source_of(figure)
    return [[each.values for each in listing.listed(spec, source, ask, figure)]]


def _drawn(
    report: Report, names: list[list[sheets.Line]], form: Form, stamp: Stamp
) -> tuple[str, str, bytes]:
    """Return file name, content type and bytes."""
    stem = _stem(report)
    match form:
        case Form.XLSX:
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            return f"{stem}.xlsx", kind, sheets.workbook(report, names, stamp)
        case Form.CSV:
            return f"{stem}.csv", "text/csv; charset=utf-8", sheets.delimited(report)
        case Form.PDF:
            return (
                f"{stem}.pdf",
                "application/pdf",
                notices.pdf(report, [line for lines in names for line in lines], stamp),
            )


def _stem(report: Report) -> str:
    told = {
        "title": report.title,
        "first": report.ask.period.starts_on,
        "last": report.ask.period.last_on,
        "as_of": report.as_of,
    }
    if not report.spec.has_period:
        return _("%(title)s_截至%(as_of)s") % told
    return _("%(title)s_%(first)s_%(last)s_截至%(as_of)s") % told
