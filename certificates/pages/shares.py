"""Links by which a holder shows a certificate: making and ending them, and what they show."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door, public_page
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from certificates import access
from certificates.access import Misses
from certificates.enums import CertificateState
from certificates.errors import TooManyMisses
from certificates.models import Certificate, Share
from certificates.operations import shares
from certificates.pages import words
from certificates.pages.verification import shown as finding_shown
from certificates.queries import shares as share_query


@require_GET
@page_door(Role.TRAINEE)
def share_list(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The links of one's own certificate, and making another."""
    return _list(request, _own(request, public_id))


def _own(request: PersonRequest, public_id: UUID) -> Certificate:
    return access.one(access.own(request.person).select_related("successor"), public_id)


def _list(request: PersonRequest, row: Certificate, refusal: Refusal | None = None) -> HttpResponse:
    now = clock.now()
    links = [_link(each, now) for each in share_query.of(row)]
    open_now = [each for each in links if each["open"]]
    context = {
        **words.of(row, on=clock.today()),
        "open_links": open_now,
        "past_links": [each for each in links if not each["open"]],
        "may_open": row.state == CertificateState.ISSUED and len(open_now) < shares.MOST_OPEN,
        "full": len(open_now) >= shares.MOST_OPEN,
        "most": shares.MOST_OPEN,
        "days": shares.DAYS,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "certificates/shares.html", context, status=status)


def _link(share: Share, now: datetime) -> dict[str, Any]:
    return {
        "share": share,
        "open": share.ended_at is None and share.ends_at > now,
        "address": share_query.address(share),
        "days_left": (clock.local_date(share.ends_at) - clock.local_date(now)).days,
    }


@require_POST
@page_door(Role.TRAINEE)
def share_open(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Make a link."""
    row = _own(request, public_id)
    typed = request.POST.get("days", "")
    days = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    by = actor(request.person)
    try:
        shares.open_link(actor=by, certificate=row, days=days, at=clock.now())
    except Refusal as refusal:
        return _list(request, row, refusal)
    done = ngettext("链接已建好，%(n)d 天内有效。", "链接已建好，%(n)d 天内有效。", days)
    messages.success(request, done % {"n": days})
    return redirect("certificates:shares", public_id)


@require_POST
@page_door(Role.TRAINEE)
def share_end(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """End a link now."""
    rows = access.own_shares(request.person).select_related("certificate")
    row = access.one(rows, public_id)
    shares.end(actor=actor(request.person), share=row, at=clock.now())
    messages.success(request, _("链接已结束，再打开时与不存在的链接一样。"))
    return redirect("certificates:shares", row.certificate.public_id)


@require_GET
@never_cache
@public_page
def public(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows to whoever has it; ended, mistyped and invented ones look alike."""
    misses = Misses(request)
    try:
        misses.refuse_if_many()
    except TooManyMisses as refusal:
        return _public(request, {"refusal": refusal}, status=refusal.status)
    found = share_query.by_token(token, at=clock.now())
    if found is None:
        misses.add()
        return _public(request, {"missed": True}, status=404)
    return _public(request, {**finding_shown(found.finding), "link_ends_at": found.ends_at})


def _public(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "certificates/share.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
