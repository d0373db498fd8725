"""A trainee's own points of conduct, and the way to object."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from courses import access
from courses.access.leaves import own_places
from courses.operations import conduct as operations
from courses.pages.conduct_words import entries_shown
from courses.queries import conduct as queries


@require_GET
@page_door(Role.TRAINEE)
def my_conduct(request: PersonRequest) -> HttpResponse:
    """One's entries in the cohorts where one is, along the way there."""
    return _mine(request)


def _mine(request: PersonRequest, refusal: Refusal | None = None, entry: str = "") -> HttpResponse:
    today = clock.today()
    places = list(own_places(request.person))
    points = queries.points_of([each.pk for each in places])
    items = [
        {
            "place": each,
            "points": points[each.pk],
            "entries": entries_shown(queries.entries_along(each.pk), here=each.cohort),
        }
        for each in places
    ]
    context = {
        "items": items,
        "today": today,
        "refusal": refusal,
        "chosen": entry,
        "text": request.POST.get("text", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/conduct/mine.html", context, status=status)


@require_POST
@page_door(Role.TRAINEE)
def object_to(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Object to an entry about oneself."""
    row = access.own_conduct_entry(request.person, public_id)
    text = request.POST.get("text", "")
    try:
        operations.object_to(actor=actor(request.person), entry=row, text=text, at=clock.now())
    except Refusal as no:
        return _mine(request, no, str(row.public_id))
    messages.success(request, _("申诉已提交，由记录人以外的人员处理。"))
    return redirect("courses:my_conduct")
