"""Where a change that would help can be made: a setting, a decision to release, a line, a page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from academy.people.models import Person
from courses.enums.planning import PlanRule
from courses.enums.plans import PlanState
from courses.models import PlanLine, PlanningRun, PlanSeat
from courses.rules import plan_relax, plan_settings

# More people than this are counted, not named.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Way:
    """How one change can be made.

    `settled`: taken over with the next run, as a setting or by releasing `lines` and `seats`.
    Else it is made elsewhere: at `line` of the run before, or on the page of what the rule is
    about. `names` are the people it is about.
    """

    rule: PlanRule
    settled: bool = False
    lines: tuple[PlanLine, ...] = ()
    seats: tuple[PlanSeat, ...] = ()
    line: PlanLine | None = None
    unit: int | None = None
    names: tuple[str, ...] = ()
    more: int = 0


def ways(run: PlanningRun, relaxing: list[plan_relax.Relaxing], *, bedded: bool) -> list[Way]:
    """One way for each change that the run's explanation names, in its order."""
    kept = run.explanation.get("relaxations", [])
    dated = plan_settings.load_asked(run.parameters).due_on is not None
    ids = {person for each in kept for person in each["place"]["persons"]}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    before = _Before(run, ids)
    return [
        _way(each, one, before, names, bedded=bedded, dated=dated)
        for each, one in zip(kept, relaxing, strict=True)
    ]


def _way(
    kept: Mapping[str, Any],
    each: plan_relax.Relaxing,
    before: "_Before",
    names: Mapping[int, str],
    *,
    bedded: bool,
    dated: bool,
) -> Way:
    place = kept["place"]
    persons = [names[pk] for pk in place["persons"] if pk in names]
    about = {"unit": place["unit"], "names": tuple(persons[:NAMED])}
    about["more"] = max(0, len(place["persons"]) - NAMED)
    if each.rule is PlanRule.LOCK:
        lines, seats = before.locked(place)
        return Way(
            each.rule,
            settled=bool(lines or seats),
            lines=lines,
            seats=seats,
            line=before.line(place),
            **about,
        )
    if plan_relax.is_setting(each, bedded=bedded, dated=dated):
        return Way(each.rule, settled=True, **about)
    return Way(each.rule, line=before.line(place), **about)


class _Before:
    """The run that the run was to stay close to: its lines, and the seats of these people."""

    def __init__(self, run: PlanningRun, persons: Collection[int]) -> None:
        before = run.previous
        self.open = before is not None and before.state == PlanState.PROPOSED
        self.lines: dict[str, PlanLine] = {}
        self.seats: dict[tuple[int, str], PlanSeat] = {}
        if before is None:
            return
        for row in before.lines.select_related("cohort").order_by("number"):
            self.lines[row.slot] = row
        seats = PlanSeat.objects.filter(run=before, person__in=persons)
        for seat in seats.select_related("syllabus__course", "line__cohort").order_by("pk"):
            self.seats[seat.person_id, seat.syllabus.course.code] = seat

    def line(self, place: Mapping[str, Any]) -> PlanLine | None:
        """The line in which the people are, or the one at the change's place."""
        seats = self._seats(place)
        if seats:
            return seats[0].line
        slots = place["slots"]
        return self.lines.get(slots[0]) if len(slots) == 1 else None

    def _seats(self, place: Mapping[str, Any]) -> list[PlanSeat]:
        wanted = [(pk, place["course"]) for pk in place["persons"]]
        return [self.seats[each] for each in wanted if each in self.seats]

    def locked(self, place: Mapping[str, Any]) -> tuple[tuple[PlanLine, ...], tuple[PlanSeat, ...]]:
        """What can be released there; an accepted line cannot, nor can seats promised to a unit."""
        if not self.open:
            return (), ()
        if place["persons"]:
            seats = self._seats(place)
            return (), tuple(x for x in seats if x.locked and x.line.cohort_id is None)
        line = self.line(place)
        if line is None or place["unit"] is not None or not line.locked or line.cohort_id:
            return (), ()
        return (line,), ()
