"""An exam's outages, late answers and leave."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from exams import access, labels
from exams.enums import ExamState, LateCause
from exams.errors import WHY, OutageNotMeasured
from exams.models import Exam
from exams.operations import excuses as excuse_operations
from exams.operations import late as late_operations
from exams.operations import outages as outage_operations
from exams.queries import candidates
from exams.queries import late as late_queries
from exams.queries import outages as outage_queries
from exams.queries.scopes import NO_ROOM
from exams.rules.outages import QUIET_SECONDS, Outage


def _is_admin(request: PersonRequest) -> bool:
    return has_role(request.person, Role.ACADEMY_ADMIN, clock.today())


# -- outages ---------------------------------------------------------------------------------------


@require_GET
@never_cache
@page_door(*access.STAFF)
def outages(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """What the server measured, room by room, with what can be given back."""
    return _outages(request, access.exam_for_staff(exam_id))


def _outages(request: PersonRequest, exam: Exam, refusal: Refusal | None = None) -> HttpResponse:
    at = clock.database_now()
    places = outage_queries.places(exam, at=at)
    rows = [_outage(place, outage) for place in places for outage in place.outages]
    context = {
        "exam": exam,
        "at": at,
        "quiet": QUIET_SECONDS,
        "rows": rows,
        "places": len(places),
        "open": sum(bool(row["concerned"]) for row in rows),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "exams/outages.html", context, status=status)


def _outage(place: outage_queries.Place, outage: Outage) -> dict[str, object]:
    seconds = [lost for _sitting, lost in place.concerned(outage)]
    given, lasts = place.credit_of(outage), place.lasts(outage)
    least, most = min(seconds, default=0), max(seconds, default=0)
    return {
        "place": place,
        "room": place.room.public_id if place.room else "",
        "outage": outage,
        "began_at": outage.began_at.isoformat(),
        "given": given,
        "lasts": lasts,
        "concerned": 0 if given or lasts else len(seconds),
        "each": str(most) if least == most else f"{least}–{most}",
    }


@require_POST
@page_door(*access.STAFF)
def credit_outage(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Give one measured outage back to its room."""
    exam = access.exam_for_staff(exam_id)
    try:
        row = outage_operations.credit(
            actor=actor(request.person),
            exam=exam,
            place=_place(request.POST.get("room", "")),
            began_at=_instant(request.POST.get("began_at", "")),
            reason=request.POST.get("reason", ""),
            at=clock.database_now(),
        )
    except Refusal as refusal:
        return _outages(request, exam, refusal)
    messages.success(request, _("已为 %(count)s 人补还中断的时间。") % {"count": row.sittings})
    return redirect("exams:outages", exam.public_id)


def _place(room: str) -> int:
    if not room:
        return NO_ROOM
    try:
        return access.room_for_staff(UUID(room)).pk
    except ValueError:
        raise NotFound(field="room") from None


def _instant(text: str) -> datetime:
    """The begin of an outage as the page wrote it; anything else began none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise OutageNotMeasured(field="began_at") from None
    if at.tzinfo is None:
        raise OutageNotMeasured(field="began_at")
    return at


# -- late answers ----------------------------------------------------------------------------------


@require_GET
@never_cache
@page_door(*access.STAFF)
def late(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Answers that were not counted when they came, by person."""
    return _late(request, access.exam_for_staff(exam_id))


def _late(request: PersonRequest, exam: Exam, refusal: Refusal | None = None) -> HttpResponse:
    at = clock.database_now()
    units = access.board_units(request.person, clock.local_date(at))
    found = late_queries.of_exam(exam, at=at, units=units)
    decided = Counter(each.decision.admitted for each in found if each.decision)
    context = {
        "exam": exam,
        "at": at,
        "rows": [_late_row(each) for each in found],
        "open": sum(each.decision is None for each in found),
        "covered": sum(each.decision is None and each.outage is not None for each in found),
        "admitted": decided[True],
        "left": decided[False],
        "may_decide": _is_admin(request),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "exams/late.html", context, status=status)


def _late_row(each: late_queries.Late) -> dict[str, object]:
    room = each.row.sitting.room
    return {
        "each": each,
        "person": each.row.sitting.person,
        "room": room.name if room else "",
        "cause": labels.LATE_CAUSE[LateCause(each.row.cause)],
        "why": WHY[each.hindrance] if each.hindrance else "",
    }


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def decide_late(request: PersonRequest, late_id: UUID) -> HttpResponse:
    """Count late answers or leave them aside."""
    row = access.late_for_staff(request.person, late_id, on=clock.today())
    admit = request.POST.get("decision") == "admit"
    try:
        late_operations.decide(
            actor=actor(request.person),
            late=row,
            admit=admit,
            reason=request.POST.get("reason", ""),
            at=clock.database_now(),
        )
    except Refusal as refusal:
        return _late(request, row.sitting.exam, refusal)
    said = _("已计入并重新评分。") if admit else _("已决定不予计入，答案仍留存。")
    messages.success(request, said)
    return redirect("exams:late", row.sitting.exam.public_id)


# -- leave -----------------------------------------------------------------------------------------


@require_GET
@never_cache
@page_door(*access.STAFF)
def excuses(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Who has leave from the exam."""
    return _excuses(request, access.exam_for_staff(exam_id))


def _excuses(
    request: PersonRequest, exam: Exam, refusal: Refusal | None = None, error: str = ""
) -> HttpResponse:
    rows = list(candidates.excuses(exam, access.board_units(request.person, clock.today())))
    admin = _is_admin(request)
    context = {
        "exam": exam,
        "rows": rows,
        "standing": sum(row.withdrawn_at is None for row in rows),
        "open": exam.state == ExamState.SCHEDULED.value,
        "may_read": admin,
        "may_grant": admin and exam.state == ExamState.SCHEDULED.value,
        "refusal": refusal,
        "error": error,
        "typed": {name: request.POST.get(name, "") for name in ("staff_number", "reason")},
    }
    status = refusal.status if refusal else (422 if error else 200)
    return render(request, "exams/excuses.html", context, status=status)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def grant_excuse(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Note leave; a refusal is shown on the page, with what was typed."""
    exam = access.exam_for_staff(exam_id)
    try:
        person = access.person_for_staff(
            request.person,
            on=clock.today(),
            staff_number=request.POST.get("staff_number", "").strip(),
        )
    except NotFound:
        return _excuses(request, exam, error=_("没有找到这个工号的在册人员，请核对。"))
    try:
        excuse_operations.grant(
            actor=actor(request.person),
            exam=exam,
            person=person,
            reason=request.POST.get("reason", ""),
            at=clock.database_now(),
        )
    except Refusal as refusal:
        return _excuses(request, exam, refusal)
    messages.success(request, _("准假已登记；如未参加，将记为请假缺考。"))
    return redirect("exams:excuses", exam.public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def withdraw_excuse(request: PersonRequest, excuse_id: UUID) -> HttpResponse:
    """Take leave back."""
    row = access.excuse_for_staff(request.person, excuse_id, on=clock.today())
    try:
        excuse_operations.withdraw(actor=actor(request.person), excuse=row, at=clock.database_now())
    except Refusal as refusal:
        return _excuses(request, row.exam, refusal)
    messages.success(request, _("准假已撤销。"))
    return redirect("exams:excuses", row.exam.public_id)
