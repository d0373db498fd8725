"""Which courses have to be completed before another."""

from collections import defaultdict
from collections.abc import Sequence
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
    # All courses in one order: two who set half a circle each do not both pass.
    list(Course.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    rows = Prerequisite.objects.filter(course=course)
    standing = set(rows.values_list("before_id", flat=True))
    wanted = {each.pk: each for each in before}
    if standing == wanted.keys():
        return course
    above = _above()
    for each in wanted.values():
        if each.pk == course.pk or course.pk in _reached(each.pk, above, without=course.pk):
            raise PrerequisiteCircle(field="before", before=each.name, course=course.name)
    rows.exclude(before__in=list(wanted)).delete()
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
