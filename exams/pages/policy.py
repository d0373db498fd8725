"""An exam's rules of the day."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from exams import access
from exams.operations import policies
from exams.pages.forms import PolicyForm
from exams.queries.policies import policy_of, terms_of


@require_http_methods(["GET", "POST"])
@never_cache
@page_door(Role.ACADEMY_ADMIN)
def policy(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """See and change an exam's rules of the day; what was typed stays when it is refused."""
    exam = access.exam_for_staff(exam_id)
    before = terms_of(policy_of(exam))
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=asdict(before))
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            row = policies.set_(
                actor=actor(request.person),
                exam=exam,
                terms=form.terms(),
                reason=form.cleaned_data["reason"],
                at=clock.database_now(),
            )
        except Refusal as refused:
            refusal = refused
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            said = _("入场规定已保存。")
            if row.access_code and row.access_code != before.access_code:
                said = _("入场规定已保存，入场口令为 %(code)s。") % {"code": row.access_code}
            messages.success(request, said)
            return redirect("exams:policy", exam.public_id)
    started = exam.sittings.filter(started_at__isnull=False).count()
    context = {"exam": exam, "form": form, "refusal": refusal, "started": started}
    status = refusal.status if refusal else (422 if form.errors else 200)
    return render(request, "exams/policy.html", context, status=status)
