"""The staff's pages: all exams, one exam's board, scheduling, release."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from exams import access, labels
from exams.enums import ExamKind, ExamState, ResultVerdict, SittingState, Window
from exams.models import Exam, Paper
from exams.operations import exams, papers, release
from exams.pages import watch_rows
from exams.pages.forms import ExamForm
from exams.queries import boards, room_board
from exams.queries.official import officials
from exams.rules import timing

PAGE = 50


@require_GET
@page_door(*access.STAFF)
def exam_list(request: PersonRequest) -> HttpResponse:
    """All exams by their opening, with how many have started and ended."""
    at = clock.now()
    rows = boards.with_counts(Exam.objects.all(), at=at)
    page = page_of(
        rows,
        key=("opens_at", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    context = {
        "page": page,
        "rows": [_listed(row, at) for row in page.items],
        "total": Exam.objects.standing().count(),
        "open": Exam.objects.open_at(at).count(),
        "unreleased": Exam.objects.filter(
            state=ExamState.SCHEDULED.value, closes_at__lte=at
        ).count(),
        "may_schedule": has_role(request.person, Role.ACADEMY_ADMIN, clock.today()),
    }
    return render(request, "exams/exams.html", context)


def _listed(row: Exam, at: object) -> dict[str, object]:
    return {
        "exam": row,
        "kind": labels.EXAM_KIND[ExamKind(row.kind)],
        "state": labels.EXAM_STATE[ExamState(row.state)],
        "chip": _chip(row, at),
        "minutes": row.duration_seconds // 60,
    }


def _chip(row: Exam, at: object) -> str:
    if row.state == ExamState.RELEASED.value:
        return "done"
    return "plain" if row.state == ExamState.CANCELLED.value else "info"


@require_GET
@page_door(*access.STAFF)
def board(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """One exam now: numbers, and everybody with state and times."""
    exam = access.exam_for_staff(exam_id)
    template = "exams/board_now.html" if request.headers.get("HX-Request") else "exams/board.html"
    return render(request, template, _board_context(request, exam))


def _board_context(
    request: PersonRequest, exam: Exam, refusal: Refusal | None = None
) -> dict[str, object]:
    at, today = clock.database_now(), clock.today()
    scope = access.board_units(request.person, on=today)
    names = {node.id: node.short_name for node in units.tree(today)}
    people = boards.rows(exam, scope, at=at)
    stands = _stands(exam, people)
    shown = [_row(row, names) | {"stands": stands.get(row.person_id)} for row in people]
    numbers = boards.numbers(exam, at=at)
    over = timing.window_at(opens_at=exam.opens_at, closes_at=exam.closes_at, at=at)
    scheduled = exam.state == ExamState.SCHEDULED.value
    return {
        "exam": exam,
        "at": at,
        "kind": labels.EXAM_KIND[ExamKind(exam.kind)],
        "state": labels.EXAM_STATE[ExamState(exam.state)],
        "minutes": exam.duration_seconds // 60,
        "numbers": numbers,
        "rows": shown,
        "may_rehearse": scheduled and has_role(request.person, Role.ACADEMY_ADMIN, today),
        "live": scheduled and over is not Window.BEFORE and not refusal,
        "may_release": scheduled
        and (over is Window.OVER or not numbers.missing)
        and not numbers.running
        and has_role(request.person, Role.ACADEMY_ADMIN, today),
        "is_admin": has_role(request.person, Role.ACADEMY_ADMIN, today),
        "stands": bool(stands),
        "outlook": boards.outlook(exam, at=at),
        "tabs": [watch_rows.tab(each, "") for each in room_board.places(exam, scope, at=at)],
        "refusal": refusal,
    }


def _stands(exam: Exam, people: list[boards.Row]) -> dict[int, dict[str, object]]:
    """The result that counts of each person, where there is a make-up to choose from."""
    if exam.follows_id is None and not exam.make_ups.filter(released_at__isnull=False).exists():
        return {}
    found = officials(exam, [row.person_id for row in people])
    return {
        person: {
            "score": each.score,
            "capped": each.capped,
            "kind": labels.EXAM_KIND[each.attempt.kind],
            "verdict": labels.VERDICT[each.attempt.verdict],
        }
        for person, each in found.items()
    }


def _ended_at(row: boards.Row) -> datetime | None:
    """When the sitting ended; at its deadline, whether that was written down or not."""
    if row.sitting is None:
        return None
    over = row.sitting.deadline_at if row.state is SittingState.CLOSED else None
    return row.sitting.handed_in_at or row.sitting.closed_at or over


def _verdict(row: boards.Row) -> object:
    """A released verdict in words; an absence says whether there was leave."""
    if row.result is None or row.result.released_at is None:
        return ""
    if row.result.excused:
        return _("请假缺考")
    return labels.VERDICT[ResultVerdict(row.result.verdict)]


def _row(row: boards.Row, names: dict[int, str]) -> dict[str, object]:
    handed_in = row.sitting is not None and row.sitting.handed_in_at is not None
    state = row.state
    if state in {SittingState.MARKED, SittingState.RELEASED}:
        state = SittingState.HANDED_IN if handed_in else SittingState.CLOSED
    return {
        "person": row,
        "unit": names.get(row.unit_id, ""),
        "state": labels.SITTING_STATE[state],
        "chip": labels.SITTING_CHIP[state],
        "sitting": row.sitting,
        "ended_at": _ended_at(row),
        "score": row.result.score if row.result and row.result.released_at else None,
        "verdict": _verdict(row),
    }


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def release_results(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Publish the results; a refusal is shown on the board."""
    exam = access.exam_for_staff(exam_id)
    try:
        release.release(actor=actor(request.person), exam=exam, at=clock.database_now())
    except Refusal as refusal:
        context = _board_context(request, exam, refusal)
        return render(request, "exams/board.html", context, status=refusal.status)
    count = exam.results.count()
    messages.success(request, _("%(count)s 人的成绩已发布，并已报送期次。") % {"count": count})
    return redirect("exams:board", exam.public_id)


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def new_exam(request: PersonRequest) -> HttpResponse:
    """Schedule an exam; what was typed stays in the form when it is refused."""
    form = ExamForm(request.POST if request.method == "POST" else None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            exam = _schedule(request, form)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("考试已安排。"))
            return redirect("exams:board", exam.public_id)
    status = refusal.status if refusal else (422 if form.errors else 200)
    context = {"form": form, "refusal": refusal}
    return render(request, "exams/new_exam.html", context, status=status)


