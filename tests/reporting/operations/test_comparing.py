"""An extract's question put again: the same on the same facts, and every difference named."""

from datetime import datetime, timedelta

import pytest

from academy.people.access import actor
from academy.people.models import Person
from academy.reporting import access, comparing
from academy.reporting.enums import Form
from academy.reporting.models import Extract
from academy.reporting.operations import extracts
from academy.reporting.queries.extracts import changes
from academy.reporting.reports import REPORTS
from academy.shared.clock import local_date
from academy.shared.errors import NotFound
from courses.enums import AttemptKind, CohortState
from courses.models import ExamOutcome
from tests.cast import Cast
from tests.make import courses, reporting

DAY = timedelta(days=1)


def _extract(cast: Cast, at: datetime, *, by: Person, code: str = "completion") -> Extract:
    spec = REPORTS[code]
    ask = reporting.everybody(cast, at=at, by=spec.dimensions[0])
    return extracts.make(actor=actor(by), spec=spec, ask=ask, form=Form.CSV, at=at).extract


@pytest.mark.parametrize("code", REPORTS)
def test_the_same_question_has_the_same_figures(cast: Cast, at: datetime, code: str) -> None:
    reporting.closed_cohort(cast, at=at)
    found = comparing.again(_extract(cast, at, by=cast.hr, code=code))
    assert found.is_same
    assert found.changes == []


def test_a_fact_of_a_later_day_changes_nothing(cast: Cast, at: datetime) -> None:
    row = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.zhao])
    place = courses.enrolment_of(row, cast.zhao)
    courses.outcome(place, score="50", at=at)
    extract = _extract(cast, at, by=cast.hr)
    courses.outcome(place, score="70", attempt=AttemptKind.MAKE_UP, at=at + DAY)
    assert comparing.again(extract).is_same


def test_a_fact_tampered_with_is_named_cell_by_cell(cast: Cast, at: datetime) -> None:
    row = courses.cohort(at=at, persons=[cast.wang])
    extract = _extract(cast, at, by=cast.hr)
    # As if it had been entered back then, which no operation can do.
    ExamOutcome.objects.create(
        enrolment=courses.enrolment_of(row, cast.wang),
        exam_ref="E",
        attempt=AttemptKind.FIRST.value,
        verdict="passed",
        score=80,
        full_marks=100,
        recorded_at=at,
    )
    found = comparing.again(extract)
    assert not found.is_same
    told = {(each.key, each.part, each.column): (each.then, each.now) for each in found.changes}
    assert told[("T001", "enforcement", "passed")] == (0, 1)
    assert told[("", "", "average_score")] == (None, "80.00")
    assert ("T002", "", "passed") not in told


def test_rows_that_came_and_went() -> None:
    then = {"columns": ["a"], "rows": [["unit", "X", "", 1], ["unit", "Y", "", 2]]}
    now = {"columns": ["a", "b"], "rows": [["unit", "Y", "", 2, 5], ["unit", "Z", "", 3, None]]}
    assert [(c.key, c.column, c.then, c.now) for c in changes(then, now)] == [
        ("Y", "b", None, 5),
        ("Z", "a", None, 3),
        ("X", "a", 1, None),
    ]


def test_who_reads_everything_sees_all_others_their_own(cast: Cast, at: datetime) -> None:
    on = local_date(at)
    extract = _extract(cast, at, by=cast.hr)
    assert access.extract(cast.auditor, extract.public_id, on) == extract
    assert not access.extracts(cast.officer, on).exists()
    with pytest.raises(NotFound):
        access.extract(cast.officer, extract.public_id, on)
    own = _extract(cast, at, by=cast.officer)
    assert list(access.extracts(cast.officer, on)) == [own]
    # It was about units that are not the officer's: to see it again takes the right to them.
    with pytest.raises(NotFound):
        access.extract(cast.officer, own.public_id, on)


@pytest.mark.parametrize("parameters", [{}, {"scope": [1], "from": "x"}, {"scope": [1]}])
def test_a_question_nobody_can_read_is_not_found(
    cast: Cast, at: datetime, parameters: dict[str, object]
) -> None:
    extract = Extract(report="completion", parameters=parameters, figures=None)
    with pytest.raises(NotFound):
        comparing.again(extract)
    with pytest.raises(NotFound):
        comparing.again(Extract(report="gone", parameters={}))
