"""Who is to be seated in which course, as of a day."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from academy.people.enums import Sex, StaffKind
from academy.people.models import Assignment
from academy.people.queries import units
from academy.people.queries.units import UnitNode
from courses.enums import LIVE
from courses.enums.plans import PlanBasis
from courses.models import Completion, Course, Enrolment, Prerequisite, Syllabus
from courses.queries import owing, validity
from courses.rules.plan_settings import CourseDemand, Demand


@dataclass(frozen=True, slots=True)
class Owed:
    """One course owed by one person; `unit` is the branch that answers for the person.

    `due_on` is the day by which somebody who owes hours has to have them; `late` says that it is
    over, so that they go first.
    """

    person: int
    course: str
    unit: int
    sex: Sex
    enforces: bool
    due_on: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Staff:
    """One person in service: place, branch, sex and kind."""

    person: int
    unit: int
    branch: int
    sex: Sex
    kind: StaffKind


def branches(nodes: Sequence[UnitNode]) -> dict[int, int]:
    """The branch that answers for each unit: the one below the bureau, or the bureau itself."""
    found: dict[int, int] = {}
    for node in nodes:
        above = found.get(node.parent_id) if node.parent_id is not None else None
        found[node.id] = node.id if node.depth <= 1 or above is None else above
    return found


def staff(nodes: Sequence[UnitNode], on: date, *, of: Collection[int] | None = None) -> list[Staff]:
    """Everybody who serves on a day, by person; of these people only, where some are named."""
    branch = branches(nodes)
    serving = _serving(branch, on)
    if of is not None:
        serving = serving.filter(person_id__in=of)
    rows = serving.order_by("person_id").values_list(
        "person_id", "unit_id", "person__sex", "person__staff_kind"
    )
    return [
        Staff(person, unit, branch[unit], Sex(sex), StaffKind(kind))
        for person, unit, sex, kind in rows
    ]


def _serving(branch: Collection[int], on: date) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(units.valid_on(on), unit_id__in=branch)
    return rows.exclude(person__left_on__lte=on)


def strengths(nodes: Sequence[UnitNode], on: date) -> Counter[int]:
    """By branch how many enforcement staff serve on a day, counted in the database."""
    branch = branches(nodes)
    rows = _serving(branch, on).filter(person__staff_kind=StaffKind.ENFORCEMENT.value)
    found: Counter[int] = Counter()
    for unit, count in rows.order_by().values_list("unit_id").annotate(n=Count("pk")):
        found[branch[unit]] += count
    return found


def owed(
    demand: Demand,
    people: Sequence[Staff],
    nodes: Sequence[UnitNode],
    *,
    on: date,
    keep: Collection[tuple[int, str]] = (),
    few: bool = False,
) -> list[Owed]:
    """Everybody whom a demand means, course by course, and for whom the course's syllabus is.

    On the basis OWING these are only people who owe something under a requirement on that day.

    Left out is who holds the course on that day or has a place in a cohort of it, unless the
    (person, course) is in `keep`: an accepted line of the same plan. `few` says that `people` are
    some out of the staff: then nobody else is asked about.
    """
    found: list[Owed] = []
    only = tuple(one.person for one in people) if few else None
    short = _short(on, only) if demand.basis is PlanBasis.OWING else None
    in_force = syllabi([each.course for each in demand.courses], on)
    for each in demand.courses:
        meant = in_force[each.course].staff_kinds if each.course in in_force else []
        kept = {person for person, course in keep if course == each.course}
        done = _done(each.course, on, only) - kept
        found += [
            _owed(one, each.course, short, on)
            for one in _population(each, people, nodes)
            if one.person not in done
            and (not meant or one.kind in meant)
            and (short is None or one.person in short)
        ]
    return found


def _owed(one: Staff, course: str, short: Mapping[int, date] | None, on: date) -> Owed:
    enforces = one.kind is StaffKind.ENFORCEMENT
    if short is None:
        return Owed(one.person, course, one.branch, one.sex, enforces)
    due = short[one.person]
    late = due < on
    return Owed(one.person, course, one.branch, one.sex, enforces, None if late else due, late)


def _short(on: date, only: tuple[int, ...] | None) -> dict[int, date]:
    """By person the first day by which something owed has to be there; absent who owes nothing."""
    found: dict[int, date] = {}
    for each in owing.standings(owing.Ask(on, person_ids=only), short_only=True):
        due = each.standing.due_on
        found[each.person_id] = min(due, found.get(each.person_id, due))
    return found


def _population(
    wanted: CourseDemand, people: Sequence[Staff], nodes: Sequence[UnitNode]
) -> list[Staff]:
    ids = {node.code: node.id for node in nodes}
    scope = units.below([ids[code] for code in wanted.units if code in ids], nodes)
    return [
        one
        for one in people
        if (not wanted.units or one.unit in scope)
        and (not wanted.staff_kinds or one.kind in wanted.staff_kinds)
    ]


def _done(course: str, on: date, only: tuple[int, ...] | None) -> set[int]:
    completed = Completion.objects.filter(
        validity.holding(on), enrolment__cohort__syllabus__course__code=course
    )
    seated = Enrolment.objects.filter(
        cohort__syllabus__course__code=course, state__in=[each.value for each in LIVE]
    )
    if only is not None:
        completed = completed.filter(enrolment__person_id__in=only)
        seated = seated.filter(person_id__in=only)
    return {
        *completed.values_list("enrolment__person_id", flat=True),
        *seated.values_list("person_id", flat=True),
    }


def syllabi(codes: Collection[str], on: date) -> dict[str, Syllabus]:
    """The syllabus in force on a day (else the first to come) of each course, by code."""
    rows = Syllabus.objects.filter(course__code__in=list(codes)).select_related("course__track")
    found: dict[str, Syllabus] = {}
    for row in rows.order_by("valid_from", "edition"):
        if row.valid_from <= on or row.course.code not in found:
            found[row.course.code] = row
    return found


def prerequisites(codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """By code the courses of these that have to be completed before it, also at one remove."""
    direct: dict[str, set[str]] = {}
    pairs = Prerequisite.objects.values_list("course__code", "before__code")
    for course, before in pairs:
        direct.setdefault(course, set()).add(before)
    found = {}
    for code in codes:
        reached: set[str] = set()
        waiting = [code]
        while waiting:
            more = direct.get(waiting.pop(), set()) - reached
            reached |= more
            waiting += more
        if mine := reached & set(codes):
            found[code] = tuple(sorted(mine))
    return found


def named_prerequisites() -> dict[str, list[str]]:
    """By course code the names of the courses that have to be completed before it."""
    found: dict[str, list[str]] = {}
    rows = Prerequisite.objects.order_by("course__code", "before__code")
    for code, name in rows.values_list("course__code", "before__name"):
        found.setdefault(code, []).append(name)
    return found


def prerequisites_by_course() -> list[tuple[Course, list[Course]]]:
    """Every course with those that have to be completed before it, both by code."""
    before: dict[int, list[Course]] = {}
    rows = Prerequisite.objects.select_related("before").order_by("before__code")
    for row in rows:
        before.setdefault(row.course_id, []).append(row.before)
    return [(course, before.get(course.pk, [])) for course in Course.objects.order_by("code")]


def known_courses(codes: Collection[str]) -> Mapping[str, Course]:
    """The courses of these codes that there are."""
    return {row.code: row for row in Course.objects.filter(code__in=list(codes))}
