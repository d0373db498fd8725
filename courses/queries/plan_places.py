"""When and where a cohort could be: candidate slots from calendar, beds, halls and cohorts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q

from academy.people.enums import Sex, StaffKind
from courses.enums import LIVE, CohortState
from courses.models import Cohort, Dormitory, Enrolment, Hall, Shut
from courses.queries import daysoff
from courses.rules import workdays
from courses.rules.calendar import Span
from courses.rules.plan_settings import Settings
from courses.rules.planner import instance as ask


@dataclass(frozen=True, slots=True)
class Beds:
    """Beds to be had, by sex; None where no residence is recorded: then only seats limit."""

    men: int
    women: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A cohort that is there already and not part of the plan: its days, and the beds it takes.

    `seated` people are in it; `free` seats are its own to fill and none of the plan's.
    """

    span: Span
    men: int
    women: int
    seated: int = 0
    free: int = 0


Houses = list[tuple[ask.House, Span]]
"""The beds of each week, with its days."""


def weeks(span: Span, settings: Settings) -> list[Span]:
    """The days that a cohort could have, one run of working days for each week."""
    return workdays.runs_of(settings.cohort_days, span, closed=daysoff.closed(span))


def houses(runs: Sequence[Span], settings: Settings, standing: Sequence[Standing]) -> Houses:
    """The beds of each week that the cohorts outside of the plan leave."""
    if not runs:
        return []
    span = Span(min(run.starts_on for run in runs), max(run.ends_on for run in runs))
    residence = _Residence(span, settings)
    found: Houses = []
    for run in runs:
        beds = residence.beds(run)
        others = [each for each in standing if each.span.overlaps(run)]
        men = max(beds.men - sum(each.men for each in others), 0)
        women = max(beds.women - sum(each.women for each in others), 0)
        found.append((ask.House(f"{run.starts_on}", men, women), run))
    return found


def slots(
    free: Houses,
    settings: Settings,
    *,
    courses: Mapping[str, date],
    standing: Sequence[Standing],
    taken: Sequence[Span] = (),
) -> list[ask.Slot]:
    """One slot for each week and each cohort that may be in the house at once.

    `courses` are the codes with the first day on which they may be taught; `taken` are the days
    of lines that keep their own slot. A cohort that is there takes its beds and its turn.
    """
    rooms = tuple(str(pk) for pk in Hall.objects.order_by("pk").values_list("pk", flat=True))
    found: list[ask.Slot] = []
    for house, run in free:
        others = sum(each.span.overlaps(run) for each in standing)
        turns = settings.parallel - others - sum(1 for each in taken if each.overlaps(run))
        open_to = tuple(code for code, first in sorted(courses.items()) if first <= run.starts_on)
        beds = house.beds_men + house.beds_women
        if turns < 1 or beds < 1 or not open_to:
            continue
        slot = ask.Slot(
            key="",
            span=run,
            courses=open_to,
            capacity=min(settings.capacity, beds),
            beds_men=house.beds_men,
            beds_women=house.beds_women,
            minimum=min(settings.minimum, beds),
            halls=rooms,
            instructors=settings.instructors,
            # One cohort at a time has all the beds: there is nothing to share.
            house=house.key if settings.parallel > 1 else None,
        )
        found += [replace(slot, key=slot_key(run, turn)) for turn in range(1, turns + 1)]
    return found


def slot_key(span: Span, turn: int) -> str:
    """The name of a slot: its first day, and which of those that begin on it."""
    return f"{span.starts_on}/{turn}"


