"""Every report there is: rows sum to the total, and every number opens to as many names."""

from datetime import datetime

import pytest

from academy.people.enums import Role
from academy.reporting import frames, listing
from academy.reporting.enums import Dimension, Level, Sitting, Step
from academy.reporting.frames import Report
from academy.reporting.labels import Shape
from academy.reporting.queries import places
from academy.reporting.reports import REPORTS
from academy.reporting.rules.asking import Ask
from courses.operations import requirements
from tests.cast import SYSTEM, Cast
from tests.make import certificates, exclusions, reporting

CHOICES = [
    (code, by, sitting, step)
    for code, spec in REPORTS.items()
    for by in spec.dimensions
    for sitting in (Sitting if "sitting" in spec.asks else [Sitting.FIRST])
    for step in (Step if "step" in spec.asks else [Step.MONTH])
]


@pytest.fixture
def lived(cast: Cast, at: datetime) -> None:
    cohort = reporting.closed_cohort(cast, at=at)
    certificates.issued(cohort, at=at)
    exclusions.granted(
        exclusions.draft(cast.li), by=cast.hr, decider=cast.holder_of(Role.ACADEMY_ADMIN), at=at
    )
    requirements.publish_usual(actor=SYSTEM, at=at)


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize(("code", "by", "sitting", "step"), CHOICES)
def test_sums_and_lists_hold(
    cast: Cast, at: datetime, code: str, by: Dimension, sitting: Sitting, step: Step
) -> None:
    ask = reporting.everybody(cast, at=at, by=by, sitting=sitting, step=step)
    report = frames.read(REPORTS[code], ask)
    assert not report.is_empty
    _levels_sum_to_the_total(report)
    _lists_are_as_long_as_their_numbers(report, ask)


def _levels_sum_to_the_total(report: Report) -> None:
    summed = [e.column for e in report.spec.entries if e.shape in (Shape.COUNT, Shape.HOURS)]
    for level in (Level.UNIT, Level.PART):
        rows = [row for row in report.rows if row.level is level]
        for column in summed:
            assert sum(row.number(column) for row in rows) == report.total.number(column), column


def _lists_are_as_long_as_their_numbers(report: Report, ask: Ask) -> None:
    spec, every = report.spec, places.places(ask.as_of)
    for row in (report.rows[0], report.rows[1], report.total):
        for entry in spec.entries:
            if entry.shape is Shape.COUNT:
                found = listing.page(
                    spec,
                    ask,
                    every,
                    figure=entry.figure,
                    row=row.key,
                    part=row.part,
                    cursor=None,
                    limit=100,
                )
                assert found.count == len(found.items) == row[entry.column], entry.column
    for source in spec.sources:
        shown = [name for name in source.facts.counts if name in spec.entry]
        counted = any(report.total.number(name) for name in shown)
        assert bool(listing.listed(spec, source, ask)) == counted


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize("code", REPORTS)
def test_a_list_in_pages_is_the_list(cast: Cast, at: datetime, code: str) -> None:
    spec = REPORTS[code]
    ask = reporting.everybody(cast, at=at, by=spec.dimensions[0])
    every, figure = places.places(ask.as_of), spec.whole[0]
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = listing.page(
            spec, ask, every, figure=figure, row="", part="", cursor=cursor, limit=2
        )
        found += [str(each.values["staff_number"]) for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(found) == page.count
    whole = listing.page(spec, ask, every, figure=figure, row="", part="", cursor=None, limit=100)
    assert found == [str(each.values["staff_number"]) for each in whole.items]
