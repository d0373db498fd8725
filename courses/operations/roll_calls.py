"""Roll-calls (点名): taken, corrected, voided.

All of it under the locks of the cohort and those to which its people went on, so that two officers
with one roll are one after the other, and the figures of closed cohorts stand. Log and notices hold
counts only, never who was where.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.shared import clock
from courses import topics
from courses.enums import Verb
from courses.enums.attendance import Formation, Presence
from courses.errors import ReasonRequired
from courses.errors import attendance as errors
from courses.models import Cohort, Leave, RollCall, RollCallLine
from courses.operations import conduct_by_roll_call, stays, telling
from courses.queries import roll_calls as queries
from courses.queries.leaves import cells_of
from courses.queries.roll_calls import Expected
from courses.rules import roll_calls as rules
from courses.rules.deadlines import said as written
from courses.rules.periods import Slot

_REASON = 200


@transaction.atomic
def take(
    *,
    actor: Actor,
    cohort: Cohort,
    formation: Formation,
    slot: Slot,
    said: Mapping[int, Presence],
    at: datetime,
) -> RollCall:
    """Take the roll: `said` by enrolment, the rest as leave says, else present.

    The same roll with the same content once more is the one that stands. The number of statements
    does not depend on the number of people.
    """
    held = stays.lock_running(cohort.pk)
    expected = _expected(held, slot, said)
    wanted = {each.enrolment.pk: each.default for each in expected} | dict(said)
    before = held.roll_calls.standing().filter(
        formation=formation.value, called_on=slot.day, begins=slot.times.begins
    )
    taken = before.first()
    if taken is not None:
        return _again(taken, slot, wanted)
    hours = _hours(held, formation, slot, at=at)
    if not expected:
        raise errors.NobodyExpected
    call = RollCall.objects.create(
        cohort=held,
        formation=formation.value,
        called_on=slot.day,
        begins=slot.times.begins,
        ends=slot.times.ends,
        hours=hours,
        recorded_by=actor.key,
        recorded_at=at,
    )
    lines = [_line(call, each, wanted[each.enrolment.pk], actor=actor, at=at) for each in expected]
    RollCallLine.objects.bulk_create(lines)
    _follow(actor, Verb.ROLL_CALLED, call, lines, at=at)
    return call


def _expected(cohort: Cohort, slot: Slot, said: Mapping[int, Presence]) -> list[Expected]:
    """Who has to be there; refused where something is said of others."""
    if slot.times.ends <= slot.times.begins:
        raise errors.RollCallTimesInvalid(field="ends")
    if not cohort.starts_on <= slot.day <= cohort.ends_on:
        raise errors.RollCallOutsideCohort(
            field="called_on", on=slot.day, starts_on=cohort.starts_on, ends_on=cohort.ends_on
        )
    expected = queries.expected(cohort, slot)
    others = set(said) - {each.enrolment.pk for each in expected}
    if others:
        _refuse_settled(cohort, others)
        raise errors.NotOnRoll(field="said", count=len(others))
    return expected


def _refuse_settled(cohort: Cohort, enrolment_ids: Collection[int]) -> None:
    """Refuse, by name, those of the cohort's people who have been closed out elsewhere."""
    places = cohort.enrolments.filter(pk__in=stays.settled(enrolment_ids))
    names = list(places.order_by("person__pinyin_key", "pk").values_list("person__name", flat=True))
    if names:
        raise errors.RollCallSettled(people="、".join(names))


def _again(taken: RollCall, slot: Slot, wanted: Mapping[int, Presence]) -> RollCall:
    """The roll-call that stands, if it says the same: as it was taken, or as it says now."""
    lines = taken.lines.order_by("revision").values_list("enrolment", "revision", "presence")
    rows = [(place, revision, Presence(presence)) for place, revision, presence in lines]
    first = {place: presence for place, revision, presence in rows if revision == 0}
    last = {place: presence for place, _revision, presence in rows}
    if taken.ends == slot.times.ends and wanted in (first, last):
        return taken
    raise errors.RollCallTaken(who=_who(taken.recorded_by), when=written(taken.recorded_at))


def _who(key: str) -> str:
    """The name behind a key of the log."""
    try:
        name = Person.objects.filter(public_id=UUID(key)).values_list("name", flat=True).first()
    except ValueError:
        # A command or a job, which has no account.
        name = None
    return name or _("系统")


def _hours(cohort: Cohort, formation: Formation, slot: Slot, *, at: datetime) -> Decimal:
    """The hours (学时) that a roll-call is about; refused where none may be called."""
    time = queries.time_of(slot)
    if rules.too_early(time.starts_at, at=at):
        raise errors.RollCallTooEarly(
            minutes=rules.EARLIEST.seconds // 60, opens=written(time.starts_at - rules.EARLIEST)
        )
    if formation is not Formation.LESSON:
        return Decimal("0.0")
    cell = rules.cell_at(cells_of([cohort.pk])[cohort.pk], time)
    if cell is None:
        raise errors.RollCallNoCell(field="begins", on=slot.day, times=str(slot.times))
    lessons = cohort.roll_calls.standing().filter(formation=formation.value, called_on=slot.day)
    for each in lessons.order_by("begins"):
        if each.slot.overlaps(slot):
            raise errors.RollCallOverlaps(times=str(each.times))
    return cell.hours


