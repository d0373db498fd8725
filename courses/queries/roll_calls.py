"""Who is expected at a roll-call, and what roll-calls say."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from academy.shared import clock
from courses.enums.attendance import Presence
from courses.models import Cohort, Enrolment, Leave, RollCall, RollCallLine
from courses.queries import along
from courses.queries.board import official_order
from courses.rules import roll_calls as rules
from courses.rules.leave import Away
from courses.rules.periods import Slot
from courses.rules.roll_calls import Counts, Granted, Stay


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who has to be there, what is taken to be so, and the leave that excuses them."""

    enrolment: Enrolment
    default: Presence
    leave: Leave | None


def time_of(slot: Slot) -> Away:
    """A slot by the clock of the academy."""
    return Away(
        datetime.combine(slot.day, slot.times.begins, tzinfo=clock.LOCAL),
        datetime.combine(slot.day, slot.times.ends, tzinfo=clock.LOCAL),
    )


def expected(cohort: Cohort, slot: Slot) -> list[Expected]:
    """Return who has to be there: official unit order, then by pinyin.

    Those who have been closed out where they went on are not: their figures stand. The number of
    queries depends on the number of transfers in a row, not of people.
    """
    begins = time_of(slot).starts_at
    rows = Enrolment.objects.filter(cohort=cohort, checked_in_at__isnull=False).select_related(
        "person", "unit"
    )
    found = [row for row in rows if rules.is_expected(_stay(row), begins)]
    closed = along.closed_out([row.pk for row in found])
    present = [row for row in found if row.pk not in closed]
    granted = leaves_along([row.pk for row in present])
    return [_expect(row, granted[row.pk], begins) for row in official_order(present, on=slot.day)]


def _expect(row: Enrolment, leaves: list[Leave], begins: datetime) -> Expected:
    assert row.checked_in_at is not None
    default = rules.default_presence(_granted(leaves), begins, came=row.checked_in_at)
    return Expected(row, default, leave_at(leaves, begins))


def _stay(row: Enrolment) -> Stay:
    return Stay(row.checked_in_at, row.withdrawn_at or row.transferred_at)


def leaves_along(enrolment_ids: Collection[int]) -> dict[int, list[Leave]]:
    """Return the granted leaves of each place, with those of the places before it."""
    ways = along.back(enrolment_ids)
    by_place: dict[int, list[Leave]] = defaultdict(list)
    places = {place for way in ways.values() for place in way}
    for row in Leave.objects.granted().filter(enrolment__in=places).order_by("starts_at", "pk"):
        by_place[row.enrolment_id].append(row)
    return {each: [row for place in way for row in by_place[place]] for each, way in ways.items()}


def _granted(rows: Iterable[Leave]) -> list[Granted]:
    return [Granted(row.pk, row.starts_at, row.ends_at, row.returned_at) for row in rows]


def leave_at(rows: Iterable[Leave], begins: datetime) -> Leave | None:
    """The granted leave that holds a moment, None where none does."""
    held = list(rows)
    found = rules.excuse(_granted(held), begins)
    return next((row for row in held if found is not None and row.pk == found.key), None)


def lines_of(roll_call: RollCall) -> list[RollCallLine]:
    """Return the last word on each person, in the order of `expected`; of a voided call too."""
    rows = roll_call.lines.last_words().select_related(
        "enrolment__person", "enrolment__unit", "leave"
    )
    lines = {row.enrolment_id: row for row in rows}
    places = official_order([row.enrolment for row in lines.values()], on=roll_call.called_on)
    return [lines[place.pk] for place in places]


def counts_of(roll_calls: Iterable[RollCall]) -> dict[int, Counts]:
    """Return what each roll-call comes to, by its key, in one query."""
    found: dict[int, list[Presence]] = {row.pk: [] for row in roll_calls}
    lines = RollCallLine.objects.filter(roll_call__in=list(found)).last_words()
    for key, presence in lines.values_list("roll_call_id", "presence"):
        found[key].append(Presence(presence))
    return {key: rules.counts(each) for key, each in found.items()}
