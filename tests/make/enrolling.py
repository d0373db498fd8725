"""Builders of notices, nominations and waiting lists; every state is reached through operations."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from academy.audit.record import Actor
from academy.people.access import actor
from academy.people.models import Person
from courses.enums import OverQuota
from courses.enums.planning import BlockKind
from courses.models import Block, Cohort, CohortNotice, Enrolment
from courses.operations import cohort_notices, decisions, enrolments
from tests import keep
from tests.cast import SYSTEM, Cast

NOMINATIONS_OPEN = timedelta(days=3)
SUBSTITUTIONS_OPEN = timedelta(days=5)


def officer(cast: Cast) -> Actor:
    """The training officer of the east branch, as the log names them."""
    return actor(cast.officer)


def leader(cast: Cast) -> Actor:
    """The leader of the east branch, as the log names them."""
    return actor(cast.leader)


@keep.kept
def notice(
    cohort: Cohort,
    *,
    at: datetime,
    over_quota: OverQuota = OverQuota.WAIT,
    owing_only: bool = False,
    issue: bool = True,
    number: str = "莞城管培〔2026〕7号",
) -> CohortNotice:
    """Write (and issue) a notice: nominations close in three days, substitutions in five."""
    row = cohort_notices.write(
        actor=SYSTEM,
        cohort=cohort,
        document_number=number,
        text="请各单位按名额选派人员参训。",
        conditions="身体健康，能参加队列训练。",
        nominate_until_at=at + NOMINATIONS_OPEN,
        substitute_until_at=at + SUBSTITUTIONS_OPEN,
        over_quota=over_quota,
        owing_only=owing_only,
        at=at,
    )
    return cohort_notices.issue(actor=SYSTEM, cohort=cohort, at=at) if issue else row


@keep.kept
def nominated(
    cast: Cast, cohort: Cohort, persons: Sequence[Person], *, at: datetime
) -> list[Enrolment]:
    """Nominate people as the officer; nobody is refused."""
    report = enrolments.nominate_many(actor=officer(cast), cohort=cohort, persons=persons, at=at)
    assert not report.refused, [each.refusal for each in report.refused]
    return report.done


@keep.kept
def endorsed(
    cast: Cast, cohort: Cohort, persons: Sequence[Person], *, at: datetime
) -> list[Enrolment]:
    """Nominate people and let the leader endorse them."""
    rows = nominated(cast, cohort, persons, at=at)
    return decisions.endorse_many(actor=leader(cast), enrolments=rows, at=at).done


@keep.kept
def approved(
    cast: Cast, cohort: Cohort, persons: Sequence[Person], *, at: datetime
) -> list[Enrolment]:
    """Nominate, endorse and approve people: they have a seat or wait for one."""
    rows = endorsed(cast, cohort, persons, at=at)
    return decisions.approve_many(actor=SYSTEM, enrolments=rows, at=at).done


@keep.kept
def block(
    person: Person,
    *,
    at: datetime,
    kind: BlockKind = BlockKind.DUTY,
    starts_on: date = date(2026, 3, 9),
    ends_on: date = date(2026, 3, 9),
) -> Block:
    """Put days on record on which the person cannot come."""
    return Block.objects.create(
        person=person,
        kind=kind.value,
        starts_on=starts_on,
        ends_on=ends_on,
        source="roster:test",
        recorded_at=at,
    )
