"""What is done with a finding from its page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.audit.record import Actor
from academy.findings import access
from academy.findings.models import Finding
from academy.findings.operations import findings
from academy.findings.pages.findings import FORMS, form_of, show
from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal

Do = Callable[[Actor, Finding, dict[str, Any]], object]


def _act(request: PersonRequest, public_id: UUID, name: str, do: Do, said: str) -> HttpResponse:
    """Read the form, do it, and say so; else the page again, with what was typed."""
    row = access.finding_to(FORMS[name][0], request.person, public_id, on=clock.today())
    form = form_of(name, request.POST)
    if not form.is_valid():
        return show(request, row, typed=(name, form))
    try:
        do(actor(request.person), row, form.cleaned_data)
    except Refusal as no:
        row = access.finding_for(request.person, public_id, on=clock.today())
        return show(request, row, typed=(name, form), refusal=no)
    messages.success(request, said)
    return redirect("findings:finding", public_id)


@require_POST
@page_door(Role.TRAINEE)
def add_evidence(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Add to what is known."""

    def do(who: Actor, row: Finding, typed: dict[str, Any]) -> object:
        return findings.add_evidence(actor=who, finding=row, **typed, at=clock.now())

    return _act(request, public_id, "evidence", do, _("补充材料已保存。"))


@require_POST
@page_door(Role.TRAINEE)
def report(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Report that it was put right."""

    def do(who: Actor, row: Finding, typed: dict[str, Any]) -> object:
        return findings.report_rectified(actor=who, finding=row, **typed, at=clock.now())

    return _act(request, public_id, "report", do, _("已报告整改完成，等待复查。"))


@require_POST
@page_door(*access.RECHECKERS)
def assign(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give it another owner."""

    def do(who: Actor, row: Finding, typed: dict[str, Any]) -> object:
        owner = access.owner_by_number(request.person, typed["owner"], on=clock.today())
        reason, at = typed["reason"], clock.now()
        return findings.assign(actor=who, finding=row, owner=owner, reason=reason, at=at)

    return _act(request, public_id, "assign", do, _("责任人已变更，并已通知新的责任人。"))


@require_POST
@page_door(*access.KEEPERS)
def extend(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Move the deadline to a later day."""

    def do(who: Actor, row: Finding, typed: dict[str, Any]) -> object:
        return findings.extend(actor=who, finding=row, **typed, at=clock.now())

    return _act(request, public_id, "extend", do, _("整改期限已延长，并已通知责任人。"))


@require_POST
@page_door(*access.RECHECKERS)
def recheck(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Close what was reported, or open it again."""

    def do(who: Actor, row: Finding, typed: dict[str, Any]) -> object:
        return findings.recheck(actor=who, finding=row, **typed, at=clock.now())

    passed = request.POST.get("passed") == "yes"
    said = _("复查通过，整改办结。") if passed else _("复查未通过，已通知责任人继续整改。")
    return _act(request, public_id, "recheck", do, said)


@require_POST
@page_door(*access.RECHECKERS)
def withdraw(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take back what should not have been a finding."""

    def do(who: Actor, row: Finding, typed: dict[str, Any]) -> object:
        return findings.withdraw(actor=who, finding=row, **typed, at=clock.now())

    return _act(request, public_id, "withdraw", do, _("整改已撤销，并已通知责任人。"))
