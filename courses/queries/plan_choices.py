"""What a proposed cohort could be of, where and by whom: choices for who edits it."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.models import Hall, Instructor, PlanLine
from courses.queries import plan_people, plan_places
from courses.rules import plan_settings
from courses.rules.calendar import Span


@dataclass(frozen=True, slots=True)
class Choice:
    """A hall or an instructor: free on the line's days, and whether the line has it now.

    `seats` are a hall's; an instructor has none.
    """

    key: int
    name: str
    free: bool
    chosen: bool
    seats: int = 0


def halls(row: PlanLine) -> list[Choice]:
    """Every hall that is in use on the line's days, or that the line has."""
    busy = {each.key: each.busy for each in plan_places.halls(row.span)}
    taken = {line.hall_id for line in _beside(row)}
    return [
        Choice(
            hall.pk,
            hall.name,
            not busy[str(hall.pk)] and hall.pk not in taken,
            hall.pk == row.hall_id,
            hall.seats,
        )
        for hall in Hall.objects.order_by("pk")
        if hall.pk == row.hall_id or _in_use(hall, row.span)
    ]


def _in_use(hall: Hall, span: Span) -> bool:
    return hall.valid_from <= span.starts_on and (
        hall.valid_until is None or hall.valid_until > span.ends_on
    )


def wanted_instructors(row: PlanLine) -> int:
    """How many instructors the plan asks for the line."""
    if row.cohort_id is not None:
        return 0
    return plan_settings.load_asked(row.run.parameters).settings.instructors


def instructor_names(row: PlanLine) -> list[str]:
    """Who is to teach the line."""
    if not row.instructors:
        return []
    rows = Instructor.objects.filter(pk__in=row.instructors).order_by("pinyin_key", "pk")
    return list(rows.values_list("name", flat=True))


def instructors(row: PlanLine) -> list[Choice]:
    """Whoever is qualified for the line's course; those free on all its days first."""
    of_plan = row.run.lines.filter(cohort__isnull=False).values_list("cohort_id", flat=True)
    code = row.syllabus.course.code
    found = plan_people.instructors(row.span, [code], without=list(of_plan))
    taken = {key for line in _beside(row) for key in line.instructors}
    free = {each.key for each in found if not each.busy} - taken
    keys = {each.key for each in found} | set(row.instructors)
    names = Instructor.objects.filter(pk__in=keys).order_by("pinyin_key", "pk")
    choices = [
        Choice(each.pk, each.name, str(each.pk) in free, str(each.pk) in row.instructors)
        for each in names
    ]
    return sorted(choices, key=lambda each: (not each.chosen, not each.free))


def _beside(row: PlanLine) -> Sequence[PlanLine]:
    """The run's other lines that share a day with this one."""
    rows = PlanLine.objects.filter(
        run_id=row.run_id, starts_on__lte=row.ends_on, ends_on__gte=row.starts_on
    )
    return list(rows.exclude(pk=row.pk))
