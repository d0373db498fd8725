"""Leave from a running cohort (请销假): asked, decided step by step, withdrawn, signed back.

Who may do what is the doors' business (`courses.access.leaves`). Why somebody asks stays with the
leave: neither log nor notices repeat it.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.db import transaction

from academy.audit.record import Actor, record, record_many
from academy.shared import clock
from academy.shared.errors import Refusal
from courses import topics
from courses.enums import EnrolmentState, Verb
from courses.enums.attendance import LeaveKind, LeaveState, LeaveStep
from courses.enums.leave import LeaveVerb
from courses.errors import CohortClosed, NotCheckedIn, ReasonRequired
from courses.errors import leave as errors
from courses.models import Cohort, Enrolment, Leave, LeaveDecision
from courses.operations import leave_telling, stays
from courses.queries import leaves as queries
from courses.queries import residence_rules
from courses.rules import leave as rules
from courses.rules.deadlines import said
from courses.rules.leave import Away

_REASON = 500


@transaction.atomic
def ask(
    *,
    actor: Actor,
    enrolment: Enrolment,
    kind: LeaveKind,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    at: datetime,
    beyond_reason: str = "",
    afterwards: bool = False,
) -> Leave:
    """Ask leave for somebody who is there; the same once more is the request that stands.

    `beyond_reason` goes past the limit of hours and `afterwards` takes a time that is over: both
    are an academy admin's. Several leaves without a break need the consents of the whole.
    """
    cohort = stays.lock_running(enrolment.cohort_id)
    row = _there(enrolment, cohort)
    asked = _times(cohort, starts_at, ends_at, afterwards=afterwards, at=at)
    if not reason.strip():
        raise ReasonRequired(field="reason")
    others = queries.live_of(row)
    for each in others:
        if _same(each, row, asked, kind, reason):
            return each
        _refuse_overlap(each, asked)
    taken = queries.account(row, asked)
    if taken.over and not beyond_reason.strip():
        raise _over_limit(taken)
    whole = rules.stretch(asked, [queries.time_of(each) for each in others])
    settings = residence_rules.settings_for(cohort)
    made = Leave.objects.create(
        enrolment=row,
        kind=kind.value,
        starts_at=starts_at,
        ends_at=ends_at,
        hours=taken.asked,
        reason=reason.strip()[:_REASON],
        steps=[each.value for each in rules.steps_for(kind, whole.length, settings)],
        asked_at=at,
        asked_by=actor.key,
        beyond_reason=beyond_reason.strip()[:200] if taken.over else "",
    )
    record(actor, Verb.LEAVE_ASKED, made, at=at, facts=_facts(made))
    leave_telling.waiting(made, LeaveStep(made.steps[0]), deciders=set(), at=at)
    return made


def _there(enrolment: Enrolment, cohort: Cohort) -> Enrolment:
    """The place, fresh under the cohort's lock, of somebody who is there."""
    row = Enrolment.objects.select_related("person", "unit").get(pk=enrolment.pk)
    row.cohort = cohort
    if row.state != EnrolmentState.CHECKED_IN:
        raise NotCheckedIn(person=row.person.name)
    return row


def _times(
    cohort: Cohort, starts_at: datetime, ends_at: datetime, *, afterwards: bool, at: datetime
) -> Away:
    if ends_at <= starts_at:
        raise errors.LeaveTimesInvalid(field="ends_at")
    first = datetime.combine(cohort.starts_on, time.min, tzinfo=clock.LOCAL)
    after = datetime.combine(cohort.ends_on + timedelta(days=1), time.min, tzinfo=clock.LOCAL)
    if starts_at < first or ends_at > after:
        raise errors.LeaveOutsideCohort(
            field="starts_at", starts_on=cohort.starts_on, ends_on=cohort.ends_on
        )
    if ends_at <= at and not afterwards:
        raise errors.LeaveEnded(field="ends_at")
    return Away(starts_at, ends_at)


def _same(row: Leave, place: Enrolment, asked: Away, kind: LeaveKind, reason: str) -> bool:
    times = (row.starts_at, row.ends_at) == (asked.starts_at, asked.ends_at)
    open_ = row.state in (LeaveState.ASKED, LeaveState.GRANTED)
    text = reason.strip()[:_REASON]
    return (
        times and open_ and row.enrolment_id == place.pk and (row.kind, row.reason) == (kind, text)
    )


def _refuse_overlap(row: Leave, asked: Away) -> None:
    taken = queries.time_of(row)
    # One that ended the moment it began still holds its beginning.
    if taken.overlaps(asked) or taken.starts_at == asked.starts_at:
        raise errors.LeaveOverlaps(
            field="starts_at", starts=said(taken.starts_at), ends=said(taken.ends_at)
        )


def _over_limit(taken: queries.Account) -> Refusal:
    return errors.LeaveOverLimit(
        asked=taken.asked,
        used=taken.used,
        limit=taken.limit,
        part=taken.settings.leave_part,
        whole=taken.settings.leave_whole,
    )


def _facts(row: Leave) -> dict[str, object]:
    return {
        "kind": row.kind,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "hours": row.hours,
        "beyond": bool(row.beyond_reason),
    }


