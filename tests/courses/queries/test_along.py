"""A person's way through cohorts, read backwards and to its end."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from courses.enums import CohortState
from courses.models import Enrolment
from courses.operations import transfers
from courses.queries import along
from tests.cast import SYSTEM, Cast
from tests.make import courses as make

pytestmark = pytest.mark.django_db


def way(cast: Cast, at: datetime) -> tuple[list[Enrolment], Enrolment]:
    """Places of wang in three cohorts in a row, and of li in the first who stays there."""
    syllabus = make.syllabus(at=at)
    found = [
        make.cohort(
            at=at,
            of=syllabus,
            number=number + 1,
            state=CohortState.RUNNING,
            starts_on=make.STARTS_ON + timedelta(days=21 * number),
            ends_on=make.ENDS_ON + timedelta(days=21 * number),
            persons=[cast.wang, cast.li] if number == 0 else [[cast.zhao], [cast.hr]][number - 1],
        )
        for number in range(3)
    ]
    rows = [make.enrolment_of(found[0], cast.wang)]
    for target in found[1:]:
        rows.append(
            transfers.transfer(
                actor=SYSTEM, enrolment=rows[-1], to=target, reason="应急处置", at=at
            )
        )
    return rows, make.enrolment_of(found[0], cast.li)


def test_each_place_leads_back_and_on(at: datetime, cast: Cast) -> None:
    (first, second, third), li = way(cast, at)
    ids = [first.pk, second.pk, third.pk, li.pk]
    assert along.back(ids) == {
        first.pk: [first.pk],
        second.pk: [second.pk, first.pk],
        third.pk: [third.pk, second.pk, first.pk],
        li.pk: [li.pk],
    }
    assert along.ends(ids) == {
        first.pk: third.pk,
        second.pk: third.pk,
        third.pk: third.pk,
        li.pk: li.pk,
    }
    assert (along.back([]), along.ends([])) == ({}, {})


def test_queries_depend_on_transfers_in_a_row(
    at: datetime, cast: Cast, django_assert_num_queries: Any
) -> None:
    (first, second, third), li = way(cast, at)
    for asked, back, ends in (
        ([li.pk], 1, 1),
        ([second.pk, li.pk], 2, 2),
        ([third.pk, li.pk], 3, 1),
        ([first.pk, li.pk], 1, 3),
    ):
        with django_assert_num_queries(back):
            along.back(asked)
        with django_assert_num_queries(ends):
            along.ends(asked)
