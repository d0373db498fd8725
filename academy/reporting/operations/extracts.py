"""Handing a report out as a file, on record."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from academy.audit.record import Actor, record
from academy.reporting import frames, listing, notices, sheets
from academy.reporting.enums import Form, Verb
from academy.reporting.errors import ReportTooLong
from academy.reporting.frames import Report
from academy.reporting.models import Extract
from academy.reporting.operations.watching import Watch, Watched
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What goes into a file: figures and names of one snapshot."""

    report: Report
    names: list[list[sheets.Line]]
    form: Form

    @property
    def name_count(self) -> int:
        """How many lines its name lists have."""
        return sum(map(len, self.names))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file that nobody has been given yet, and what it was drawn from."""

    reading: Reading
    stamp: Stamp
    name: str
    content_type: str
    content: bytes


def make(*, actor: Actor, spec: Spec, ask: Ask, form: Form, at: datetime) -> File:
    """Make a report as a file at once and keep who took what.

    Figures and names are read in one snapshot and drawn before the write begins: no sheet or
    PDF is made inside a transaction. The same question on the same facts has the same
    `figures_digest` in every form.

    Raises:
        NotFound: the track or cohort asked for does not exist.
        ReportTooLong: its name lists are too long for somebody to wait for.
    """
    reading = read(spec, ask, form)
    if reading.name_count > settings.REPORT_DIRECT_LINES:
        raise ReportTooLong(count=reading.name_count, limit=settings.REPORT_DIRECT_LINES)
    drawn = draw(actor=actor, reading=reading, at=at)
    extract = keep(actor=actor, drawn=drawn, at=at)
    return File(extract, drawn.name, drawn.content_type, drawn.content)


def read(spec: Spec, ask: Ask, form: Form) -> Reading:
    """Read what goes into a file, in one snapshot.

    Raises:
        NotFound: the track or cohort asked for does not exist.
    """
    with snapshot():
        return Reading(frames.read(spec, ask), _names(spec, ask, form), form)


def draw(*, actor: Actor, reading: Reading, at: datetime, watch: Watch | None = None) -> Drawn:
    """Draw a file, in the language that is active; the database is not asked.

    Raises:
        Stopped: `watch` was told to stop it.
    """
    stamp = Stamp(uuid.uuid4(), actor.label, at, reading.report.digest)
    watch = watch or Watch(reading.name_count)
    return Drawn(reading, stamp, *_drawn(reading, stamp, watch))


@transaction.atomic
def keep(*, actor: Actor, drawn: Drawn, at: datetime) -> Extract:
    """Put on record that a file was made, by whom and of what."""
    report = drawn.reading.report
    columns = [entry.column for entry in report.spec.entries]
    extract = Extract.objects.create(
        public_id=drawn.stamp.id,
        report=report.spec.code,
        form=drawn.reading.form.value,
        parameters=report.ask.parameters(),
        figures={"columns": columns, "rows": report.figures()},
        row_count=len(report.rows),
        name_count=drawn.reading.name_count,
        figures_digest=report.digest,
        file_digest=digest(drawn.content),
        made_by=actor.key,
        made_by_label=actor.label,
        made_at=at,
    )
    facts = {
        "report": report.spec.code,
        "form": extract.form,
        "rows": extract.row_count,
        "names": extract.name_count,
        "figures_digest": extract.figures_digest,
        "file_digest": extract.file_digest,
    }
    record(actor, Verb.EXTRACT_MADE, extract, at=at, facts=facts)
    return extract


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


def _drawn(reading: Reading, stamp: Stamp, watch: Watch) -> tuple[str, str, bytes]:
    """Return file name, content type and bytes."""
    report = reading.report
    stem, names = _stem(report), [Watched(lines, watch) for lines in reading.names]
    match reading.form:
        case Form.XLSX:
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            return f"{stem}.xlsx", kind, sheets.workbook(report, names, stamp)
        case Form.CSV:
            return f"{stem}.csv", "text/csv; charset=utf-8", sheets.delimited(report)
        case Form.PDF:
            return (
                f"{stem}.pdf",
                "application/pdf",
                notices.pdf(
                    report,
                    [line for lines in reading.names for line in lines],
                    stamp,
                    on_page=watch.page,
                ),
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
