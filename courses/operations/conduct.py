"""Points of conduct: entered, taken back by a line of their own, objected to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from academy.audit.record import Actor, record, record_many
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from courses import topics
from courses.enums import Verb
from courses.enums.attendance import ObjectionState
from courses.errors import ReasonRequired
from courses.errors.conduct import (
    ConductDayInvalid,
    ConductPlaceInvalid,
    ConductPointsInvalid,
    ConductReversalFinal,
    ConductReversed,
    ConductRuleNotInForce,
    ConductSettled,
    ConductTwice,
    ObjectionDecided,
    ObjectionLate,
    ObjectionOwnEntry,
    ObjectionTwice,
)
from courses.models import Cohort, ConductEntry, ConductObjection, ConductRule, Enrolment
from courses.operations import stays, telling
from courses.queries import residence_rules
from courses.queries.conduct import rule_of
from courses.rules import conduct as rules


@dataclass(frozen=True, slots=True)
class Line:
    """What to enter for each of some people; points without a sign.

    `hours` (学时) count for rules by the hour. `again` says that the same rule on the same day is
    meant once more.
    """

    rule: ConductRule
    points: Decimal
    occurred_on: date
    evidence: str
    hours: Decimal = Decimal(1)
    again: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """One person of a list, and why nothing may be entered for them, if so."""

    enrolment: Enrolment
    refusal: Refusal | None


@transaction.atomic
def enter(
    *, actor: Actor, enrolments: Sequence[Enrolment], line: Line, at: datetime
) -> list[ConductEntry]:
    """Enter a line for people of one cohort, all or none, and tell them."""
    tried = look(enrolments=enrolments, line=line, at=at)
    refused = [each.refusal for each in tried if each.refusal is not None]
    if refused:
        raise refused[0]
    rows = ConductEntry.objects.bulk_create(
        [
            ConductEntry(
                enrolment=each.enrolment,
                rule=line.rule,
                effect=line.rule.effect,
                points=rules.signed(rule_of(line.rule), line.points),
                occurred_on=line.occurred_on,
                evidence=line.evidence.strip()[:300],
                recorded_by=actor.key,
                recorded_at=at,
            )
            for each in tried
        ]
    )
    audit(actor, Verb.CONDUCT_ENTERED, rows, at=at)
    tell(tried[0].enrolment.cohort, rows, at=at)
    return rows


@transaction.atomic
def look(*, enrolments: Sequence[Enrolment], line: Line, at: datetime) -> list[Tried]:
    """Say for each person whether the line may be entered; writes nothing.

    What stands against the line itself is raised. The number of queries does not depend on the
    number of people.
    """
    ids = list(dict.fromkeys(each.pk for each in enrolments))
    if not ids or len({each.cohort_id for each in enrolments}) != 1:
        raise ConductPlaceInvalid
    cohort = stays.lock_running(enrolments[0].cohort_id)
    _refuse_line(line, at=at)
    settled = stays.settled(ids)
    found = Enrolment.objects.select_related("cohort", "person").in_bulk(ids)
    same = ConductEntry.objects.standing().filter(
        enrolment__in=ids, rule__code=line.rule.code, occurred_on=line.occurred_on
    )
    twice = set() if line.again else set(same.values_list("enrolment_id", flat=True))

    def against(place: Enrolment) -> Refusal | None:
        if place.pk in settled:
            return ConductSettled()
        if place.checked_in_at is None:
            return ConductPlaceInvalid()
        if not _during(place, cohort, line.occurred_on):
            return ConductDayInvalid(field="occurred_on")
        if place.pk in twice:
            return ConductTwice(count=len(twice), name=line.rule.name)
        return None

    return [Tried(found[each], against(found[each])) for each in ids]


def _during(place: Enrolment, cohort: Cohort, on: date) -> bool:
    """Whether a day belongs to somebody's stay in a cohort."""
    assert place.checked_in_at is not None
    gone = place.withdrawn_at or place.transferred_at
    last = min(cohort.ends_on, clock.local_date(gone)) if gone else cohort.ends_on
    return min(clock.local_date(place.checked_in_at), cohort.ends_on) <= on <= last


def _refuse_line(line: Line, *, at: datetime) -> None:
    if not line.evidence.strip():
        raise ReasonRequired(field="evidence")
    if line.occurred_on > clock.local_date(at):
        raise ConductDayInvalid(field="occurred_on")
    row = ConductRule.objects.get(pk=line.rule.pk)
    rule = rule_of(row)
    if not rules.in_force(rule, line.occurred_on):
        raise ConductRuleNotInForce(field="rule", name=row.name, on=line.occurred_on)
    hours = line.hours if rule.per_hour else Decimal(1)
    if not Decimal(0) < hours <= 100 or not rules.allowed(rule, line.points, hours):
        least, most = rule.least * hours, rule.most * hours
        raise ConductPointsInvalid(field="points", name=row.name, least=least, most=most)


@transaction.atomic
def reverse(*, actor: Actor, entry: ConductEntry, reason: str, at: datetime) -> ConductEntry:
    """Take an entry back by a line with the opposite points; the same reason again is success.

    Raises ReasonRequired, ConductReversalFinal, ConductReversed, ConductSettled.
    """
    said = reason.strip()[:300]
    if not said:
        raise ReasonRequired(field="reason")
    if entry.reverses_id is not None:
        raise ConductReversalFinal
    row = _locked(entry)
    earlier = ConductEntry.objects.filter(reverses=row).first()
    if earlier is not None:
        if earlier.evidence == said:
            return earlier
        raise ConductReversed(on=clock.local_date(earlier.recorded_at))
    made = against(row, said, actor=actor, at=at)
    made.save(force_insert=True)
    audit(actor, Verb.CONDUCT_REVERSED, [made], at=at)
    telling.trainees(
        topics.CONDUCT_REVERSED,
        row.enrolment.cohort,
        [row.enrolment],
        at=at,
        rule=row.rule.name,
        on=row.occurred_on,
    )
    return made


