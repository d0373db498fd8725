"""Every reason of the tables has its refusal, and every refusal can say itself."""

from typing import Any

import pytest

from academy.shared.errors import Refusal
from courses import errors
from courses.enums import CohortWhy, EnrolmentWhy, SeatWhy

FACTS: dict[str, Any] = {
    "person": "王建国",
    "state": "已入班",
    "other": "第 2 期",
    "capacity": 120,
    "unit": "东湖",
    "quota": 3,
}


def test_every_reason_has_one_refusal_of_its_own() -> None:
    for reasons, refusals in (
        (CohortWhy, errors.COHORT_REFUSAL),
        (EnrolmentWhy, errors.ENROLMENT_REFUSAL),
        (SeatWhy, errors.SEAT_REFUSAL),
    ):
        assert set(refusals) == set(reasons)
        assert len(set(refusals.values())) == len(refusals)


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (errors.NotNominated, "王建国 没有被提名到本期。"),
        (errors.NotCheckedIn, "王建国 没有报到记录。"),
        (errors.NotEnrolled, "王建国 没有在本期入班。"),
        (errors.AlreadyFurther, "王建国 的报名已进入下一步（已入班）。"),
        (errors.OverQuota, "东湖 在本期的 3 个名额已用完，无法安排 王建国。"),
        (errors.CohortFull, "本期 120 个名额已满，无法安排 王建国。"),
        (errors.OverlappingCohort, "王建国 已在日期重叠的“第 2 期”中。"),
    ],
)
def test_facts_fill_the_text(refusal: type[Refusal], said: str) -> None:
    no = refusal(**FACTS)
    assert str(no) == said
    assert no.problem()["code"] == refusal.code
