"""The notice of a cohort (开班通知): written, issued to the units, its deadlines moved."""

from datetime import datetime, timedelta

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared import clock
from courses import topics
from courses.enums import CohortState, OverQuota, Verb
from courses.errors import (
    DeadlinesInvalid,
    NoticeInvalid,
    NoticeIssued,
    NoticeMissing,
    NoticeNumberTaken,
    ReasonRequired,
)
from courses.models import Cohort, CohortNotice
from courses.operations import cohorts, locks, telling
from courses.rules.deadlines import said


@transaction.atomic
def write(
    *,
    actor: Actor,
    cohort: Cohort,
    document_number: str,
    text: str,
    conditions: str,
    nominate_until_at: datetime,
    substitute_until_at: datetime,
    over_quota: OverQuota,
    owing_only: bool,
    at: datetime,
) -> CohortNotice:
    """Write the notice down, or change it as long as it was not issued."""
    row = locks.cohort_row(cohort.pk)
    if row.state in (CohortState.CLOSED, CohortState.CANCELLED):
        locks.refuse_unless_enrolling(row)
    before = CohortNotice.objects.filter(cohort=row).first()
    if before is not None and before.issued_at is not None:
        raise NoticeIssued
    facts: dict[str, object] = {
        "document_number": document_number.strip(),
        "text": text.strip(),
        "conditions": conditions.strip(),
        "nominate_until_at": nominate_until_at,
        "substitute_until_at": substitute_until_at,
        "over_quota": over_quota.value,
        "owing_only": owing_only,
    }
    _refuse_invalid(row, facts, nominate_until_at, substitute_until_at)
    number = str(facts["document_number"])
    if CohortNotice.objects.exclude(cohort=row).filter(document_number=number).exists():
        raise NoticeNumberTaken(field="document_number", number=number)
    if before is not None and {key: getattr(before, key) for key in facts} == facts:
        return before
    notice, _created = CohortNotice.objects.update_or_create(
        cohort=row, defaults={**facts, "written_at": at}
    )
    record(actor, Verb.NOTICE_WRITTEN, row, at=at, facts={"number": number})
    return notice


def _refuse_invalid(
    cohort: Cohort, facts: dict[str, object], nominate: datetime, substitute: datetime
) -> None:
    if not facts["document_number"]:
        raise NoticeInvalid(field="document_number")
    if not facts["text"]:
        raise NoticeInvalid(field="text")
    if clock.local_date(nominate) > cohort.starts_on:
        raise NoticeInvalid(field="nominate_until")
    if substitute < nominate:
        raise NoticeInvalid(field="substitute_until")


@transaction.atomic
def issue(*, actor: Actor, cohort: Cohort, at: datetime) -> CohortNotice:
    """Issue the notice to the units; a draft cohort is published with it."""
    row = locks.cohort_row(cohort.pk)
    notice = CohortNotice.objects.filter(cohort=row).first()
    if notice is None:
        raise NoticeMissing
    if notice.issued_at is not None:
        return notice
    if row.state == CohortState.DRAFT:
        cohorts.publish(actor=actor, cohort=row, at=at)
    else:
        locks.refuse_unless_enrolling(row)
    if notice.nominate_until_at <= at:
        raise DeadlinesInvalid(field="nominate_until")
    notice.issued_at = at
    notice.save(update_fields=["issued_at"])
    record(actor, Verb.NOTICE_ISSUED, row, at=at, facts={"number": notice.document_number})
    telling.units_by_id(
        topics.NOTICE_ISSUED,
        row,
        invited(row),
        at=at,
        facts={
            "document": notice.document_number,
            "until": said(notice.nominate_until_at),
        },
    )
    return notice


@transaction.atomic
def move_deadlines(
    *,
    actor: Actor,
    cohort: Cohort,
    nominate_until_at: datetime,
    substitute_until_at: datetime,
    reason: str,
    at: datetime,
) -> CohortNotice:
    """Move the deadlines of an issued notice, with a reason that the units are told.

    A deadline that is past may stay as it is; one that changes lies ahead.
    """
    if not reason.strip():
        raise ReasonRequired(field="reason")
    row = locks.cohort_row(cohort.pk)
    locks.refuse_unless_enrolling(row)
    notice = CohortNotice.objects.filter(cohort=row, issued_at__isnull=False).first()
    if notice is None:
        raise NoticeMissing
    before = (notice.nominate_until_at, notice.substitute_until_at)
    after = (nominate_until_at, substitute_until_at)
    if after == before:
        return notice
    moved = [new for old, new in zip(before, after, strict=True) if new != old]
    if substitute_until_at < nominate_until_at or any(new <= at for new in moved):
        raise DeadlinesInvalid(field="nominate_until")
    notice.nominate_until_at, notice.substitute_until_at = after
    notice.save(update_fields=["nominate_until_at", "substitute_until_at"])
    facts = {"before": before, "after": after, "reason": reason.strip()[:200]}
    record(actor, Verb.DEADLINES_MOVED, row, at=at, facts=facts)
    telling.units_by_id(
        topics.DEADLINES_MOVED,
        row,
        invited(row),
        at=at,
        facts={
            "until": said(nominate_until_at),
            "substitute_until": said(substitute_until_at),
            "reason": reason.strip()[:200],
        },
    )
    return notice


@transaction.atomic
def tell_deadlines_near(*, at: datetime, within: timedelta) -> int:
    """Tell the units once of each deadline that comes within `within`; return how many notices."""
    issued = CohortNotice.objects.filter(
        issued_at__isnull=False, cohort__state__in=[CohortState.PUBLISHED, CohortState.RUNNING]
    ).select_related("cohort")
    ahead = {"gt": at, "lte": at + within}
    near = 0
    for field, topic in (
        ("nominate_until_at", topics.DEADLINE_NEAR),
        ("substitute_until_at", topics.CUT_OFF_NEAR),
    ):
        due = issued.filter(**{f"{field}__{how}": when for how, when in ahead.items()})
        for notice in due.order_by("pk"):
            until: datetime = getattr(notice, field)
            telling.units_by_id(
                topic,
                notice.cohort,
                invited(notice.cohort),
                at=at,
                key=until.isoformat(),
                facts={"until": said(until)},
            )
            near += 1
    return near


def invited(cohort: Cohort) -> set[int]:
    """Return the units that the notice addresses: those with a quota."""
    return set(cohort.quotas.filter(seats__gt=0).values_list("unit_id", flat=True))
