"""Which courses have to be completed before another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from courses.enums import Verb
from courses.errors.plans import PrerequisiteCircle
from courses.models import Course, Prerequisite


@transaction.atomic
def set_prerequisites(
    *, actor: Actor, course: Course, before: Sequence[Course], at: datetime
) -> Course:
    """Replace what has to be completed before a course; the same again = success.

    Raises PrerequisiteCircle where the course would have to come before itself.
    """
    _lock()
    return _write(actor, course, {each.pk: each for each in before}, at)


@transaction.atomic
def add_prerequisite(*, actor: Actor, course: Course, before: Course, at: datetime) -> Course:
    """Have one more course completed before a course; there already = success.

    Raises PrerequisiteCircle where the course would have to come before itself.
    """
    _lock()
    return _write(actor, course, {**_standing(course), before.pk: before}, at)


@transaction.atomic
def end_prerequisite(*, actor: Actor, course: Course, before: Course, at: datetime) -> Course:
    """Let a course be taken without another one before it; so already = success."""
    _lock()
    wanted = {pk: each for pk, each in _standing(course).items() if pk != before.pk}
    return _write(actor, course, wanted, at)


def _lock() -> None:
    """Take all courses in one order: two who set half a circle each do not both pass."""
    list(Course.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _standing(course: Course) -> dict[int, Course]:
    rows = Prerequisite.objects.filter(course=course).select_related("before")
    return {row.before_id: row.before for row in rows}


def _write(actor: Actor, course: Course, wanted: Mapping[int, Course], at: datetime) -> Course:
    standing = _standing(course).keys()
    if standing == wanted.keys():
        return course
    above = _above()
    for each in wanted.values():
        if each.pk == course.pk or course.pk in _reached(each.pk, above, without=course.pk):
            raise PrerequisiteCircle(field="before", before=each.name, course=course.name)
    Prerequisite.objects.filter(course=course).exclude(before__in=list(wanted)).delete()
    Prerequisite.objects.bulk_create(
        [Prerequisite(course=course, before_id=pk) for pk in sorted(wanted.keys() - standing)]
    )
    facts = {"course": course.code, "before": sorted(each.code for each in wanted.values())}
    record(actor, Verb.PREREQUISITES_SET, course, at=at, facts=facts)
    return course


def _above() -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for course, before in Prerequisite.objects.values_list("course_id", "before_id"):
        found[course].add(before)
    return found


def _reached(start: int, above: dict[int, set[int]], *, without: int) -> set[int]:
    """Every course that has to come before one, at any remove."""
    found: set[int] = set()
    waiting = [start]
    while waiting:
        for each in above.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                if each != without:
                    waiting.append(each)
    return found