def _locked(leave: Leave) -> Leave:
    """The leave, fresh under the locks of its cohort, of a place that is not closed out."""
    place = Enrolment.objects.only("cohort_id").get(pk=leave.enrolment_id)
    cohort = stays.lock_running(place.cohort_id)
    if stays.settled([place.pk]):
        raise CohortClosed
    rows = Leave.objects.select_related("enrolment__person", "enrolment__unit")
    row = rows.prefetch_related("decisions").get(pk=leave.pk)
    row.enrolment.cohort = cohort
    return row


def _move(row: Leave, verb: LeaveVerb) -> rules.LeaveMove:
    move = rules.leave_move(LeaveState(row.state), verb)
    if move.why is not None:
        raise errors.LEAVE_REFUSAL[move.why]
    return move


@transaction.atomic
def decide(
    *,
    actor: Actor,
    leave: Leave,
    step: LeaveStep,
    grant: bool,
    at: datetime,
    reason: str = "",
    beyond_reason: str = "",
) -> Leave:
    """Consent to one step, or refuse with a reason; the last consent grants the leave.

    Nobody decides on their own leave, and nobody twice. Saying the same once more is success. The
    hours are counted again at the last step, and the limit is judged again; `beyond_reason` goes
    past it.
    """
    row = _locked(leave)
    if actor.key == str(row.enrolment.person.public_id):
        raise errors.OwnLeave
    before = {each.step: each for each in row.decisions.all()}
    if step in before:
        if (before[step].decided_by, before[step].granted) == (actor.key, grant):
            return row
        raise errors.LeaveDecided
    _move(row, LeaveVerb.GRANT if grant else LeaveVerb.REFUSE)
    if rules.next_step(row.steps, before) is not step:
        raise errors.LeaveStepNotNext
    if any(each.decided_by == actor.key for each in before.values()):
        raise errors.LeaveSamePerson
    if not grant and not reason.strip():
        raise ReasonRequired(field="reason")
    after = rules.next_step(row.steps, [*before, step])
    if grant and after is None:
        _grant(row, beyond_reason.strip()[:200], by=actor.key, at=at)
    elif not grant:
        row.state, row.settled_at = LeaveState.REFUSED, at
        row.save(update_fields=["state", "settled_at"])
    LeaveDecision.objects.create(
        leave=row,
        step=step.value,
        granted=grant,
        reason=reason.strip()[:200],
        decided_by=actor.key,
        decided_at=at,
    )
    verb = Verb.LEAVE_CONSENTED if grant else Verb.LEAVE_REFUSED
    record(actor, verb, row, at=at, facts={"step": step.value, **_facts(row)})
    if not grant:
        leave_telling.trainee(topics.LEAVE_REFUSED, row, at=at, reason=reason.strip()[:200])
    elif after is None:
        leave_telling.trainee(topics.LEAVE_GRANTED, row, at=at)
    else:
        leave_telling.trainee(topics.LEAVE_ONE_STEP, row, at=at, key=step.value)
        deciders = {actor.key, *(each.decided_by for each in before.values())}
        leave_telling.waiting(row, after, deciders=deciders, at=at)
    return row


def _grant(row: Leave, beyond_reason: str, *, by: str, at: datetime) -> None:
    """Grant a leave within the limit; one that was asked when it was over has ended with it."""
    if row.enrolment.state != EnrolmentState.CHECKED_IN:
        raise NotCheckedIn(person=row.enrolment.person.name)
    taken = queries.account(row.enrolment, Away(row.starts_at, row.ends_at))
    reason = row.beyond_reason or beyond_reason
    if taken.over and not reason:
        raise _over_limit(taken)
    row.hours, row.beyond_reason = taken.asked, reason if taken.over else ""
    row.state, row.settled_at = LeaveState.GRANTED, at
    if row.ends_at <= row.asked_at:
        row.state, row.returned_at, row.returned_by = LeaveState.RETURNED, row.ends_at, by
    row.save()


@transaction.atomic
def withdraw(*, actor: Actor, leave: Leave, at: datetime) -> Leave:
    """Take a request back, or a granted leave that has not begun; twice is success."""
    row = _locked(leave)
    move = _move(row, LeaveVerb.WITHDRAW)
    if not move.changes:
        return row
    if row.state == LeaveState.GRANTED and rules.begun(queries.time_of(row), at=at):
        raise errors.LeaveBegun(starts=said(row.starts_at))
    row.state, row.withdrawn_at = LeaveState.WITHDRAWN, at
    row.save(update_fields=["state", "withdrawn_at"])
    record(actor, Verb.LEAVE_WITHDRAWN, row, at=at, facts=_facts(row))
    return row


