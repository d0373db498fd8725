"""A trainee's pages: the list, check-in, waiting, the exam room, the result."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import Refusal
from exams import access, labels
from exams.api import circumstances
from exams.enums import (
    Admission,
    EntryRule,
    ExamKind,
    MultipleRule,
    ResultVerdict,
    SittingState,
    Window,
)
from exams.errors import EntryCodeWrong
from exams.models import Exam, Sitting
from exams.operations import entry
from exams.queries.accommodations import in_force, planned_seconds
from exams.queries.mine import MyExam, my_exam, my_exams
from exams.queries.official import official_of
from exams.queries.papers import sheet_of
from exams.queries.review import review
from exams.queries.scopes import NO_ROOM
from exams.queries.sitting_story import announcements_of
from exams.rules import lockdown, timing
from exams.rules.transitions import RUNNING, WAITING


@require_GET
@page_door(Role.TRAINEE)
def mine(request: PersonRequest) -> HttpResponse:
    """The person's exams, with the one thing to do next."""
    return _list(request, clock.database_now())


def _list(request: PersonRequest, at: datetime, refusal: Refusal | None = None) -> HttpResponse:
    found = my_exams(request.person, at=at)
    now = [each for each in found if each.may_resume or each.may_check_in]
    context = {
        "rows": [_shown(each) for each in found],
        "now": [_shown(each) for each in now],
        "total": len(found),
        "open": sum(each.may_resume or each.may_start for each in now),
        # Of all others the browser lets go of what it keeps for a reload without a line.
        "live": [each.sitting.public_id for each in found if each.sitting and _goes_on(each)],
        "refusal": refusal,
        "at": at,
    }
    status = refusal.status if refusal else 200
    return render(request, "exams/mine.html", context, status=status)


def _goes_on(each: MyExam) -> bool:
    return each.may_resume or each.state in WAITING


def _shown(each: MyExam) -> dict[str, object]:
    verdict = ResultVerdict(each.result.verdict) if each.result else None
    return {
        "my": each,
        "exam": each.exam,
        "minutes": each.exam.duration_seconds // 60,
        "kind": labels.EXAM_KIND[ExamKind(each.exam.kind)],
        "verdict": labels.VERDICT[verdict] if verdict else "",
        "chip": labels.VERDICT_CHIP[verdict] if verdict else "",
        "ended_at": (
            each.sitting.handed_in_at or each.sitting.closed_at or each.sitting.deadline_at
        )
        if each.sitting
        else None,
    }


