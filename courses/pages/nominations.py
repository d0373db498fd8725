"""The unit's side of enrolment: nominate, follow up, endorse."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from academy.people.access import PersonRequest, actor, page_door, visible_units
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from courses import access
from courses.enums import EnrolmentState, EnrolmentVerb
from courses.models import Cohort
from courses.operations import decisions, enrolments, locks
from courses.pages import words, words_enrolling
from courses.pages.forms_enrolling import NominationForm
from courses.queries import board, seating
from courses.queries.entrants import issued_notice


@require_http_methods(["GET", "POST"])
@page_door(*access.KEEPERS)
def nominate(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take a list of people, show row by row who can be nominated and who not, then do it."""
    at = clock.now()
    on = clock.local_date(at)
    cohort = access.cohort_for(request.person, public_id, on=on)
    locks.refuse_unless_enrolling(cohort)
    admin = access.is_admin(request.person, on=on)
    form = NominationForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["override_reason"] if admin else ""
        try:
            enrolments.refuse_after_deadline(cohort, overrides=bool(reason.strip()), at=at)
            listed = access.people_of_list(request.person, form.entries(), on=on)
            if "confirm" in request.POST:
                return _nominate(request, cohort, listed, reason)
            context = _dry_run(cohort, listed, reason=reason, on=on)
        except Refusal as no:
            refusal = no
    scope = visible_units(request.person, *access.KEEPERS, on=on)
    notice = issued_notice(cohort)
    context |= {
        "cohort": cohort,
        "form": form,
        "admin": admin,
        "refusal": refusal,
        "notice": notice,
        "open": words_enrolling.is_open(cohort, notice, at=at),
        "line": words.line(board.standing_of(cohort)),
        "quotas": words_enrolling.quotas_of(cohort, scope, on=on),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/nominate.html", context, status=status)


def _dry_run(
    cohort: Cohort, listed: list[access.ListRow], *, reason: str, on: Any
) -> dict[str, Any]:
    """What would become of each row, nothing written."""
    found = [each.person for each in listed if each.person is not None]
    plan = seating.plan(
        cohort, found, verb=EnrolmentVerb.NOMINATE, on=on, overrides=bool(reason.strip())
    )
    rows = words_enrolling.list_rows(listed, plan)
    return {
        "rows": rows,
        "places": len(plan.places),
        "beyond": sum(place.beyond_quota for place in plan.places),
        "already": len(plan.already),
        "refused": sum(row["refusal"] is not None for row in rows),
        "numbers": "\n".join(place.person.staff_number for place in plan.places),
        "reason": reason,
    }


def _nominate(
    request: PersonRequest, cohort: Cohort, listed: list[access.ListRow], reason: str
) -> HttpResponse:
    """Carry out what the dry run showed and say what became of it."""
    report = enrolments.nominate_many(
        actor=actor(request.person),
        cohort=cohort,
        persons=[each.person for each in listed if each.person is not None],
        at=clock.now(),
        override_reason=reason,
    )
    said = _("已提名 %(n)s 人，等待单位负责人审批。")
    messages.success(request, said % {"n": len(report.done)})
    for each in report.refused[:10]:
        messages.warning(request, str(each.refusal))
    return redirect("courses:unit_places", cohort.public_id)


@require_GET
@page_door(*access.READERS)
def unit_places(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One's own units in a cohort: quota, used, waiting for whom, next step, deadlines."""
    at = clock.now()
    on = clock.local_date(at)
    cohort = access.cohort_for(request.person, public_id, on=on)
    scope = visible_units(request.person, *access.READERS, on=on)
    rows = access.enrolments_for(request.person, on=on).filter(unit_id__in=scope)
    members = board.members(cohort, rows, on=on, state=None)
    notice = issued_notice(cohort)
    lines = words_enrolling.quotas_of(cohort, scope, on=on)
    context = {
        "cohort": cohort,
        "notice": notice,
        "quotas": lines,
        "line": words_enrolling.unit_line(lines, notice, at=at),
        "next": words_enrolling.unit_next(lines, notice, at=at),
        "members": words_enrolling.member_rows(members, board.waiting_places(cohort)),
        "officer": bool(visible_units(request.person, *access.KEEPERS, on=on)),
        "open": words_enrolling.is_open(cohort, notice, at=at),
        "may_substitute": words_enrolling.may_substitute(cohort, notice, at=at),
    }
    return render(request, "courses/unit_places.html", context)


@require_http_methods(["GET", "POST"])
@page_door(Role.UNIT_LEADER)
def to_endorse(request: PersonRequest) -> HttpResponse:
    """What waits for the leader, with bulk endorse and return."""
    on = clock.today()
    pending = access.to_endorse(request.person, on=on)
    refusal: Refusal | None = None
    if request.method == "POST":
        chosen = access.led_by(request.person, on=on).filter(
            public_id__in=words_enrolling.uuids(request.POST.getlist("chosen"))
        )
        who, at = actor(request.person), clock.now()
        reason = request.POST.get("reason", "")
        try:
            if request.POST.get("verb") == "return":
                report = decisions.return_many(actor=who, enrolments=chosen, reason=reason, at=at)
                said = _("已退回 %(n)s 人。")
            else:
                report = decisions.endorse_many(actor=who, enrolments=chosen, at=at)
                said = _("已同意 %(n)s 人，报学院审批。")
        except Refusal as no:
            refusal = no
        else:
            words_enrolling.say(request, report, said)
            return redirect("courses:to_endorse")
    rows = words_enrolling.pending_rows(pending, on=on)
    context = {
        "rows": rows,
        "own": sum(row["row"].nominated_by == str(request.person.public_id) for row in rows),
        "reason": request.POST.get("reason", ""),
        "chosen": request.POST.getlist("chosen"),
        "refusal": refusal,
        "leader": True,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/pending.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def to_approve(request: PersonRequest) -> HttpResponse:
    """What waits for the academy, with bulk approve and decline."""
    on = clock.today()
    rows = access.enrolments_for(request.person, on=on)
    refusal: Refusal | None = None
    if request.method == "POST":
        chosen = rows.filter(public_id__in=words_enrolling.uuids(request.POST.getlist("chosen")))
        who, at = actor(request.person), clock.now()
        reason = request.POST.get("reason", "")
        try:
            if request.POST.get("verb") == "decline":
                report = decisions.decline_many(actor=who, enrolments=chosen, reason=reason, at=at)
                said = _("未批准 %(n)s 人，原因已通知单位。")
            else:
                report = decisions.approve_many(actor=who, enrolments=chosen, at=at)
                said = _("已批准 %(n)s 人：有名额的已入班，其余列为候补。")
        except Refusal as no:
            refusal = no
        else:
            words_enrolling.say(request, report, said)
            return redirect("courses:to_approve")
    waiting = rows.filter(state=EnrolmentState.ENDORSED)
    context = {
        "rows": words_enrolling.pending_rows(waiting, on=on),
        "own": 0,
        "reason": request.POST.get("reason", ""),
        "chosen": request.POST.getlist("chosen"),
        "refusal": refusal,
        "leader": False,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/pending.html", context, status=status)
