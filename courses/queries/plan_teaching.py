"""What comes after acceptance: who was planned to teach each cohort, who else could, what lacks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from courses.models import CohortLead, Instructor, PlanLine, PlanningRun, Subject, Teaching
from courses.queries import plan_people
from courses.queries.teaching import covered
from courses.rules.calendar import Span
from courses.rules.planner import instance as ask

_ZERO = Decimal("0.0")


@dataclass(frozen=True, slots=True)
class NextStep:
    """An accepted cohort and its teaching.

    `planned` are the instructors whom the plan has for it, `free` the others who are qualified and
    have nothing else on any of its days; `missing` of `hours` nobody teaches yet.
    """

    line: PlanLine
    planned: list[str]
    free: list[str]
    lead: str
    hours: Decimal
    missing: Decimal


def steps(run: PlanningRun) -> list[NextStep]:
    """Every accepted line of a run by its days; a fixed number of queries for each course."""
    rows = run.lines.filter(cohort__isnull=False).select_related("cohort", "syllabus__course")
    lines = list(rows.order_by("starts_on", "number"))
    if not lines:
        return []
    cohorts = [line.cohort_id for line in lines if line.cohort_id is not None]
    missing = _missing(lines, cohorts)
    leads = dict(
        CohortLead.objects.filter(cohort__in=cohorts).values_list("cohort_id", "instructor__name")
    )
    free = _free(lines)
    keys = {key for line in lines for key in (*line.instructors, *free[line.pk])}
    ordered = Instructor.objects.filter(pk__in=keys).order_by("pinyin_key", "pk")
    names = {str(pk): name for pk, name in ordered.values_list("pk", "name")}
    return [
        NextStep(
            line,
            [name for key, name in names.items() if key in line.instructors],
            [name for key, name in names.items() if key in free[line.pk] - {*line.instructors}],
            leads.get(line.cohort_id or 0, ""),
            line.syllabus.hours,
            missing[line.pk],
        )
        for line in lines
    ]


def _free(lines: Collection[PlanLine]) -> dict[int, set[str]]:
    """By line the keys of the instructors who could teach it on every one of its days."""
    found: dict[int, set[str]] = {}
    by_course: dict[str, list[PlanLine]] = defaultdict(list)
    for line in lines:
        by_course[line.syllabus.course.code].append(line)
    for code, own in by_course.items():
        span = Span(min(each.starts_on for each in own), max(each.ends_on for each in own))
        people = plan_people.instructors(span, [code], without=[])
        found |= {line.pk: set(_without_other(people, line.span)) for line in own}
    return found


def _without_other(people: Iterable[ask.Instructor], span: Span) -> Iterable[str]:
    return (each.key for each in people if not any(span.overlaps(busy) for busy in each.busy))


def _missing(lines: Collection[PlanLine], cohorts: Collection[int]) -> Mapping[int, Decimal]:
    """By line the hours of its syllabus that nobody teaches; two who teach at once count once."""
    taught: dict[tuple[int, int], list[Teaching]] = defaultdict(list)
    for each in Teaching.objects.standing().filter(cohort__in=cohorts):
        taught[each.cohort_id, each.subject_id].append(each)
    subjects = list(Subject.objects.filter(syllabus__in={line.syllabus_id for line in lines}))
    return {
        line.pk: sum(
            (
                max(_ZERO, each.hours - covered(taught[line.cohort_id or 0, each.pk]))
                for each in subjects
                if each.syllabus_id == line.syllabus_id
            ),
            _ZERO,
        )
        for line in lines
    }