def _line(
    call: RollCall, each: Expected, presence: Presence, *, actor: Actor, at: datetime
) -> RollCallLine:
    return RollCallLine(
        roll_call=call,
        enrolment=each.enrolment,
        presence=presence.value,
        leave=each.leave if presence is Presence.ON_LEAVE else None,
        recorded_by=actor.key,
        recorded_at=at,
    )


@transaction.atomic
def correct(
    *,
    actor: Actor,
    roll_call: RollCall,
    said: Mapping[int, Presence],
    reason: str,
    at: datetime,
) -> list[RollCallLine]:
    """Say otherwise of some people, with a reason; return the lines that are new.

    Of whom it says that already nothing is written, so that the same once more is success.
    """
    text = _reason(reason)
    call = _locked(roll_call)
    if call.voided_at is not None:
        raise errors.RollCallVoided(on=clock.local_date(call.voided_at))
    before = {
        each.enrolment_id: each
        for each in call.lines.last_words().select_related("enrolment__person", "leave")
    }
    others = set(said) - set(before)
    if others:
        raise errors.NotOnRoll(field="said", count=len(others))
    _refuse_settled(call.cohort, set(said))
    leaves = queries.leaves_along(list(said))
    begins = queries.time_of(call.slot).starts_at
    lines = []
    for place, presence in said.items():
        on_leave = presence is Presence.ON_LEAVE
        leave = queries.leave_at(leaves[place], begins) if on_leave else None
        if not _says(before[place], presence, leave):
            lines.append(_next(before[place], call, presence, leave, text, actor=actor, at=at))
    RollCallLine.objects.bulk_create(lines)
    if lines:
        _follow(actor, Verb.ROLL_CORRECTED, call, lines, at=at)
    return lines


def _reason(reason: str) -> str:
    text = reason.strip()[:_REASON]
    if not text:
        raise ReasonRequired(field="reason")
    return text


def _locked(roll_call: RollCall) -> RollCall:
    """The roll-call, fresh under the locks of its cohort."""
    cohort = stays.lock_running(roll_call.cohort_id)
    row = RollCall.objects.get(pk=roll_call.pk)
    row.cohort = cohort
    return row


def _says(line: RollCallLine, presence: Presence, leave: Leave | None) -> bool:
    return line.presence == presence and line.leave_id == (leave.pk if leave else None)


def _next(
    before: RollCallLine,
    call: RollCall,
    presence: Presence,
    leave: Leave | None,
    reason: str,
    *,
    actor: Actor,
    at: datetime,
) -> RollCallLine:
    return RollCallLine(
        roll_call=call,
        enrolment=before.enrolment,
        revision=before.revision + 1,
        presence=presence.value,
        leave=leave,
        reason=reason,
        recorded_by=actor.key,
        recorded_at=at,
    )


@transaction.atomic
def void(*, actor: Actor, roll_call: RollCall, reason: str, at: datetime) -> RollCall:
    """Let a roll-call that was taken by mistake count no more; its lines stay. Twice is success.

    What conduct it made is taken back.
    """
    text = _reason(reason)
    call = _locked(roll_call)
    if call.voided_at is not None:
        if (call.voided_by, call.void_reason) == (actor.key, text):
            return call
        raise errors.RollCallVoided(on=clock.local_date(call.voided_at))
    lines = list(call.lines.last_words())
    _refuse_settled(call.cohort, {each.enrolment_id for each in lines})
    call.voided_by, call.voided_at, call.void_reason = actor.key, at, text
    call.save(update_fields=["voided_by", "voided_at", "void_reason"])
    conduct_by_roll_call.take_back(actor=actor, roll_call=call, reason=text, at=at)
    record(actor, Verb.ROLL_VOIDED, call, at=at, facts=_facts(call, lines))
    return call


def _follow(
    actor: Actor, verb: Verb, call: RollCall, lines: Sequence[RollCallLine], *, at: datetime
) -> None:
    """Let conduct follow what lines say, put them on the log, tell who missed a lesson."""
    conduct_by_roll_call.follow(actor=actor, lines=lines, at=at)
    record(actor, verb, call, at=at, facts=_facts(call, lines))
    absent = {each.enrolment.person_id for each in lines if each.presence == Presence.ABSENT}
    if call.formation == Formation.LESSON and absent:
        telling.people(
            topics.ROLL_CALL_ABSENT,
            call.cohort,
            absent,
            path=reverse("courses:mine"),
            key=f"{call.public_id}:{at.isoformat()}",
            at=at,
            facts={"on": call.called_on, "times": str(call.times)},
        )


def _facts(call: RollCall, lines: Iterable[RollCallLine]) -> dict[str, object]:
    found = rules.counts(Presence(each.presence) for each in lines)
    return {
        "formation": call.formation,
        "called_on": call.called_on,
        "begins": f"{call.begins:%H:%M}",
        "expected": found.expected,
        "here": found.here,
        "absent": found.by[Presence.ABSENT],
    }
