"""The notice: written, issued once, its deadlines moved with a reason, units told in time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from academy.notices.models import Notice
from courses import tasks
from courses.enums import CohortState, OverQuota
from courses.errors import (
    CohortCancelled,
    DeadlinesInvalid,
    NoticeInvalid,
    NoticeIssued,
    NoticeMissing,
    NoticeNumberTaken,
    ReasonRequired,
)
from courses.models import Cohort, CohortNotice
from courses.operations import cohort_notices, cohorts
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import enrolling

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def write(cohort: Cohort, at: datetime, **other: Any) -> CohortNotice:
    facts: dict[str, Any] = {
        "document_number": "〔2026〕1号",
        "text": "请选派。",
        "conditions": "",
        "nominate_until_at": at + timedelta(days=2),
        "substitute_until_at": at + timedelta(days=4),
        "over_quota": OverQuota.REFUSE,
        "owing_only": False,
    }
    return cohort_notices.write(actor=SYSTEM, cohort=cohort, at=at, **{**facts, **other})


def test_written_changed_issued_and_then_fixed(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, state=CohortState.DRAFT, capacity=5)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 2}, at=at)
    with pytest.raises(NoticeMissing):
        cohort_notices.issue(actor=SYSTEM, cohort=cohort, at=at)
    first = write(cohort, at)
    assert write(cohort, at) == first
    assert write(cohort, at, text="请按名额选派。").text == "请按名额选派。"
    issued = cohort_notices.issue(actor=SYSTEM, cohort=cohort, at=at)
    assert (issued.issued_at, Cohort.objects.get().state) == (at, CohortState.PUBLISHED)
    assert cohort_notices.issue(actor=SYSTEM, cohort=cohort, at=at + SECOND).issued_at == at
    with pytest.raises(NoticeIssued):
        write(cohort, at, text="改")
    told = Notice.objects.filter(topic="courses.notice_issued")
    assert set(told.values_list("person_id", flat=True)) == {cast.officer.pk, cast.leader.pk}
    assert told[0].facts["starts_on"] == {"on": "2026-03-09"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"document_number": " "}, "document_number"),
        ({"text": ""}, "text"),
        ({"nominate_until_at": datetime.fromisoformat("2026-03-10T00:00+08:00")}, "nominate_until"),
        ({"substitute_until_at": datetime.fromisoformat("2026-03-03T00:00Z")}, "substitute_until"),
    ],
)
def test_words_and_deadlines_must_fit(
    at: datetime, cast: Cast, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(NoticeInvalid) as caught:
        write(make.cohort(at=at), at, **wrong)
    assert caught.value.field == field
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortNotice.objects.create(
            cohort=make.cohort(at=at),
            document_number="",
            text="",
            nominate_until_at=at,
            substitute_until_at=at - SECOND,
            written_at=at,
        )


def test_numbers_are_given_once_and_a_dead_cohort_has_no_notice(at: datetime, cast: Cast) -> None:
    write(make.cohort(at=at, number=1), at)
    with pytest.raises(NoticeNumberTaken):
        write(make.cohort(at=at, number=2), at)
    with pytest.raises(CohortCancelled):
        write(make.cohort(at=at, number=3, state=CohortState.CANCELLED), at)


def test_issue_needs_time_left(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    write(cohort, at)
    with pytest.raises(DeadlinesInvalid):
        cohort_notices.issue(actor=SYSTEM, cohort=cohort, at=at + timedelta(days=2))
    late = at + timedelta(days=2) - SECOND
    assert cohort_notices.issue(actor=SYSTEM, cohort=cohort, at=late).issued_at == late


def test_deadlines_move_forward_with_a_reason(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 2}, at=at)

    def move(nominate: datetime, substitute: datetime, reason: str, now: datetime) -> CohortNotice:
        return cohort_notices.move_deadlines(
            actor=SYSTEM,
            cohort=cohort,
            nominate_until_at=nominate,
            substitute_until_at=substitute,
            reason=reason,
            at=now,
        )

    day = timedelta(days=1)
    with pytest.raises(NoticeMissing):
        move(at + day, at + day, "延期", at)
    notice = enrolling.notice(cohort, at=at)
    with pytest.raises(ReasonRequired):
        move(at + day, at + day, " ", at)
    for nominate, substitute in ((at, at + day), (at + 2 * day, at + day)):
        with pytest.raises(DeadlinesInvalid):
            move(nominate, substitute, "延期", at)
    late = at + 4 * day
    moved = move(notice.nominate_until_at, at + 6 * day, "延期", late)
    assert moved.substitute_until_at == at + 6 * day
    assert Notice.objects.filter(topic="courses.deadlines_moved").count() == 2


@pytest.mark.parametrize(
    ("before", "told"), [(timedelta(hours=24) + SECOND, 0), (timedelta(hours=24), 2), (SECOND, 2)]
)
def test_units_are_told_once_that_a_deadline_is_near(
    at: datetime, cast: Cast, before: timedelta, told: int
) -> None:
    cohort = make.cohort(at=at)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 2}, at=at)
    notice = enrolling.notice(cohort, at=at)
    for _time in range(2):
        cohort_notices.tell_deadlines_near(at=notice.nominate_until_at - before, within=tasks.NEAR)
    assert Notice.objects.filter(topic="courses.deadline_near").count() == told
    assert Notice.objects.filter(topic="courses.cut_off_near").count() == 0
