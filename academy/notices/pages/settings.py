"""One's own settings: where notices are mailed to, in which language, about what."""

from enum import StrEnum
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from academy.notices import labels
from academy.notices.enums import MailLanguage, Rhythm, TopicGroup
from academy.notices.errors import LinkInvalid
from academy.notices.operations import addresses, preferences
from academy.notices.pages.words import Standing, standing_of
from academy.notices.post import links
from academy.notices.queries import mail
from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal

E = TypeVar("E", bound=StrEnum)


@page_door(Role.TRAINEE)
@require_http_methods(["GET", "POST"])
def show(request: PersonRequest) -> HttpResponse:
    """The settings; a POST chooses language, rhythm and groups."""
    if request.method != "POST":
        return _page(request)
    asked = request.POST
    preferences.choose(
        actor=actor(request.person),
        person=request.person,
        language=_one_of(MailLanguage, asked.get("language"), MailLanguage.CHINESE),
        rhythm=_one_of(Rhythm, asked.get("rhythm"), Rhythm.EACH),
        groups=[group for group in TopicGroup if group.value in asked.getlist("groups")],
        at=clock.now(),
    )
    messages.success(request, _("通知设置已保存。"))
    return redirect("notices:settings")


@page_door(Role.TRAINEE)
@require_POST
def enter(request: PersonRequest) -> HttpResponse:
    """Enter or change the address; the link that confirms it goes out."""
    typed = request.POST.get("address", "")
    try:
        contact = addresses.enter(
            actor=actor(request.person),
            person=request.person,
            address=typed,
            language=_shown_language(),
            at=clock.now(),
        )
    except Refusal as refusal:
        return _page(request, refusal=refusal, typed=typed)
    if contact.confirmed_at is None:
        messages.success(request, _("地址已保存，确认邮件已发出。请在 48 小时内点开邮件中的链接。"))
    return redirect("notices:settings")


@page_door(Role.TRAINEE)
@require_POST
def send_again(request: PersonRequest) -> HttpResponse:
    """Send the confirming link again."""
    try:
        addresses.send_again(actor=actor(request.person), person=request.person, at=clock.now())
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    messages.success(request, _("确认邮件已再次发出，先前邮件中的链接不再有效。"))
    return redirect("notices:settings")


@page_door(Role.TRAINEE)
@require_POST
def remove(request: PersonRequest) -> HttpResponse:
    """Forget the address."""
    addresses.remove(actor=actor(request.person), person=request.person, at=clock.now())
    messages.success(request, _("邮箱地址已删除，今后只在本站通知您。"))
    return redirect("notices:settings")


@page_door(Role.TRAINEE)
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: PersonRequest, token: str) -> HttpResponse:
    """Confirm an address by the link that was sent to it.

    Who reads the mail must also be who signs in: an address that somebody mistyped is never
    confirmed by the stranger who has it. Opening the link alone changes nothing, for mail scanners
    open links too.
    """
    link = links.read_confirm(token)
    if link is None:
        raise LinkInvalid
    if request.method == "POST":
        addresses.confirm(
            actor=actor(request.person), person=request.person, link=link, at=clock.now()
        )
        messages.success(request, _("邮箱地址已确认，今后的通知也会发到这个地址。"))
        return redirect("notices:settings")
    contact = mail.contact_of(request.person)
    if contact is None or (contact.link != link and contact.confirmed_at is None):
        raise LinkInvalid
    standing = standing_of(contact, clock.now())
    return render(request, "notices/confirm.html", {"standing": standing})


def _page(
    request: PersonRequest, *, refusal: Refusal | None = None, typed: str | None = None
) -> HttpResponse:
    contact = mail.contact_of(request.person)
    muted = mail.muted(contact)
    standing: Standing = standing_of(contact, clock.now())
    language = MailLanguage(contact.language) if contact else _shown_language()
    context: dict[str, Any] = {
        "refusal": refusal,
        "typed": typed if typed is not None else "",
        "standing": standing,
        "groups": [
            {
                "value": group.value,
                "label": labels.GROUP[group],
                "help": labels.GROUP_HELP[group],
                "on": group not in muted,
            }
            for group in TopicGroup
        ],
        "languages": [(each.value, labels.LANGUAGE[each]) for each in MailLanguage],
        "language": language.value,
        "rhythms": [(each.value, labels.RHYTHM[each]) for each in Rhythm],
        "rhythm": contact.rhythm if contact else Rhythm.EACH.value,
    }
    status = refusal.status if refusal else 200
    return render(request, "notices/settings.html", context, status=status)


def _shown_language() -> MailLanguage:
    english = (get_language() or "").startswith("en")
    return MailLanguage.ENGLISH if english else MailLanguage.CHINESE


def _one_of(kind: type[E], text: str | None, default: E) -> E:
    return kind(text) if text in set(kind) else default
