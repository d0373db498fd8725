"""What somebody was told: unread first, each opening to where it can be dealt with."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from academy.notices import access
from academy.notices.errors import ToldMeanwhile
from academy.notices.operations import notices
from academy.notices.queries import inbox as queries
from academy.notices.topics import words
from academy.people.access import PersonRequest, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.paging import page_of

PAGE = 30
_COUNT = re.compile(r"\d{1,3}", re.ASCII)


@page_door(Role.TRAINEE)
@require_GET
def inbox(request: PersonRequest) -> HttpResponse:
    """One's notices, newest first: those unread, or all."""
    person, everything = request.person, request.GET.get("all") == "1"
    page = page_of(
        queries.notices_of(person, unread=not everything),
        key=("created_at", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    unread = queries.unread_count(person)
    context = {
        "page": page,
        "rows": [{"notice": each, "words": words(each.topic, each.facts)} for each in page.items],
        "everything": everything,
        "newest": queries.newest(person),
        "unread": unread,
        "shown": queries.shown(unread),
        "most": queries.MOST_COUNTED,
    }
    return render(request, "notices/inbox.html", context)


@page_door(Role.TRAINEE)
@never_cache
@require_GET
def open_notice(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Go to the page a notice speaks of, and note that it was read.

    A link rather than a form, so that it can stand in mail and be opened beside the list; all it
    changes is that its own reader has seen it.
    """
    notice = access.notice_for(request.person, public_id)
    notices.read(notice=notice, at=clock.now())
    own = url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None)
    return redirect(notice.path if notice.path and own else "notices:inbox")


@page_door(Role.TRAINEE)
@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    """Note as read what the page had shown when it was drawn."""
    try:
        through = access.notice_for(request.person, UUID(request.POST.get("through", "")))
    except ValueError:
        return redirect("notices:inbox")
    counted = request.POST.get("counted", "")
    try:
        notices.read_all(
            person=request.person,
            through=through,
            counted=int(counted) if _COUNT.fullmatch(counted) else None,
            at=clock.now(),
        )
    except ToldMeanwhile as refusal:
        messages.warning(request, f"{refusal.message}{refusal.next_step}")
    return redirect("notices:inbox")