def against(entry: ConductEntry, reason: str, *, actor: Actor, at: datetime) -> ConductEntry:
    """Return the line, not yet saved, that takes an entry back."""
    return ConductEntry(
        enrolment_id=entry.enrolment_id,
        rule_id=entry.rule_id,
        effect=entry.effect,
        points=-entry.points,
        occurred_on=entry.occurred_on,
        evidence=reason[:300],
        reverses=entry,
        recorded_by=actor.key,
        recorded_at=at,
    )


@transaction.atomic
def object_to(*, actor: Actor, entry: ConductEntry, text: str, at: datetime) -> ConductObjection:
    """Object to an entry about oneself, within its days; the same text again is success."""
    said = text.strip()[:500]
    if not said:
        raise ReasonRequired(field="text")
    row = _locked(entry)
    if actor.key != str(row.enrolment.person.public_id):
        raise NotFound
    if row.reverses_id is not None:
        raise ConductReversalFinal
    earlier = ConductObjection.objects.filter(entry=row).first()
    if earlier is not None:
        if earlier.text == said:
            return earlier
        raise ObjectionTwice
    taken_back = ConductEntry.objects.filter(reverses=row).first()
    if taken_back is not None:
        raise ConductReversed(on=clock.local_date(taken_back.recorded_at))
    until = last_day(row.enrolment.cohort, row)
    if clock.local_date(at) > until:
        raise ObjectionLate(until=until)
    made = ConductObjection.objects.create(entry=row, text=said, raised_at=at)
    record(actor, Verb.CONDUCT_OBJECTED, made, at=at, facts={"entry": row.public_id})
    return made


@transaction.atomic
def decide_objection(
    *, actor: Actor, objection: ConductObjection, upheld: bool, answer: str, at: datetime
) -> ConductObjection:
    """Decide on an objection; upheld takes the entry back. The same decision again is success."""
    said = answer.strip()[:300]
    if not said:
        raise ReasonRequired(field="answer")
    entry = _locked(objection.entry)
    row = ConductObjection.objects.select_for_update(no_key=True).get(pk=objection.pk)
    state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    if row.decided_at is not None:
        if (row.state, row.answer, row.decided_by) == (state.value, said, actor.key):
            return row
        raise ObjectionDecided(on=clock.local_date(row.decided_at))
    if actor.key in _hands(entry):
        raise ObjectionOwnEntry
    row.state, row.answer = state.value, said
    row.decided_at, row.decided_by = at, actor.key
    row.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    facts = {"entry": entry.public_id, "state": row.state}
    if upheld and not ConductEntry.objects.filter(reverses=entry).exists():
        made = against(entry, said, actor=actor, at=at)
        made.save(force_insert=True)
        audit(actor, Verb.CONDUCT_REVERSED, [made], at=at)
    record(actor, Verb.CONDUCT_OBJECTION_DECIDED, row, at=at, facts=facts)
    place = entry.enrolment
    telling.trainees(topics.OBJECTION_DECIDED, place.cohort, [place], at=at, on=entry.occurred_on)
    return row


def _hands(entry: ConductEntry) -> set[str]:
    """Who had a hand in an entry: who recorded it, and who called the roll that made it."""
    line = entry.roll_call_line
    called = {line.recorded_by, line.roll_call.recorded_by} if line else set()
    return {entry.recorded_by, *called}


def _locked(entry: ConductEntry) -> ConductEntry:
    """Lock what an entry counts in and return it fresh; refused once that is closed."""
    stays.lock_running(
        Enrolment.objects.values_list("cohort_id", flat=True).get(pk=entry.enrolment_id)
    )
    if stays.settled([entry.enrolment_id]):
        raise ConductSettled
    rows = ConductEntry.objects.select_for_update(of=("self",), no_key=True).select_related(
        "enrolment__cohort", "enrolment__person", "rule", "roll_call_line__roll_call"
    )
    return rows.get(pk=entry.pk)


def last_day(cohort: Cohort, entry: ConductEntry) -> date:
    """Return the last day on which an entry may be objected to."""
    days = residence_rules.settings_for(cohort).objection_days
    return rules.last_day_to_object(clock.local_date(entry.recorded_at), days)


def audit(actor: Actor, verb: Verb, rows: Sequence[ConductEntry], *, at: datetime) -> None:
    """Put entries on the log: rule and points, never the evidence."""
    said = [(row, {"rule": row.rule.code, "points": row.points}) for row in rows]
    record_many(actor, verb, said, at=at)


def tell(cohort: Cohort, rows: Sequence[ConductEntry], *, at: datetime) -> None:
    """Tell people of new entries that share a rule and a day."""
    if not rows:
        return
    first = rows[0]
    places = [row.enrolment for row in rows]
    telling.trainees(
        topics.CONDUCT_ENTERED,
        cohort,
        places,
        at=at,
        rule=first.rule.name,
        on=first.occurred_on,
        until=last_day(cohort, first),
    )