class _Residence:
    """Dormitories and what is out of use, read once for a whole span."""

    def __init__(self, span: Span, settings: Settings) -> None:
        self._settings = settings
        self._rows = list(Dormitory.objects.order_by("pk"))
        shut = Shut.objects.standing().touching(span).filter(dormitory__isnull=False)
        self._shut = [(row.dormitory_id, row.span) for row in shut]

    def beds(self, span: Span) -> Beds:
        """The beds for each sex on every day of a span, within what the settings allow."""
        settings = self._settings
        if not self._rows:
            # No residence on record: the seats alone limit, unless the settings say otherwise.
            men = settings.men_beds if settings.men_beds is not None else settings.capacity
            women = settings.women_beds if settings.women_beds is not None else settings.capacity
            return Beds(men * settings.parallel, women * settings.parallel)
        men = self._sum(Sex.MALE, span)
        women = self._sum(Sex.FEMALE, span)
        return Beds(
            men if settings.men_beds is None else min(men, settings.men_beds),
            women if settings.women_beds is None else min(women, settings.women_beds),
        )

    def _sum(self, sex: Sex, span: Span) -> int:
        return sum(
            row.beds
            for row in self._rows
            if row.sex == sex
            and row.valid_from <= span.starts_on
            and (row.valid_until is None or row.valid_until > span.ends_on)
            and not any(pk == row.pk and shut.overlaps(span) for pk, shut in self._shut)
        )


def beds_on(span: Span, settings: Settings) -> Beds:
    """The beds for each sex on every day of one span."""
    return _Residence(span, settings).beds(span)


def halls(span: Span) -> list[ask.Hall]:
    """Halls with the days within a span on which they are not to be had."""
    shut: dict[int, list[Span]] = {}
    for row in Shut.objects.standing().touching(span).filter(hall__isnull=False).order_by("pk"):
        assert row.hall_id is not None
        shut.setdefault(row.hall_id, []).append(row.span)
    found = []
    for hall in Hall.objects.order_by("pk"):
        busy = list(shut.get(hall.pk, ()))
        if hall.valid_from > span.starts_on:
            busy.append(Span(span.starts_on, date.fromordinal(hall.valid_from.toordinal() - 1)))
        if hall.valid_until is not None and hall.valid_until <= span.ends_on:
            busy.append(Span(hall.valid_until, span.ends_on))
        busy = [each for each in busy if each.in_order and each.overlaps(span)]
        found.append(ask.Hall(str(hall.pk), hall.seats, tuple(busy)))
    return found


def standing(span: Span, *, without: Sequence[int]) -> list[Standing]:
    """Cohorts that are there within a span, but for those of the plan itself.

    People with a place count by their sex; seats that may yet be filled are split like the filled
    ones, or in halves where nobody has a place.
    """
    live = [each.value for each in LIVE]
    rows = (
        Cohort.objects.overlapping(span)
        .exclude(pk__in=without)
        .annotate(
            n_men=_live_of(Sex.MALE, live),
            n_women=_live_of(Sex.FEMALE, live),
        )
        .order_by("starts_on", "pk")
    )
    # n_men and n_women are annotated just above.
    return [_standing(row, vars(row)["n_men"], vars(row)["n_women"]) for row in rows]


def _live_of(sex: Sex, live: list[str]) -> Count:
    return Count(
        "enrolments",
        filter=Q(enrolments__state__in=live, enrolments__person__sex=sex.value),
        distinct=True,
    )


def _standing(row: Cohort, men: int, women: int) -> Standing:
    # Until it is closed somebody may still come: by substitution even while it runs.
    rest = max(row.capacity - men - women, 0) if row.state != CohortState.CLOSED else 0
    share = men / (men + women) if men + women else 0.5
    more = round(rest * share)
    return Standing(row.span, men + more, women + rest - more, men + women, rest)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is in a cohort that is not part of the plan."""

    person: int
    span: Span
    enforces: bool


def away(span: Span, *, without: Sequence[int]) -> list[Away]:
    """Everybody with a place in a cohort within a span, but for cohorts of the plan itself."""
    rows = (
        Enrolment.objects.busy()
        .filter(cohort__in=Cohort.objects.overlapping(span).exclude(pk__in=without))
        .order_by("person_id", "pk")
        .values_list("person_id", "cohort__starts_on", "cohort__ends_on", "staff_kind")
    )
    return [
        Away(person, Span(first, last), kind == StaffKind.ENFORCEMENT)
        for person, first, last, kind in rows
    ]
