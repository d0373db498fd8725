"""Nominations taken back, people exchanged or moved on."""

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
from courses import access
from courses.enums import ENROLLING
from courses.errors import PersonUnknown
from courses.models import Cohort
from courses.operations import enrolments, substitutions, transfers
from courses.pages import words_enrolling


@require_http_methods(["GET", "POST"])
@page_door(*access.KEEPERS)
def substitute(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Send somebody else of the same unit, with a reason."""
    on = clock.today()
    row = access.one_of(access.kept_by(request.person, on=on), public_id)
    typed = {key: request.POST.get(key, "") for key in ("incoming", "reason", "override_reason")}
    admin = access.is_admin(request.person, on=on)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            named = access.named_people(request.person, [typed["incoming"]], on=on)
            if not named.persons:
                raise PersonUnknown(field="incoming", said=typed["incoming"])
            substitutions.substitute(
                actor=actor(request.person),
                enrolment=row,
                incoming=named.persons[0],
                reason=typed["reason"],
                override_reason=typed["override_reason"] if admin else "",
                at=clock.now(),
            )
        except Refusal as no:
            refusal = no
        else:
            said = {"incoming": named.persons[0].name, "outgoing": row.person.name}
            messages.success(request, _("%(incoming)s 已接替 %(outgoing)s，双方均已通知。") % said)
            return redirect("courses:unit_places", row.cohort.public_id)
    context = {"row": row, "typed": typed, "admin": admin, "refusal": refusal}
    status = refusal.status if refusal else 200
    return render(request, "courses/substitute.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page_door(*access.KEEPERS)
def recall(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take back a nomination of one's own unit, with a reason."""
    row = access.one_of(access.kept_by(request.person, on=clock.today()), public_id)
    reason = request.POST.get("reason", "")
    refusal: Refusal | None = None
    if request.method == "POST":
        who, at = actor(request.person), clock.now()
        try:
            enrolments.recall(actor=who, enrolment=row, reason=reason, at=at)
        except Refusal as no:
            refusal = no
        else:
            said = {"person": row.person.name}
            messages.success(
                request, _("已撤回对 %(person)s 的提名，本人和负责人均已通知。") % said
            )
            return redirect("courses:unit_places", row.cohort.public_id)
    context = {"row": row, "reason": reason, "refusal": refusal}
    status = refusal.status if refusal else 200
    return render(request, "courses/recall.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def transfer(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let a person go on in another cohort of the course, with a reason."""
    on = clock.today()
    row = access.one_of(access.enrolments_for(request.person, on=on), public_id)
    typed = {key: request.POST.get(key, "") for key in ("to", "reason", "override_reason")}
    others = Cohort.objects.filter(
        syllabus__course_id=row.cohort.syllabus.course_id,
        state__in=[each.value for each in ENROLLING],
    ).exclude(pk=row.cohort_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        target = others.filter(public_id__in=words_enrolling.uuids([typed["to"]])).first()
        try:
            transfers.transfer(
                actor=actor(request.person),
                enrolment=row,
                to=target or row.cohort,
                reason=typed["reason"],
                override_reason=typed["override_reason"],
                at=clock.now(),
            )
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("%(person)s 已转期。") % {"person": row.person.name})
            return redirect("courses:cohort", (target or row.cohort).public_id)
    context = {
        "row": row,
        "typed": typed,
        "others": [(str(each.public_id), each) for each in others.order_by("starts_on", "pk")],
        "outcomes": row.outcomes.count(),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/transfer.html", context, status=status)
