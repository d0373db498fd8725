"""Ending mail by the link that stands in every letter, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from academy.notices import access, labels
from academy.notices.enums import TopicGroup
from academy.notices.errors import StopLinkInvalid
from academy.notices.operations import preferences
from academy.notices.post import links
from academy.people.access import public_page
from academy.shared import clock


@public_page
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would end (GET), end it (POST: from the page, or one-click by RFC 8058).

    The signed link is the authority: mail programs post to it without cookies, so there is no
    CSRF token to check, and nothing but mail to the link's own reader can be ended by it. The page
    names neither person nor address.
    """
    read = links.read_stop(token)
    if read is None:
        raise StopLinkInvalid
    contact_id, group = read
    contact = access.contact_by(contact_id)
    done = ""
    if request.method == "POST":
        everything = request.POST.get("what") == "everything"
        done = "everything" if everything else "group"
        groups = list(TopicGroup) if everything else [group]
        preferences.stop(contact=contact, groups=groups, at=clock.now())
    context = {"group": labels.GROUP[group], "done": done}
    return render(request, "notices/stop.html", context)
