"""Home, job progress, theme, and the pages around sign-in."""

import math
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language
from django_htmx.http import HttpResponseStopPolling

from academy.jobs import operations as jobs
from academy.jobs.enums import ENDED, JobState
from academy.jobs.models import Job
from academy.people.access import PersonRequest, actor, has_role, page_door, public_page
from academy.people.enums import Role
from academy.shared import clock
from academy.web import home as cards
from academy.web.adapter import lockout_name
from academy.web.context import THEME_COOKIE, THEMES

_YEAR = 365 * 24 * 3600


@page_door(Role.TRAINEE)
@require_GET
def home(request: PersonRequest) -> HttpResponse:
    """What is next for this person, by each of their roles."""
    groups = cards.groups(request.person, clock.now())
    return render(request, "web/home.html", {"groups": groups})


@page_door(Role.TRAINEE)
@never_cache
@require_GET
def job(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Progress of one job: a page, or to htmx the component alone.

    An ended job is answered with status 286 and without a trigger, either of which stops the
    polling; `?refresh=1` asks for the surrounding page to be read again at the end.
    """
    found = _job_of(request, public_id)
    if not getattr(request, "htmx", False):
        return render(request, "web/job.html", {"job": found})
    refresh = request.GET.get("refresh") == "1"
    ended = JobState(found.state) in ENDED
    reply = render(request, "web/job_fragment.html", {"job": found, "refresh": refresh})
    if ended:
        reply = HttpResponseStopPolling(reply.content, content_type=reply["Content-Type"])
        if refresh:
            reply["HX-Refresh"] = "true"
    return reply


@page_door(Role.TRAINEE)
@require_POST
def job_cancel(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Stop a job; what it has done so far stays."""
    found = _job_of(request, public_id)
    stopped = jobs.cancel(actor=actor(request.person), job=found, at=clock.now())
    if getattr(request, "htmx", False):
        return render(request, "web/job_fragment.html", {"job": stopped, "refresh": False})
    return redirect("web:job", public_id=public_id)


def _job_of(request: PersonRequest, public_id: UUID) -> Job:
    """Return the job if the person asked for it or is an academy admin; else 404."""
    found = Job.objects.filter(public_id=public_id).first()
    person = request.person
    if found is None or not (
        found.requested_by == actor(person).key
        or has_role(person, Role.ACADEMY_ADMIN, clock.today())
    ):
        raise Http404
    return found


@public_page
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie, so that the next page is drawn right at once."""
    reply: HttpResponse
    if request.headers.get("X-Requested-With") == "fetch":
        reply = HttpResponse(status=204)
    else:
        reply = redirect(_back(request))
    chosen = request.POST.get("theme", "")
    if chosen == "auto":
        reply.delete_cookie(THEME_COOKIE, samesite="Lax")
    elif chosen in THEMES:
        reply.set_cookie(
            THEME_COOKIE, chosen, max_age=_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return reply


@public_page
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language (Django's own view, behind a marked door)."""
    reply: HttpResponse = set_language(request)
    return reply


@public_page
@require_GET
def password_help(request: HttpRequest) -> HttpResponse:
    """Whom to ask for a new password: there is no e-mail to send one to."""
    return render(request, "account/password_help.html")


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Tell that the account is locked, until when, and whom to ask (AXES_LOCKOUT_CALLABLE).

    An account that does not exist is locked just the same, so the page betrays nothing.
    """
    at = clock.now()
    opens_at = _opens_at(request, credentials, at)
    wait = max(math.ceil((opens_at - at).total_seconds()), 1)
    reply = render(
        request,
        "account/locked.html",
        {"opens_at": opens_at.astimezone(clock.LOCAL), "minutes": math.ceil(wait / 60)},
        status=429,
    )
    reply["Retry-After"] = str(wait)
    reply["Cache-Control"] = "no-store"
    return reply


def _opens_at(request: HttpRequest, credentials: dict[str, Any] | None, at: datetime) -> datetime:
    cool_off = get_cool_off(request) or timedelta(minutes=15)
    name = lockout_name(request, credentials)
    last = (
        AccessAttempt.objects.filter(username=name)
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    return (last or at) + cool_off