@transaction.atomic
def _schedule(request: PersonRequest, form: ExamForm) -> Exam:
    """Draw a paper if one is to be drawn, and schedule; both or neither."""
    data, who, at = form.cleaned_data, actor(request.person), clock.now()
    kind = ExamKind(data["kind"])
    what, public_id = form.source_of()
    if what == "paper":
        paper = access.paper_for_staff(public_id)
    else:
        blueprint = access.blueprint_for_staff(public_id)
        first = _first_paper(data["cohort"].pk) if kind is ExamKind.MAKE_UP else None
        seed = Paper.objects.filter(blueprint=blueprint).count() + 1
        paper = papers.assemble(
            actor=who, blueprint=blueprint, seed=seed, makes_up_for=first, at=at
        )
    return exams.schedule(
        actor=who,
        cohort=data["cohort"],
        paper=paper,
        kind=kind,
        opens_at=data["opens_at"],
        closes_at=data["closes_at"],
        duration_seconds=data["minutes"] * 60,
        at=at,
    )


def _first_paper(cohort_id: int) -> Paper | None:
    first = (
        Exam.objects.standing()
        .filter(cohort_id=cohort_id, kind=ExamKind.FIRST.value)
        .select_related("paper")
        .order_by("-opens_at")
        .first()
    )
    return first.paper if first else None
