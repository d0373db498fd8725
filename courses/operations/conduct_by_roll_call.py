"""Entries of conduct that roll-calls make by themselves, and take back when corrected."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from academy.audit.record import Actor
from courses.enums import Verb
from courses.enums.attendance import Presence
from courses.errors.conduct import ConductSettled
from courses.models import Cohort, ConductEntry, ConductRule, RollCall, RollCallLine
from courses.operations import conduct, stays
from courses.queries.conduct import rule_of
from courses.rules import conduct as rules


@transaction.atomic
def follow(*, actor: Actor, lines: Sequence[RollCallLine], at: datetime) -> list[ConductEntry]:
    """Make conduct agree with the current lines of one roll-call.

    What earlier revisions made and still stands is taken back; each line whose finding has a rule
    on the day makes an entry. A line that made one already makes none, so asking again is
    success. The number of statements does not depend on the number of lines, but on that of
    rules.
    """
    if not lines:
        return []
    call = RollCall.objects.get(pk=lines[0].roll_call_id)
    cohort = _running(call, {each.enrolment_id for each in lines})
    here = Q(
        roll_call_line__roll_call=call,
        enrolment__in=[each.enrolment_id for each in lines],
    )
    own = [each.pk for each in lines]
    before = ConductEntry.objects.standing().filter(here).exclude(roll_call_line__in=own)
    _take_back(list(before), _("点名已更正"), actor=actor, at=at)
    made_before = ConductEntry.objects.filter(roll_call_line__in=own, reverses__isnull=True)
    done = set(made_before.values_list("roll_call_line_id", flat=True))
    held = ConductRule.objects.exclude(applies_to="").in_bulk()
    values = {key: rule_of(row) for key, row in held.items()}
    entries = []
    for line in lines:
        key = rules.by_roll_call(values, Presence(line.presence), call.called_on)
        if key is None or line.pk in done:
            continue
        points = rules.points_by_roll_call(values[key], call.hours)
        entries.append(
            ConductEntry(
                enrolment=line.enrolment,
                rule=held[key],
                effect=held[key].effect,
                points=rules.signed(values[key], points),
                occurred_on=call.called_on,
                evidence=_evidence(call, held[key]),
                roll_call_line=line,
                recorded_by=actor.key,
                recorded_at=at,
            )
        )
    rows = ConductEntry.objects.bulk_create(entries)
    _say(actor, cohort, rows, at=at)
    return rows


@transaction.atomic
def take_back(*, actor: Actor, roll_call: RollCall, reason: str, at: datetime) -> int:
    """Take back whatever a voided roll-call made and still stands; return how many."""
    standing = ConductEntry.objects.standing().filter(roll_call_line__roll_call=roll_call)
    _running(roll_call, set(standing.values_list("enrolment_id", flat=True)))
    rows = list(standing.select_related("rule"))
    _take_back(rows, reason.strip() or _("点名已作废"), actor=actor, at=at)
    return len(rows)


def _running(call: RollCall, places: set[int]) -> Cohort:
    cohort = stays.lock_running(call.cohort_id)
    if stays.settled(places):
        raise ConductSettled
    return cohort


def _take_back(rows: Sequence[ConductEntry], reason: str, *, actor: Actor, at: datetime) -> None:
    made = [conduct.against(row, reason, actor=actor, at=at) for row in rows]
    ConductEntry.objects.bulk_create(made)
    if made:
        codes = ConductRule.objects.in_bulk({row.rule_id for row in made})
        for row in made:
            row.rule = codes[row.rule_id]
        conduct.audit(actor, Verb.CONDUCT_REVERSED, made, at=at)


def _say(actor: Actor, cohort: Cohort, rows: Sequence[ConductEntry], *, at: datetime) -> None:
    if not rows:
        return
    conduct.audit(actor, Verb.CONDUCT_ENTERED, rows, at=at)
    by_rule: dict[int, list[ConductEntry]] = defaultdict(list)
    for row in rows:
        by_rule[row.rule_id].append(row)
    for alike in by_rule.values():
        conduct.tell(cohort, alike, at=at)


def _evidence(call: RollCall, rule: ConductRule) -> str:
    times = f"{call.begins:%H:%M}–{call.ends:%H:%M}"
    return f"点名 {call.called_on} {times} {rule.name}"
