"""Where a course can be made up next: a place somebody has, or the next cohort to ask for."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q

from academy.people.models import Assignment
from academy.people.queries.units import valid_on
from academy.reporting.models import MakeUp
from academy.reporting.models.makeup import MakeUpQuerySet
from academy.shared import clock
from courses.enums import CohortState
from courses.models import Cohort, Enrolment
from courses.models.enrolment import EnrolmentQuerySet


@dataclass(frozen=True, slots=True)
class Load:
    """How much one course, or one unit, has open, how much of it late, how much placed.

    Placed is who has a place in a cohort of the course that has not ended for them, or was
    nominated to one.
    """

    key: int
    open: int
    overdue: int
    placed: int

    @property
    def waiting(self) -> int:
        """For how many nothing is arranged yet."""
        return self.open - self.placed


@dataclass(frozen=True, slots=True)
class Next:
    """Where somebody can make a course up next; `place` is theirs in that cohort, if any."""

    cohort: Cohort
    place: Enrolment | None


def next_of(row: MakeUp, at: datetime) -> Next | None:
    """Return where its person has a place, else the next cohort to ask for; two queries at most."""
    places = Enrolment.objects.live().filter(
        person=row.person_id, cohort__syllabus__course=row.course_id
    )
    shown = places.select_related("cohort__notice").order_by("cohort__starts_on", "pk")
    if (place := shown.first()) is not None:
        return Next(place.cohort, place)
    cohort = next_cohorts([row.course_id], at).get(row.course_id)
    return Next(cohort, None) if cohort is not None else None


def next_cohorts(course_ids: Collection[int], at: datetime) -> dict[int, Cohort]:
    """Return by course the next cohort that units can still nominate to; one query."""
    past = Q(notice__issued_at__isnull=False, notice__nominate_until_at__lte=at)
    rows = Cohort.objects.in_states([CohortState.PUBLISHED]).filter(
        ~past, syllabus__course_id__in=course_ids, starts_on__gt=clock.local_date(at)
    )
    rows = rows.select_related("syllabus", "notice").order_by("-starts_on", "-pk")
    return {row.syllabus.course_id: row for row in rows}


def nominate_until(cohort: Cohort) -> datetime | None:
    """Return until when units nominate to one of `next_cohorts`; None if nothing was set."""
    notice = getattr(cohort, "notice", None)
    return notice.nominate_until_at if notice is not None and notice.issued_at else None


def loads(rows: MakeUpQuerySet, column: str, *, on: date) -> list[Load]:
    """Return what each course (`course_id`) or unit (`unit_id`) has open, the latest first."""
    found = _marked(rows).order_by().values_list(column).annotate(**_figures(on))
    each = [Load(*figures) for figures in found]
    return sorted(each, key=lambda load: (-load.overdue, -load.open, load.key))


def total(rows: MakeUpQuerySet, *, on: date) -> Load:
    """Return what all of them have open, under the key 0; one query."""
    found = _marked(rows).aggregate(**_figures(on))
    return Load(0, found["many"], found["late"], found["safe"])


def _figures(on: date) -> dict[str, Count]:
    """The figures of a load, in the order of its fields."""
    return {
        "many": Count("pk"),
        "late": Count("pk", filter=Q(due_on__lt=on)),
        "safe": Count("pk", filter=Q(placed=True)),
    }


def to_nominate(rows: MakeUpQuerySet, units: Collection[int], *, on: date) -> dict[int, list[str]]:
    """Return by course the staff numbers of those of these units for whom nothing is arranged.

    Whose deadline is nearest first; the units are those in which people serve now.
    """
    here = Assignment.objects.filter(valid_on(on), person=OuterRef("person"), unit__in=units)
    wanted = rows.open().filter(Exists(here), ~Exists(_places())).order_by("due_on", "pk")
    found: dict[int, list[str]] = defaultdict(list)
    for course_id, number in wanted.values_list("course_id", "person__staff_number"):
        found[course_id].append(number)
    return dict(found)


def _marked(rows: MakeUpQuerySet) -> MakeUpQuerySet:
    """Those that are open, each with whether something is arranged (`placed`)."""
    return rows.open().annotate(placed=Exists(_places()))


def _places() -> EnrolmentQuerySet:
    """What arranges the make-up of an outer query."""
    return Enrolment.objects.live().filter(
        person=OuterRef("person"), cohort__syllabus__course=OuterRef("course")
    )
