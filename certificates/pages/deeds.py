"""What is done to one certificate: revoked, printed anew, corrected. Each asks on its own page.

What happens then is said before it is asked for, and a correction shows old and new side by side.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from certificates import access, labels
from certificates.models import Batch, Certificate
from certificates.operations import corrections, reissues, revocations
from certificates.pages import words
from certificates.pages.verification import FIELD
from certificates.queries import comparison
from certificates.queries.comparison import Comparison

ADMIN = Role.ACADEMY_ADMIN


def _ask(
    request: PersonRequest, row: Certificate, deed: str, refusal: Refusal | None, **more: Any
) -> HttpResponse:
    context = {
        **words.of(row, on=clock.today()),
        "deed": deed,
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
        **more,
    }
    status = refusal.status if refusal else 200
    return render(request, "certificates/deed.html", context, status=status)


def _do(
    request: PersonRequest, public_id: UUID, deed: str, operation: Callable[..., object], done: str
) -> HttpResponse:
    row = _mine(request, public_id)
    if request.method == "GET":
        return _ask(request, row, deed, None)
    by, reason = actor(request.person), request.POST.get("reason", "")
    try:
        operation(actor=by, certificate=row, reason=reason, at=clock.now())
    except Refusal as refusal:
        return _ask(request, row, deed, refusal)
    messages.success(request, done)
    return redirect("certificates:certificate", public_id)


def _mine(request: PersonRequest, public_id: UUID) -> Certificate:
    rows = access.revocable(request.person, on=clock.today())
    wanted = rows.select_related("successor", "batch__cohort__syllabus__course")
    return access.one(wanted, public_id)


@require_http_methods(["GET", "POST"])
@page_door(ADMIN)
def revoke(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Revoke a certificate with a reason."""
    done = _("证书已撤销，公开查验页已经显示。")
    return _do(request, public_id, "revoke", revocations.revoke, done)


@require_http_methods(["GET", "POST"])
@page_door(ADMIN)
def reissue(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Print a certificate anew under its number."""
    done = _("已登记补发，正在生成新的 PDF。")
    return _do(request, public_id, "reissue", reissues.reissue, done)


@require_http_methods(["GET", "POST"])
@page_door(ADMIN)
def correct(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Propose a certificate that says what is known today, old and new side by side."""
    row = _mine(request, public_id)
    if request.method == "GET":
        return _ask_correction(request, row, None)
    by, reason = actor(request.person), request.POST.get("reason", "")
    try:
        batch = corrections.propose(actor=by, certificate=row, reason=reason, at=clock.now())
    except Refusal as refusal:
        return _ask_correction(request, row, refusal)
    messages.success(request, _("更正批次已提出，须由另一位学院管理员批准。"))
    return redirect("certificates:batch", batch.public_id)


def _ask_correction(
    request: PersonRequest, row: Certificate, refusal: Refusal | None
) -> HttpResponse:
    found = comparison.today(row, on=clock.today())
    more = {
        **compared(found),
        "waiting": Batch.objects.open_().filter(corrects=row).first(),
    }
    return _ask(request, row, "correct", refusal, **more)


def compared(found: Comparison) -> dict[str, Any]:
    """Return old and new as a template shows them."""
    return {
        "comparison": found,
        "changes": [(FIELD[each.field], each) for each in found.changes],
        "line_reason": labels.LINE_REASON[found.reason] if found.reason else "",
    }