@require_POST
@page_door(Role.TRAINEE)
def start(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Check in if nothing is asked for, and go on to the next door; a refusal is shown on the list.

    The sitting itself is started by the exam room's page, which names itself as the one to write.
    """
    exam = access.exam_for_trainee(request.person, exam_id)
    at = clock.database_now()
    try:
        sitting = _come_in(request, exam, at)
    except EntryCodeWrong:
        return redirect("exams:check_in", exam.public_id)
    except Refusal as refusal:
        return _list(request, at, refusal)
    return redirect(*_next_door(exam, sitting, at))


def _come_in(request: PersonRequest, exam: Exam, at: datetime, code: str = "") -> Sitting:
    return entry.check_in(
        actor=actor(request.person),
        exam=exam,
        person=request.person,
        circumstances=circumstances.of(request, code),
        at=at,
    )


def _next_door(exam: Exam, sitting: Sitting, at: datetime) -> tuple[str, UUID]:
    """Where somebody who has checked in goes: into the room once let in and open, else to wait."""
    if _may_enter(exam, sitting, at):
        return "exams:sit", sitting.public_id
    return "exams:wait", exam.public_id


def _may_enter(exam: Exam, sitting: Sitting, at: datetime) -> bool:
    state = timing.state_at(SittingState(sitting.state), deadline_at=sitting.deadline_at, at=at)
    window = timing.window_at(opens_at=exam.opens_at, closes_at=exam.closes_at, at=at)
    return state in RUNNING or (state is SittingState.READY and window is Window.OPEN)


@require_http_methods(["GET", "POST"])
@never_cache
@page_door(Role.TRAINEE)
def check_in(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """What to know before the exam, the code where one is asked for, and the button to check in."""
    exam = access.exam_for_trainee(request.person, exam_id)
    at = clock.database_now()
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            sitting = _come_in(request, exam, at, request.POST.get("code", ""))
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("exams:wait", sitting.exam.public_id)
    mine = my_exam(request.person, exam, at=at)
    if refusal is None and mine.sitting is not None and (mine.checked_in or mine.may_resume):
        return redirect(*_next_door(exam, mine.sitting, at))
    wrong = refusal if isinstance(refusal, EntryCodeWrong) else None
    context = _door_context(request.person, mine, at) | {
        "refusal": refusal,
        "code_error": wrong or "",
    }
    status = refusal.status if refusal else 200
    return render(request, "exams/check_in.html", context, status=status)


def _door_context(person: Person, mine: MyExam, at: datetime) -> dict[str, object]:
    sitting = mine.sitting
    extra = planned_seconds(mine.exam, person.pk, max(at, mine.exam.opens_at))
    extra += sitting.incident_seconds if sitting else 0
    return _shown(mine) | {
        "extra": ceil(extra / 60),
        "sitting": sitting,
        "room": sitting.room if sitting else None,
        "seat": sitting.seat if sitting else None,
        "asks_code": mine.policy.entry_rule != EntryRule.NONE.value,
        "one_time": mine.policy.entry_rule == EntryRule.ONE_TIME_CODE.value,
        "by_invigilator": mine.policy.admission == Admission.INVIGILATOR.value,
        "item_count": mine.exam.paper.item_count,
        "full_marks": mine.exam.paper.full_marks,
        "at": at,
    }


@require_GET
@never_cache
@page_door(Role.TRAINEE)
def wait(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """The waiting page: where one sits, how long it takes, what is announced, and the start."""
    exam = access.exam_for_trainee(request.person, exam_id)
    at = clock.database_now()
    mine = my_exam(request.person, exam, at=at)
    if mine.may_resume and mine.sitting is not None:
        return redirect("exams:sit", mine.sitting.public_id)
    if not mine.checked_in or mine.sitting is None:
        if mine.may_check_in:
            return redirect("exams:check_in", exam.public_id)
        return redirect("exams:mine")
    announcements = announcements_of(exam, mine.sitting.room_id or NO_ROOM)
    context = _door_context(request.person, mine, at) | {
        "ticket": access.issue_ticket(mine.sitting, request.person),
        "may_enter": _may_enter(exam, mine.sitting, at),
        "announcements": announcements,
        "seen": announcements[0].announced_at if announcements else None,
    }
    return render(request, "exams/wait.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@page_door(Role.TRAINEE)
def lockdown_check(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Whether this browser will be accepted on the day; trying has no consequences."""
    exam = access.exam_for_trainee(request.person, exam_id)
    mine = my_exam(request.person, exam, at=clock.database_now())
    came = circumstances.of(request)
    context = _shown(mine) | {
        "accepted": lockdown.accepted(
            came, config_keys=mine.policy.config_keys, exam_keys=mine.policy.exam_keys
        ),
        "sent": bool(came.config_hash or came.exam_hash),
        "final": request.method == "POST",
    }
    return render(request, "exams/lockdown_check.html", context)


@require_GET
@never_cache
@page_door(Role.TRAINEE)
def sit(request: PersonRequest, sitting_id: UUID) -> HttpResponse:
    """The exam room: an empty frame with the ticket; the script starts, fetches and saves."""
    sitting = access.sitting_for_trainee(request.person, sitting_id)
    at = clock.database_now()
    if not _may_enter(sitting.exam, sitting, at):
        waiting = SittingState(sitting.state) in WAITING
        return redirect("exams:wait", sitting.exam.public_id) if waiting else redirect("exams:mine")
    scheme = sheet_of(sitting.paper_id).scheme
    granted = in_force(clock.local_date(at)).filter(person=request.person, large_print=True)
    context = {
        "sitting": sitting,
        "exam": sitting.exam,
        "ticket": access.issue_ticket(sitting, request.person),
        "item_count": sitting.paper.item_count,
        "full_marks": sitting.paper.full_marks,
        "multiple_rule": labels.MULTIPLE_RULE[MultipleRule(scheme.rule)],
        "kinds": labels.ITEM_KIND.items(),
        "large_print": granted.exists(),
    }
    return render(request, "exams/sit.html", context)


@require_GET
@page_door(Role.TRAINEE)
def result(request: PersonRequest, sitting_id: UUID) -> HttpResponse:
    """One's own released result, item by item; before release, only that it is not out."""
    sitting = access.sitting_for_trainee(request.person, sitting_id)
    released = access.result_for_trainee(request.person, sitting)
    context: dict[str, object] = {"sitting": sitting, "exam": sitting.exam, "result": released}
    if released is not None:
        verdict = ResultVerdict(released.verdict)
        items = review(sitting)
        context |= {
            "verdict": labels.VERDICT[verdict],
            "chip": labels.VERDICT_CHIP[verdict],
            "items": [
                {"row": item, "kind": labels.ITEM_KIND[item.kind], "answer": _words(item.answer)}
                for item in items
            ],
            "right": sum(item.right for item in items),
            "pass_marks": released.full_marks * sitting.exam.pass_percent / 100,
            "stands": _stands(request.person, sitting),
        }
    return render(request, "exams/result.html", context)


def _stands(person: Person, sitting: Sitting) -> dict[str, object] | None:
    """Which of the person's results counts, where there is more than one to choose from."""
    exam = sitting.exam
    official = official_of(person, exam)
    again = Exam.objects.filter(follows_id=exam.follows_id or exam.pk, released_at__isnull=False)
    if official is None or not again.exists():
        return None
    return {
        "score": official.score,
        "capped": official.capped,
        "kind": labels.EXAM_KIND[official.attempt.kind],
        "verdict": labels.VERDICT[official.attempt.verdict],
        "sitting": official.attempt.sitting,
        "here": official.attempt.sitting == sitting.public_id,
    }


def _words(answer: object) -> str:
    """An answer in words."""
    if answer is None:
        return _("未作答")
    if isinstance(answer, bool):
        return _("正确") if answer else _("错误")
    if isinstance(answer, list):
        return "、".join(str(part) or "—" for part in answer)
    return str(answer)
