"""Cohorts from draft to close-out, for those who run them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door, roles_of
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from courses import access, labels
from courses.enums import CohortState, CompletionVerdict, EnrolmentState
from courses.models import Cohort, CohortNotice
from courses.operations import cohorts
from courses.pages import words
from courses.pages.forms import CohortForm
from courses.queries import board, closing, daysoff
from courses.rules.calendar import Span

PAGE = 50


@require_GET
@page_door(*access.READERS)
def cohort_list(request: PersonRequest) -> HttpResponse:
    """All cohorts one may see: state, dates, seats and what is next."""
    today = clock.today()
    rows = access.cohorts_for(request.person, on=today)
    wanted = request.GET.get("state", "")
    if wanted in set(CohortState):
        rows = rows.in_states([CohortState(wanted)])
    page = page_of(
        board.with_counts(rows),
        key=("starts_on", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    context = {
        "page": page,
        "rows": [_row(board.standing(row)) for row in page.items],
        "total": rows.count(),
        "states": [(state.value, labels.COHORT_STATE[state]) for state in CohortState],
        "wanted": wanted,
        "admin": access.is_admin(request.person, on=today),
    }
    return render(request, "courses/cohorts.html", context)


def _row(standing: board.Standing) -> dict[str, Any]:
    return {
        "cohort": standing.cohort,
        "standing": standing,
        "state": labels.COHORT_STATE[standing.state],
        "tone": labels.COHORT_TONE[standing.state],
        "next": words.next_step(standing),
    }


def _cohort(request: PersonRequest, public_id: UUID) -> Cohort:
    return access.cohort_for(request.person, public_id, on=clock.today())


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def new_cohort(request: PersonRequest) -> HttpResponse:
    """Draft a cohort; what was typed stays when it is refused."""
    form = CohortForm(request.POST or None, on=clock.today())
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            cohort = cohorts.draft(actor=actor(request.person), at=clock.now(), **form.cleaned_data)
        except Refusal as no:
            refusal = no
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("期次已存为草稿，核对后发布到各单位。"))
            return redirect("courses:cohort", cohort.public_id)
    status = refusal.status if refusal else 422 if form.errors else 200
    context = {"form": form, **_days_off(form)}
    return render(request, "courses/new_cohort.html", context, status=status)


def _days_off(form: CohortForm) -> dict[str, Any]:
    """The holidays within the dates that were typed, so that they are seen before the word."""
    typed = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else {}
    first, last = typed.get("starts_on"), typed.get("ends_on")
    if first is None or last is None or not first <= last <= first + timedelta(days=366):
        return {}
    span = Span(first, last)
    return {"off": daysoff.within(span), "clear": daysoff.clear_text(span)}


@require_GET
@page_door(*access.READERS)
def cohort_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One cohort: how it stands, who is in it, and what can be done."""
    return _page(request, _cohort(request, public_id))


