"""What people's stays come to: attendance, leave and conduct, read along their ways.

One person's figures in a cohort are those of all cohorts they came through (`queries.along`); the
figures by which they are judged are those of the cohort where they are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from courses.enums import CohortState
from courses.enums.attendance import ConductEffect, LeaveState, Presence
from courses.models import ConductEntry, Enrolment, RollCallLine
from courses.queries import along, conduct, leaves, residence_rules
from courses.rules import stay
from courses.rules.stay import Attendance, Called


@dataclass(frozen=True, slots=True)
class StayFigures:
    """What one person's stay comes to, hours in 学时.

    `leave_used` is what leave takes in all, granted ahead too, `leave_limit` what it may take of
    the syllabus, `over` whether it takes more. `entries` are conduct entries that stand,
    `removals` those of them that mean removal (退训). `leaves` are granted ones, `asked` those
    nobody has decided on, `out` granted ones that have begun and are not signed back; `kept` says
    that more leave than the limit was granted with a reason.
    """

    attendance: Attendance
    leave_used: Decimal
    leave_limit: Decimal
    over: bool
    points: Decimal
    entries: int
    removals: int
    leaves: int
    asked: int
    out: int
    kept: bool

    @property
    def is_settled(self) -> bool:
        """Whether nothing of the stay stands in the way of a close-out."""
        return not self.removals and not self.out and (self.kept or not self.over)


def figures(
    rows: Sequence[Enrolment], *, at: datetime, known_before: datetime | None = None
) -> dict[int, StayFigures]:
    """Return the figures of places by their key; `rows` come with cohort and syllabus loaded.

    With `known_before` they are what they were just before that instant: of what was recorded,
    corrected, decided or taken back later nothing counts. The number of queries depends on the
    number of transfers in a row, not of places.
    """
    ids = [row.pk for row in rows]
    ways = along.back(ids)
    places = {place for way in ways.values() for place in way}
    called = _called(places, known_before)
    effects = _effects(places, known_before)
    away = _away(places, at=at, known_before=known_before)
    used = leaves.hours_used(ids, known_before=known_before)
    points = conduct.points_of(ids, known_before=known_before)
    settings = residence_rules.settings_on_days(
        {row.cohort.starts_on for row in rows}, known_before=known_before
    )
    found: dict[int, StayFigures] = {}
    for row in rows:
        way, mine = ways[row.pk], settings[row.cohort.starts_on]
        total = row.cohort.syllabus.hours
        entered = sum((effects[place] for place in way), Counter[ConductEffect]())
        found[row.pk] = StayFigures(
            attendance=stay.attendance(each for place in way for each in called[place]),
            leave_used=used[row.pk],
            leave_limit=stay.leave_limit(total, mine),
            over=stay.over_limit(used[row.pk], total, mine),
            points=points[row.pk],
            entries=entered.total(),
            removals=entered[ConductEffect.REMOVAL],
            leaves=sum(away.granted[place] for place in way),
            asked=sum(away.asked[place] for place in way),
            out=sum(away.out[place] for place in way),
            kept=any(place in away.kept for place in way),
        )
    return found


def of_one(row: Enrolment, *, at: datetime) -> StayFigures | None:
    """Return one place's figures; None without a seat, or before the cohort began."""
    begun = row.cohort.state in (CohortState.RUNNING, CohortState.CLOSED)
    return figures([row], at=at)[row.pk] if begun and row.enrolled_at is not None else None


def _called(places: Collection[int], known_before: datetime | None) -> dict[int, list[Called]]:
    """The last word of each roll-call that stands, by place."""
    found: dict[int, list[Called]] = defaultdict(list)
    lines = RollCallLine.objects.current(known_before).filter(enrolment__in=places)
    for place, presence, hours in lines.values_list("enrolment_id", "presence", "roll_call__hours"):
        found[place].append(Called(Presence(presence), hours))
    return found


def _effects(
    places: Collection[int], known_before: datetime | None
) -> dict[int, Counter[ConductEffect]]:
    found: dict[int, Counter[ConductEffect]] = defaultdict(Counter)
    rows = ConductEntry.objects.standing(known_before).filter(enrolment__in=places)
    for place, effect in rows.values_list("enrolment_id", "effect"):
        found[place][ConductEffect(effect)] += 1
    return found


@dataclass(frozen=True, slots=True)
class _Away:
    """Leaves by place: granted, not decided on, begun and not signed back; beyond the limit."""

    granted: Counter[int]
    asked: Counter[int]
    out: Counter[int]
    kept: set[int]


def _away(places: Collection[int], *, at: datetime, known_before: datetime | None) -> _Away:
    found = _Away(Counter(), Counter(), Counter(), set())
    for row, state in leaves.leaves_of(places, known_before):
        place = row.enrolment_id
        found.asked[place] += state is LeaveState.ASKED
        if state in (LeaveState.GRANTED, LeaveState.RETURNED):
            found.granted[place] += 1
            found.out[place] += state is LeaveState.GRANTED and row.starts_at <= at
            if row.beyond_reason:
                found.kept.add(place)
    return found
