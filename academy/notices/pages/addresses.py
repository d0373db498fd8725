"""Addresses of other people, for HR: how many are reached, which bounced, who got what."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.notices import access
from academy.notices.operations import addresses
from academy.notices.pages.words import sent_line, standing_of, why_bounced
from academy.notices.queries import mail
from academy.notices.rules.addresses import masked
from academy.people.access import PersonRequest, actor, page_door
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of

PAGE = 50


@page_door(*access.KEEPERS)
@require_GET
def standing(request: PersonRequest) -> HttpResponse:
    """How many people of one's units mail reaches, and the addresses that were refused."""
    scope, today = access.scope_of(request.person), clock.today()
    page = page_of(
        mail.bounced(scope, on=today),
        key=("person__pinyin_key", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
    )
    context = {
        "standing": mail.standing(scope, on=today),
        "page": page,
        "rows": [
            {"contact": each, "address": masked(each.address), "why": why_bounced(each)}
            for each in page.items
        ],
    }
    return render(request, "notices/addresses.html", context)


@page_door(*access.KEEPERS)
@require_GET
def person_mail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One person's address and what was mailed to it."""
    return _page(request, access.person_for(request.person, public_id))


@page_door(*access.KEEPERS)
@require_POST
def enter(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Enter a person's address for them; they confirm it themselves."""
    person = access.person_for(request.person, public_id)
    typed = request.POST.get("address", "")
    try:
        contact = addresses.enter(
            actor=actor(request.person), person=person, address=typed, at=clock.now()
        )
    except Refusal as refusal:
        return _page(request, person, refusal=refusal, typed=typed)
    if contact.confirmed_at is None:
        messages.success(request, _("地址已保存，确认邮件已发给本人；本人确认之前不会发送通知。"))
    return redirect("notices:person", public_id)


def _page(
    request: PersonRequest,
    person: Person,
    *,
    refusal: Refusal | None = None,
    typed: str = "",
) -> HttpResponse:
    page = page_of(
        mail.deliveries_to(person),
        key=("created_at", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    context = {
        "person": person,
        "standing": standing_of(mail.contact_of(person), clock.now()),
        "page": page,
        "rows": [sent_line(each) for each in page.items],
        "refusal": refusal,
        "typed": typed,
    }
    status = refusal.status if refusal else 200
    return render(request, "notices/person.html", context, status=status)