def _page(request: PersonRequest, cohort: Cohort, refusal: Refusal | None = None) -> HttpResponse:
    today = clock.today()
    standing = board.standing_of(cohort)
    wanted = request.GET.get("state", "")
    state = EnrolmentState(wanted) if wanted in set(EnrolmentState) else None
    members = board.members(
        standing.cohort,
        access.enrolments_for(request.person, on=today),
        on=today,
        state=state,
    )
    admin = access.is_admin(request.person, on=today)
    places = board.waiting_places(cohort)
    lines = board.quota_lines(standing.cohort, on=today) if admin else []
    context = {
        "cohort": standing.cohort,
        "standing": standing,
        "line": words.line(standing),
        "members": [_member(each, places) for each in members],
        "all_shown": state is None,
        "tabs": [
            (each.value, labels.ENROLMENT_STATE[each], standing.count(each), each is state)
            for each in EnrolmentState
            if standing.count(each)
        ],
        "quotas": [each for each in lines if each.seats is not None],
        "absent": standing.count(EnrolmentState.ENROLLED),
        "admin": admin,
        "officer": Role.UNIT_TRAINING_OFFICER in roles_of(request.person, today),
        "notice": CohortNotice.objects.filter(cohort=cohort).first(),
        "endorsed": standing.count(EnrolmentState.ENDORSED),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/cohort.html", context, status=status)


def _member(member: board.Member, places: dict[int, int]) -> dict[str, Any]:
    row = member.enrolment
    state = EnrolmentState(row.state)
    return {
        "row": row,
        "unit": member.unit_name,
        "kind": labels.staff_kind(row.staff_kind),
        "state": labels.ENROLMENT_STATE[state],
        "tone": labels.ENROLMENT_TONE[state],
        "end": getattr(row, "completion", None),
        "place": places.get(row.pk),
    }


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def publish(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Publish a draft."""
    cohort = _cohort(request, public_id)
    cohorts.publish(actor=actor(request.person), cohort=cohort, at=clock.now())
    messages.success(request, _("已发布，各单位可以提名。"))
    return redirect("courses:cohort", public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def open_(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Start a published cohort."""
    cohort = _cohort(request, public_id)
    try:
        cohorts.open_(actor=actor(request.person), cohort=cohort, at=clock.now())
    except Refusal as no:
        return _page(request, cohort, no)
    messages.success(request, _("已开班，可以办理报到。"))
    return redirect("courses:cohort", public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def cancel(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Call a cohort off, with a reason."""
    cohort = _cohort(request, public_id)
    reason = request.POST.get("reason", "")
    try:
        cohorts.cancel(actor=actor(request.person), cohort=cohort, reason=reason, at=clock.now())
    except Refusal as no:
        return _page(request, cohort, no)
    messages.success(request, _("本期已取消，名单中的人员已办理退出。"))
    return redirect("courses:cohort", public_id)


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def close_out(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What is missing before close-out, and close-out itself."""
    cohort = _cohort(request, public_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            cohorts.close_out(actor=actor(request.person), cohort=cohort, at=clock.now())
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("已结班，结业记录和学时已写入。"))
            return redirect("courses:cohort", public_id)
    gate = closing.gate(cohort, at=clock.now())
    context = {
        "cohort": cohort,
        "gate": gate,
        "line": words.line(board.standing_of(cohort)),
        "running": cohort.state == CohortState.RUNNING,
        "missing": gate.hindered,
        "verdicts": [
            (labels.COMPLETION_VERDICT[verdict], gate.count(verdict))
            for verdict in CompletionVerdict
        ],
        "records": len(gate.judged),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/close_out.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def quotas(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Every unit with its seats; an empty field means no quota for it."""
    cohort = _cohort(request, public_id)
    lines = board.quota_lines(cohort, on=clock.today())
    typed = {each.unit_id: str(each.seats) if each.seats is not None else "" for each in lines}
    refusal: Refusal | None = None
    wrong: set[int] = set()
    if request.method == "POST":
        typed = {each: request.POST.get(f"seats_{each}", "").strip() for each in typed}
        filled = {each: text for each, text in typed.items() if text}
        wrong = {each for each, text in filled.items() if not _is_seats(text)}
        if not wrong:
            wanted = {each: int(text) for each, text in filled.items()}
            try:
                cohorts.set_quotas(
                    actor=actor(request.person), cohort=cohort, quotas=wanted, at=clock.now()
                )
            except Refusal as no:
                refusal = no
            else:
                said = ngettext(
                    "已保存 %(n)s 个单位的名额。", "已保存 %(n)s 个单位的名额。", len(wanted)
                )
                messages.success(request, said % {"n": len(wanted)})
                return redirect("courses:cohort", public_id)
    context = {
        "cohort": cohort,
        "lines": [(each, typed[each.unit_id], each.unit_id in wrong) for each in lines],
        "wrong": len(wrong),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if wrong else 200
    return render(request, "courses/quotas.html", context, status=status)


def _is_seats(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6
