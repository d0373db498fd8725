"""Leave, as those who decide on it and keep a cohort's leaves see it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from courses.access import TEACHING, taught_cohort_for
from courses.access import leaves as access
from courses.enums import CohortState
from courses.enums.attendance import LeaveKind, LeaveStep
from courses.models import Cohort
from courses.operations import leaves as operations
from courses.pages import leave_words
from courses.pages.leave_forms import RecordForm
from courses.pages.leaves import place_of, said
from courses.pages.words_enrolling import uuids
from courses.queries import leaves as queries


@require_http_methods(["GET", "POST"])
@page_door(*access.DECIDERS)
def waiting(request: PersonRequest) -> HttpResponse:
    """Requests that wait for this person; one is granted or refused at a time."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _decide(request)
        except Refusal as no:
            refusal = no
        else:
            return redirect("courses:leaves_waiting")
    at = clock.now()
    on = clock.local_date(at)
    office = access.office_of(request.person, on=on)
    rows = access.waiting_for(request.person, on=on)
    accounts = queries.accounts([row.enrolment for row in rows])
    items = leave_words.shown(rows, office, at=at)
    for each in items:
        each["account"] = accounts[each["row"].enrolment_id]
    context = {
        "items": items,
        "chosen": request.POST.get("leave", ""),
        "typed": request.POST,
        "admin": office.admin,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/leaves/waiting.html", context, status=status)


def _decide(request: PersonRequest) -> None:
    at = clock.now()
    on = clock.local_date(at)
    chosen = uuids([request.POST.get("leave", "")])
    step = request.POST.get("step", "")
    if not chosen or step not in list(LeaveStep):
        raise NotFound
    row, office = access.decided_by(request.person, chosen[0], LeaveStep(step), on=on)
    grant = request.POST.get("verb") == "grant"
    operations.decide(
        actor=actor(request.person),
        leave=row,
        step=LeaveStep(step),
        grant=grant,
        reason=request.POST.get("reason", ""),
        beyond_reason=request.POST.get("beyond_reason", "") if office.admin else "",
        at=at,
    )
    person = {"person": row.enrolment.person.name}
    text = (
        _("已同意 %(person)s 的请假。")
        if grant
        else _("已拒绝 %(person)s 的请假，本人会收到原因。")
    )
    messages.success(request, text % person)


@require_GET
@page_door(*TEACHING)
def cohort_leaves(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Who is out now, who is overdue, what is asked, ahead and past."""
    cohort = taught_cohort_for(request.person, public_id, on=clock.today())
    return _board(request, cohort)


def _board(request: PersonRequest, cohort: Cohort, refusal: Refusal | None = None) -> HttpResponse:
    at = clock.now()
    on = clock.local_date(at)
    office = access.office_of(request.person, on=on)
    rows = list(queries.shown(access.leaves_of(request.person, cohort, on=on)))
    board = queries.board(rows, at=at)
    context: dict[str, Any] = {
        name: leave_words.shown(getattr(board, name), office, at=at)
        for name in ("asked", "out", "overdue", "ahead", "past")
    }
    context |= {
        "cohort": cohort,
        "keeps": office.keeps(cohort.pk) and cohort.state == CohortState.RUNNING,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/leaves/board.html", context, status=status)


@require_POST
@page_door(*TEACHING)
def sign_back(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Enter that somebody is back."""
    row = access.kept_leave(request.person, public_id, on=clock.today())
    try:
        operations.sign_back(actor=actor(request.person), leave=row, at=clock.now())
    except Refusal as no:
        return _board(request, row.enrolment.cohort, no)
    messages.success(request, _("%(person)s 已销假。") % {"person": row.enrolment.person.name})
    return redirect("courses:leaves", row.enrolment.cohort.public_id)


@require_POST
@page_door(*TEACHING)
def undo_return(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take back a return of today that was entered for the wrong person."""
    row = access.kept_leave(request.person, public_id, on=clock.today())
    try:
        operations.undo_return(actor=actor(request.person), leave=row, at=clock.now())
    except Refusal as no:
        return _board(request, row.enrolment.cohort, no)
    said = {"person": row.enrolment.person.name}
    messages.success(request, _("%(person)s 的销假已撤销。") % said)
    return redirect("courses:leaves", row.enrolment.cohort.public_id)


@require_http_methods(["GET", "POST"])
@page_door(*TEACHING)
def record(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Record a leave on behalf of somebody in the cohort."""
    on = clock.today()
    cohort = taught_cohort_for(request.person, public_id, on=on)
    office = access.office_of(request.person, on=on)
    if not office.keeps(cohort.pk):
        raise NotFound
    present = list(access.present_in(cohort))
    form = RecordForm(request.POST or None, present=present, admin=office.admin)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = operations.ask(
                actor=actor(request.person),
                enrolment=place_of(present, typed["person"]),
                kind=LeaveKind(typed["kind"]),
                starts_at=typed["starts_at"],
                ends_at=typed["ends_at"],
                reason=typed["reason"],
                beyond_reason=typed.get("beyond_reason", ""),
                afterwards=typed.get("afterwards", False),
                at=clock.now(),
            )
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, said(made))
            return redirect("courses:leaves", cohort.public_id)
    context = {"cohort": cohort, "form": form, "present": present, "refusal": refusal}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/leaves/record.html", context, status=status)
