"""The exam report: bands, percentiles, make-ups, transfers."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from academy.reporting import frames
from academy.reporting.enums import Sitting
from academy.reporting.reports.completion import SPEC as COMPLETION
from academy.reporting.reports.results import SPEC
from courses.enums import AttemptKind, CohortState
from courses.operations import transfers
from tests.cast import SYSTEM, Cast
from tests.make import courses, reporting

BANDS = ("below_60", "from_60", "from_70", "from_80", "from_90")
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("score", "band"),
    [
        ("0", 0), ("59.99", 0), ("60", 1), ("69.99", 1), ("70", 2), ("79.99", 2), ("80", 3),
        ("89.99", 3), ("90", 4), ("100", 4),
    ],
)  # fmt: skip
def test_every_border_of_a_band(cast: Cast, at: datetime, score: str, band: int) -> None:
    row = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    courses.outcome(courses.enrolment_of(row, cast.wang), score=score, at=at)
    total = frames.read(SPEC, reporting.everybody(cast, at=at)).total
    assert [total[name] for name in BANDS] == [int(number == band) for number in range(5)]


def test_first_sitting_and_after_make_up(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    first = frames.read(SPEC, reporting.everybody(cast, at=at)).total
    final = frames.read(SPEC, reporting.everybody(cast, at=at, sitting=Sitting.FINAL)).total
    # First: 95, 50, 80. After make-up: 95, 70, 80, 40.
    assert [first[name] for name in BANDS] == [1, 0, 0, 1, 1]
    assert [final[name] for name in BANDS] == [1, 0, 1, 1, 1]
    levels = ("lowest", "p25", "median", "p75", "highest", "average_score")
    assert [str(first[name]) for name in levels] == [
        "50.00", "50.00", "80.00", "95.00", "95.00", "75.00"
    ]  # fmt: skip
    assert [str(final[name]) for name in levels] == [
        "40.00", "40.00", "70.00", "80.00", "95.00", "71.25"
    ]  # fmt: skip
    assert (first["due"], first["absent"], first["passed"]) == (5, 2, 3)
    assert first["final_pass_rate"] == Decimal("75.0")


def test_who_was_transferred_is_counted_where_they_went(cast: Cast, at: datetime) -> None:
    old = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    new = courses.cohort(at=at, number=2, state=CohortState.RUNNING, persons=[cast.li])
    courses.outcome(courses.enrolment_of(old, cast.wang), score="90", at=at)
    before = frames.read(COMPLETION, reporting.everybody(cast, at=at))
    transfers.transfer(
        actor=SYSTEM,
        enrolment=courses.enrolment_of(old, cast.wang),
        to=new,
        reason="工作需要",
        at=at + DAY,
    )
    after = frames.read(COMPLETION, reporting.everybody(cast, at=at + DAY))
    assert after.total["required"] == before.total["required"] == 2
    assert after.total["passed"] == 1
    assert frames.read(COMPLETION, reporting.everybody(cast, at=at)).digest == before.digest
    narrowed = reporting.everybody(cast, at=at + DAY, cohort=old.public_id)
    assert frames.read(COMPLETION, narrowed).total["required"] == 0
    assert frames.read(SPEC, reporting.everybody(cast, at=at + DAY)).total["due"] == 1


def test_a_make_up_later_leaves_the_day_as_it_was(cast: Cast, at: datetime) -> None:
    row = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.zhao])
    place = courses.enrolment_of(row, cast.zhao)
    courses.outcome(place, score="50", at=at)
    told = frames.read(SPEC, reporting.everybody(cast, at=at, sitting=Sitting.FINAL))
    courses.outcome(place, score="88", attempt=AttemptKind.MAKE_UP, at=at + DAY)
    again = frames.read(SPEC, reporting.everybody(cast, at=at, sitting=Sitting.FINAL))
    assert again.digest == told.digest
    after = frames.read(SPEC, reporting.everybody(cast, at=at + DAY, sitting=Sitting.FINAL))
    assert [after.total[name] for name in BANDS] == [0, 0, 0, 1, 0]
