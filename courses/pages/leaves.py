"""Leave, as a trainee asks and follows it."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from courses.access import leaves as access
from courses.enums.attendance import LeaveKind
from courses.models import Enrolment, Leave
from courses.operations import leaves as operations
from courses.pages import leave_words
from courses.pages.leave_forms import LeaveForm
from courses.queries import leaves as queries
from courses.rules.leave import Away


@require_GET
@page_door(Role.TRAINEE)
def my_leaves(request: PersonRequest) -> HttpResponse:
    """One's own leaves, with their steps, and how much is left of the limit."""
    return _mine(request)


def _mine(request: PersonRequest, refusal: Refusal | None = None) -> HttpResponse:
    at = clock.now()
    office = access.office_of(request.person, on=clock.local_date(at))
    rows = queries.shown(access.own_leaves(request.person)).reverse()
    places = list(access.own_places(request.person))
    accounts = queries.accounts(places)
    context = {
        "leaves": leave_words.shown(rows, office, at=at),
        "places": [{"row": each, "account": accounts[each.pk]} for each in places],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/leaves/mine.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page_door(Role.TRAINEE)
def ask(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask leave: what it would take is shown first, and sent when that is confirmed."""
    place = access.own_place(request.person, public_id)
    form = LeaveForm(request.POST or None, initial=_continuing(request))
    refusal: Refusal | None = None
    asked: Away | None = None
    if request.method == "POST" and form.is_valid():
        asked = Away(form.cleaned_data["starts_at"], form.cleaned_data["ends_at"])
        # Times that were changed since they were counted are counted again, not sent.
        if request.POST.get("send") == _counted(asked):
            try:
                made = operations.ask(
                    actor=actor(request.person),
                    enrolment=place,
                    kind=LeaveKind(form.cleaned_data["kind"]),
                    starts_at=asked.starts_at,
                    ends_at=asked.ends_at,
                    reason=form.cleaned_data["reason"],
                    at=clock.now(),
                )
            except Refusal as no:
                refusal = no
            else:
                messages.success(request, said(made))
                return redirect("courses:my_leaves")
    context = {
        "place": place,
        "form": form,
        "asked": asked is not None,
        "counted": _counted(asked) if asked else "",
        "account": queries.account(place, asked),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/leaves/ask.html", context, status=status)


def _counted(asked: Away) -> str:
    """What the button says was counted: the times, as the button sends them."""
    return f"{asked.starts_at.isoformat()}/{asked.ends_at.isoformat()}"


def said(made: Leave) -> str:
    """What is next with a new request."""
    return _("请假申请已提交，等待%(step)s。") % {"step": leave_words.step_word(made.steps[0])}


def _continuing(request: PersonRequest) -> dict[str, datetime]:
    """From where a leave is to be carried on (续假): the end of the one named."""
    try:
        wanted = UUID(request.GET.get("after", ""))
    except ValueError:
        return {}
    row = access.own_leaves(request.person).filter(public_id=wanted).first()
    return {"starts_at": row.ends_at} if row else {}


@require_POST
@page_door(Role.TRAINEE)
def withdraw(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take back one's own request, or a granted leave that has not begun."""
    row = access.own_leaves(request.person).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    try:
        operations.withdraw(actor=actor(request.person), leave=row, at=clock.now())
    except Refusal as no:
        return _mine(request, no)
    messages.success(request, _("请假已撤回。"))
    return redirect("courses:my_leaves")


@require_GET
@page_door(Role.TRAINEE)
def print_leave(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The slip of a leave (请假条) to print and sign."""
    at = clock.now()
    on = clock.local_date(at)
    row = access.leave_for(request.person, public_id, on=on)
    office = access.office_of(request.person, on=on)
    by = {each.decided_by for each in row.decisions.all()}
    names = {
        str(key): name
        for key, name in Person.objects.filter(public_id__in=by).values_list("public_id", "name")
    }
    done = {each.step: each for each in row.decisions.all()}
    lines = [
        {
            "step": leave_words.step_word(each),
            "decision": done.get(each),
            "name": names.get(done[each].decided_by, "") if each in done else "",
        }
        for each in row.steps
    ]
    context = {"item": leave_words.shown([row], office, at=at)[0], "lines": lines}
    return render(request, "courses/leaves/print.html", context)


def place_of(rows: list[Enrolment], public_id: str) -> Enrolment:
    """The place chosen in a form."""
    return next(each for each in rows if str(each.public_id) == public_id)
