"""The notice of a cohort, and giving away the seats nobody used."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from courses import access
from courses.labels import enrolling as labels
from courses.models import Cohort, CohortNotice
from courses.operations import cohort_notices
from courses.pages.forms_enrolling import DeadlineForm, NoticeForm
from courses.queries import board
from courses.sheets import cohort_notice


def _cohort(request: PersonRequest, public_id: UUID) -> Cohort:
    return access.cohort_for(request.person, public_id, on=clock.today())


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def notice(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Write the notice, issue it, later move its deadlines."""
    cohort = _cohort(request, public_id)
    written = CohortNotice.objects.filter(cohort=cohort).first()
    issued = written is not None and written.issued_at is not None
    data = request.POST or None
    form: DeadlineForm = NoticeForm.of(cohort, written, data)
    if issued and written is not None:
        initial = {
            "nominate_until": written.nominate_until_at,
            "substitute_until": written.substitute_until_at,
        }
        form = DeadlineForm(data, initial=initial)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            said = _keep(request, cohort, form)
        except Refusal as no:
            refusal = no
            if no.field in form.fields:
                form.add_error(no.field, str(no))
        else:
            messages.success(request, said)
            return redirect("courses:notice", public_id)
    context = {
        "cohort": cohort,
        "notice": written,
        "issued": issued,
        "form": form,
        "reason": request.POST.get("reason", ""),
        "invited": cohort.quotas.filter(seats__gt=0).count(),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/notice.html", context, status=status)


def _keep(request: PersonRequest, cohort: Cohort, form: DeadlineForm) -> str:
    """Write, issue or move, as the button says; return what to tell."""
    who, at = actor(request.person), clock.now()
    if not isinstance(form, NoticeForm):
        cohort_notices.move_deadlines(
            actor=who,
            cohort=cohort,
            reason=request.POST.get("reason", ""),
            at=at,
            **form.instants(),
        )
        return _("截止时间已调整，并已通知各单位。")
    facts: dict[str, Any] = {**form.words(), **form.instants()}
    cohort_notices.write(actor=who, cohort=cohort, at=at, **facts)
    if request.POST.get("verb") != "issue":
        return _("通知已保存，尚未印发。")
    cohort_notices.issue(actor=who, cohort=cohort, at=at)
    return _("通知已印发，有名额的单位已收到。")


@require_GET
@page_door(*access.READERS)
def notice_print(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The notice as a sheet to print: words, conditions, deadlines, quotas."""
    cohort = _cohort(request, public_id)
    written = _readable(request, cohort)
    lines = board.quota_lines(cohort, on=clock.today())
    context = {
        "cohort": cohort,
        "notice": written,
        "quotas": [line for line in lines if line.seats],
        "total": sum(line.seats or 0 for line in lines),
        "over_quota": labels.OVER_QUOTA,
    }
    return render(request, "courses/notice_print.html", context)


@require_GET
@page_door(*access.READERS)
def notice_pdf(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The notice as a document to file or send."""
    cohort = _cohort(request, public_id)
    written = _readable(request, cohort)
    content = cohort_notice.pdf(cohort, written, on=clock.today())
    reply = HttpResponse(content, content_type="application/pdf")
    name = cohort_notice.file_name(cohort, written)
    reply["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    reply["Cache-Control"] = "private, no-store"
    return reply


def _readable(request: PersonRequest, cohort: Cohort) -> CohortNotice:
    """The notice, which units see once it is issued."""
    written = CohortNotice.objects.filter(cohort=cohort).first()
    admin = access.is_admin(request.person, on=clock.today())
    if written is None or (written.issued_at is None and not admin):
        raise NotFound
    return written
