"""The question of an extract, put again: whether its figures still are what they were."""

from dataclasses import dataclass
from uuid import UUID

from academy.reporting import frames
from academy.reporting.frames import Report
from academy.reporting.models import Board, Extract
from academy.reporting.queries import boards
from academy.reporting.queries.extracts import Change, changes
from academy.reporting.reports import board as framed
from academy.reporting.reports import named
from academy.reporting.reports.board import Table
from academy.reporting.reports.stories import TITLES
from academy.reporting.reports.stories import cohort as cohort_report
from academy.reporting.reports.stories import person as person_record
from academy.reporting.reports.stories.frame import Story
from academy.reporting.reports.stories.person import Opened
from academy.reporting.rules.asking import Ask, asked_again
from academy.shared.errors import NotFound
from courses.models import Cohort


@dataclass(frozen=True)
class Comparison:
    """An extract beside the same report (document, board) of now.

    `changes` is empty where figures were not kept.
    """

    extract: Extract
    report: Report | Story | Table
    changes: list[Change]

    @property
    def is_same(self) -> bool:
        """Whether the figures are the same to the last digit."""
        return self.report.digest == self.extract.figures_digest

    @property
    def row_count(self) -> int:
        """How many rows there are now, counted as the extract counts them."""
        if isinstance(self.report, Story):
            return self.report.line_count - self.report.name_count
        return len(self.report.rows)


def again(extract: Extract, opened: Opened | None = None) -> Comparison:
    """Put the question of an extract again and lay the figures side by side; nothing is written.

    `opened` is the person's record that it is of, as its reader may open it now; None for others.

    Raises:
        NotFound: its report, track, cohort or board is no more, or it is of a record nobody opened.
    """
    if extract.report == person_record.CODE:
        if opened is None:
            raise NotFound(field="extract")
        return _beside(extract, person_record.read(opened))
    if extract.report == framed.CODE:
        return _board(extract)
    try:
        ask = asked_again(extract.parameters)
    except (KeyError, ValueError):
        raise NotFound(field="extract") from None
    if extract.report == cohort_report.CODE:
        return _beside(extract, _story(ask))
    return _beside(extract, frames.read(named(extract.report), ask))


def _beside(extract: Extract, report: Report | Story) -> Comparison:
    if isinstance(report, Story):
        now = report.kept()
    else:
        columns = [entry.column for entry in report.spec.entries]
        now = {"columns": columns, "rows": report.figures()}
    then = extract.figures
    return Comparison(extract, report, changes(then, now) if then is not None else [])


def document(extract: Extract) -> str:
    """Return what an extract is of that is no report: a story, or the board of a month."""
    if extract.report == framed.CODE:
        return framed.extract_title(extract.parameters["month"])
    return str(TITLES.get(extract.report, extract.report))


def _board(extract: Extract) -> Comparison:
    """Lay a board beside its extract: its lines stand for ever, the scores of others may not."""
    rows = Board.objects.select_related(*boards.SHOWN)
    row = rows.filter(public_id=UUID(extract.parameters["board"])).first()
    if row is None:
        raise NotFound(field="board")
    shown = framed.table(row)
    now = {"columns": shown.columns, "rows": shown.values()}
    return Comparison(extract, shown, changes(extract.figures or now, now))


def _story(ask: Ask) -> Story:
    rows = Cohort.objects.select_related("syllabus__course__track")
    cohort = rows.filter(public_id=ask.cohort).first() if ask.cohort else None
    if cohort is None:
        raise NotFound(field="cohort")
    return cohort_report.read(cohort, ask)