@transaction.atomic
def withdraw_open(
    *, actor: Actor, rows: Collection[Enrolment], reason: str, at: datetime
) -> list[Leave]:
    """Close what people who leave a cohort have asked, or were granted and have not begun.

    Part of the operation that takes them out, which holds the cohort's lock. The number of
    statements does not depend on the number of people.
    """
    open_ = Leave.objects.filter(
        enrolment__in=[each.pk for each in rows],
        state__in=[LeaveState.ASKED.value, LeaveState.GRANTED.value],
    ).select_related("enrolment__person", "enrolment__unit", "enrolment__cohort")
    closed = [
        each
        for each in open_.order_by("pk")
        if each.state == LeaveState.ASKED or not rules.begun(queries.time_of(each), at=at)
    ]
    for each in closed:
        each.state, each.withdrawn_at = LeaveState.WITHDRAWN, at
    Leave.objects.bulk_update(closed, ["state", "withdrawn_at"])
    record_many(actor, Verb.LEAVE_WITHDRAWN, [(each, _facts(each)) for each in closed], at=at)
    leave_telling.closed(closed, reason=reason.strip()[:200], at=at)
    return closed


@transaction.atomic
def sign_back(*, actor: Actor, leave: Leave, at: datetime) -> Leave:
    """Enter that somebody is back (销假); twice is success.

    Leave ends with the return, so what an early one leaves of its time counts no more. Who is back
    is back from all that began: a leave that another carries on ended when that one began.
    """
    row = _locked(leave)
    if not _move(row, LeaveVerb.SIGN_BACK).changes:
        return row
    if not rules.begun(queries.time_of(row), at=at):
        raise errors.LeaveNotBegun(starts=said(row.starts_at))
    return next(each for each in _back([row.enrolment_id], actor, at=at) if each.pk == row.pk)


@transaction.atomic
def end_running(*, actor: Actor, rows: Collection[Enrolment], at: datetime) -> list[Leave]:
    """End the granted leave that has begun of people who leave a cohort, at that moment.

    Who has no place there any more is not awaited back. Part of the operation that takes them out,
    which holds the cohort's lock; the rest is closed by `withdraw_open`. The number of statements
    does not depend on the number of people.
    """
    return _back([each.pk for each in rows], actor, at=at)


def _back(places: Collection[int], actor: Actor, *, at: datetime) -> list[Leave]:
    """Write all leave from these places that has begun as ended, and count its hours again."""
    mine = Leave.objects.filter(
        enrolment__in=places, state=LeaveState.GRANTED, starts_at__lte=at
    ).select_related("enrolment")
    away = list(mine.order_by("pk"))
    prolonged = queries.continued(away)
    cells = queries.cells_of({each.enrolment.cohort_id for each in away}) if away else {}
    for each in away:
        each.state, each.returned_by = LeaveState.RETURNED, actor.key
        each.returned_at = each.ends_at if each.pk in prolonged else at
        each.hours = rules.hours_taken(cells[each.enrolment.cohort_id], queries.time_of(each))
    Leave.objects.bulk_update(away, ["state", "returned_at", "returned_by", "hours"])
    said_of = [(each, {**_facts(each), "returned_at": each.returned_at}) for each in away]
    record_many(actor, Verb.LEAVE_RETURNED, said_of, at=at)
    return away


@transaction.atomic
def undo_return(*, actor: Actor, leave: Leave, at: datetime) -> Leave:
    """Take a return of the same day back; twice is success.

    Not the end that came with leaving the cohort: nobody is out from a place they have left.
    """
    row = _locked(leave)
    if not _move(row, LeaveVerb.UNDO_RETURN).changes:
        return row
    if row.enrolment.state != EnrolmentState.CHECKED_IN:
        raise NotCheckedIn(person=row.enrolment.person.name)
    assert row.returned_at is not None
    if clock.local_date(row.returned_at) != clock.local_date(at):
        raise errors.ReturnSettled(returned_on=clock.local_date(row.returned_at))
    for each in queries.live_of(row.enrolment):
        if each.pk != row.pk and queries.time_of(each).overlaps(Away(row.starts_at, row.ends_at)):
            _refuse_overlap(each, Away(row.starts_at, row.ends_at))
    row.state, row.returned_at, row.returned_by = LeaveState.GRANTED, None, ""
    _count_again(row)
    row.save()
    record(actor, Verb.LEAVE_RETURN_UNDONE, row, at=at, facts=_facts(row))
    return row


def _count_again(row: Leave) -> None:
    cohort_id = row.enrolment.cohort_id
    row.hours = rules.hours_taken(queries.cells_of([cohort_id])[cohort_id], queries.time_of(row))


@transaction.atomic
def tell_overdue(*, at: datetime) -> int:
    """Tell tutor and unit, once each, of people who are not back; return of how many."""
    open_ = Leave.objects.filter(
        state=LeaveState.GRANTED, enrolment__cohort__state="running", ends_at__lt=at
    ).select_related("enrolment__cohort", "enrolment__person", "enrolment__unit")
    late = list(open_.filter(overdue_told_at__isnull=True).order_by("pk"))
    others = Leave.objects.filter(enrolment__in=[each.enrolment_id for each in late])
    prolonged = queries.continued(list(others))
    told = 0
    for each in late:
        if each.pk in prolonged:
            continue
        mine = Leave.objects.filter(
            pk=each.pk, state=LeaveState.GRANTED, overdue_told_at__isnull=True
        )
        if mine.update(overdue_told_at=at):
            leave_telling.overdue(each, at=at)
            told += 1
    return told
