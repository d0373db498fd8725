"""What a proposed cohort is of, where and by whom it is taught: changed on the line's page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from courses import access
from courses.errors.plan_changes import PlanPlaceUnknown
from courses.errors.plans import PlanCourseUnknown
from courses.models import Course, Hall, Instructor, PlanLine
from courses.operations import plan_changes
from courses.pages.plan_lines import line_page


def _line(request: PersonRequest, public_id: UUID) -> PlanLine:
    return access.plan_line_for(request.person, public_id, on=clock.today())


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def change_line_course(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give the line another course of the plan."""
    row = _line(request, public_id)
    code = request.POST.get("course", "")
    try:
        course = Course.objects.filter(code=code).first()
        if course is None:
            raise PlanCourseUnknown(field="course", code=code[:40])
        plan_changes.change_course(
            actor=actor(request.person),
            line=row,
            course=course,
            reason=request.POST.get("reason", ""),
            at=clock.now(),
        )
    except Refusal as no:
        return line_page(request, row, refusal=no)
    messages.success(request, _("课程已换，并已锁定；空出的座位在重新排班时安排。"))
    return redirect("courses:plan_line", row.public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def equip_line(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give the line another hall and other instructors."""
    row = _line(request, public_id)
    halls, keys = request.POST.getlist("hall"), request.POST.getlist("instructors")
    try:
        found: list[Hall] = _named(Hall.objects.all(), [each for each in halls if each])
        plan_changes.equip(
            actor=actor(request.person),
            line=row,
            hall=found[0] if found else None,
            instructors=_named(Instructor.objects.all(), keys),
            reason=request.POST.get("reason", ""),
            at=clock.now(),
        )
    except Refusal as no:
        return line_page(request, row, refusal=no, picked=(halls, keys))
    messages.success(request, _("场地和教官已改，并已锁定。"))
    return redirect("courses:plan_line", row.public_id)


def _named(rows: Any, keys: Sequence[str]) -> list[Any]:
    """The rows of these keys; raises PlanPlaceUnknown where one is not there."""
    wanted = {int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 18}
    found = list(rows.filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(set(keys)):
        raise PlanPlaceUnknown(field="hall")
    return found
