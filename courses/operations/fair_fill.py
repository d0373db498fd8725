"""Giving seats that no unit used to units whose people wait, with the rule on record."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared import clock
from courses import topics
from courses.enums import FillRule, Verb
from courses.errors import FillChanged, NominationsStillOpen, NothingToFill, NoticeMissing
from courses.models import Allocation, AllocationLine, Cohort, Quota
from courses.operations import locks, telling, waiting
from courses.queries import demand
from courses.queries.entrants import issued_notice
from courses.rules import fair_fill
from courses.rules.deadlines import is_past, said


@transaction.atomic
def carry_out(
    *,
    actor: Actor,
    cohort: Cohort,
    rule: FillRule,
    at: datetime,
    among: Collection[int] | None = None,
    shown: str = "",
) -> Allocation:
    """Fill unused quota by `rule`, write it down for good, and let the waiting list move up.

    Only after the notice's deadline for nominations. Quotas move from who has spare places to
    who asks; their sum stays within the capacity. `among` limits which units may get seats. With
    the `fair_fill.mark` of a dry run that was `shown`, nothing else than that is done.
    """
    row = locks.cohort_row(cohort.pk)
    filled = dry_run(row, rule, at=at, among=among)
    if shown and shown != fair_fill.mark(rule, filled):
        raise FillChanged
    asked = sum(len(share.claim.asks) for share in filled.shares)
    if not filled.given:
        raise NothingToFill(seats=filled.seats, asked=asked)
    changed = [share for share in filled.shares if share.quota != share.claim.quota]
    Quota.objects.bulk_create(
        [Quota(cohort=row, unit_id=each.claim.unit_id, seats=each.quota) for each in changed],
        update_conflicts=True,
        unique_fields=["cohort", "unit"],
        update_fields=["seats"],
    )
    allocation = _write_down(actor, row, rule, filled, at=at)
    facts = {
        "rule": rule,
        "seats": filled.seats,
        "given": filled.given,
        "limited": among is not None,
    }
    record(actor, Verb.QUOTAS_FILLED, row, at=at, facts=facts)
    telling.units_by_id(
        topics.QUOTAS_FILLED, row, {each.claim.unit_id for each in changed}, at=at, facts={}
    )
    waiting.promote(actor, row, at=at)
    return allocation


def dry_run(
    cohort: Cohort, rule: FillRule, *, at: datetime, among: Collection[int] | None = None
) -> fair_fill.Fill:
    """Return what the fill would do now; refused while the units may still nominate."""
    locks.refuse_unless_enrolling(cohort)
    notice = issued_notice(cohort)
    if notice is None:
        raise NoticeMissing
    if not is_past(notice.nominate_until_at, at):
        raise NominationsStillOpen(until=said(notice.nominate_until_at))
    claims = demand.claims(cohort, on=clock.local_date(at), among=among)
    # Without quotas there is nothing to share out: the capacity alone decides.
    quotas = sum(claim.quota for claim in claims)
    unallotted = cohort.capacity - quotas if cohort.quotas.exists() else 0
    return fair_fill.fill(rule, claims, unallotted=unallotted)


def _write_down(
    actor: Actor, cohort: Cohort, rule: FillRule, filled: fair_fill.Fill, *, at: datetime
) -> Allocation:
    released = sum(share.released for share in filled.shares)
    allocation = Allocation.objects.create(
        cohort=cohort,
        rule=rule.value,
        seats=filled.seats,
        unallotted=filled.given - released,
        made_at=at,
        made_by=actor.label,
    )
    AllocationLine.objects.bulk_create(
        AllocationLine(
            allocation=allocation,
            unit_id=share.claim.unit_id,
            position=position,
            **asdict(fair_fill.line_of(share)),
        )
        for position, share in enumerate(filled.shares, 1)
    )
    return allocation
