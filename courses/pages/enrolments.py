"""Entering people, checking them in, and what can be done with one place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door, visible_units
from academy.people.enums import Role, StaffKind
from academy.people.models import Person
from academy.people.queries import units
from academy.people.queries.persons import PersonFilter, persons
from academy.shared import clock
from academy.shared.errors import Refusal
from courses import access, labels
from courses.enums import EnrolmentState, EnrolmentVerb, SeatWhy
from courses.labels.enrolling import RULE
from courses.models import Cohort, Enrolment
from courses.operations import decisions, enrolments, locks
from courses.pages import words, words_enrolling
from courses.pages.forms import EnrolForm
from courses.queries import board, seating, stay

# More refusals than this are counted, not listed.
LISTED = 200
_WAITING = EnrolmentState.WAITING


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def enrol(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Pick people, see who could come in and who not and why, then enter them."""
    at = clock.now()
    on = clock.local_date(at)
    cohort = access.cohort_for(request.person, public_id, on=on)
    locks.refuse_unless_enrolling(cohort)
    form = EnrolForm(request.POST or None)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        found, unknown = _picked(request, form, at=at)
        if "confirm" in request.POST:
            return _enter(request, cohort, found, form.cleaned_data["override_reason"], at=at)
        reason = form.cleaned_data["override_reason"].strip()
        verb = EnrolmentVerb.ENROL
        plan = seating.plan(cohort, found, verb=verb, on=on, overrides=bool(reason))
        context = {
            "plan": plan,
            "unknown": unknown,
            "refused": plan.refused[:LISTED],
            "more": max(0, len(plan.refused) - LISTED),
            "numbers": " ".join(place.person.staff_number for place in plan.places),
            "reason": reason,
        }
    scope = visible_units(request.person, *access.KEEPERS, on=on)
    context |= {
        "cohort": cohort,
        "form": form,
        "line": words.line(board.standing_of(cohort)),
        "nodes": [node for node in units.tree(on) if node.id in scope],
        "unit_id": form.cleaned_data.get("unit") if form.is_bound and form.is_valid() else None,
    }
    status = 422 if form.errors else 200
    return render(request, "courses/enrol.html", context, status=status)


def _picked(
    request: PersonRequest, form: EnrolForm, *, at: datetime
) -> tuple[list[Person], list[str]]:
    """Return the people the form means, and the staff numbers that are nobody one may enter."""
    on = clock.local_date(at)
    numbers = form.numbers()
    if numbers:
        named = access.named_people(request.person, numbers, on=on)
        return named.persons, named.unknown
    scope = visible_units(request.person, *access.KEEPERS, on=on)
    kind = form.cleaned_data["staff_kind"]
    wanted = PersonFilter(
        unit_ids=units.subtree_ids(form.cleaned_data["unit"], on),
        staff_kind=StaffKind(kind) if kind else None,
    )
    rows = persons(scope, wanted, on=on).prefetch_related(None)
    return list(rows.order_by("pinyin_key", "pk")), []


def _enter(
    request: PersonRequest,
    cohort: Cohort,
    found: Sequence[Person],
    override_reason: str,
    *,
    at: datetime,
) -> HttpResponse:
    """Carry out what the dry run showed and say what became of it."""
    report = enrolments.enrol_many(
        actor=actor(request.person),
        cohort=cohort,
        persons=found,
        at=at,
        override_reason=override_reason,
    )
    messages.success(request, _("%(n)s 人已入班。") % {"n": len(report.done)})
    for each in report.refused[:10]:
        messages.warning(request, str(each.refusal))
    return redirect("courses:cohort", cohort.public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def check_in(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Check everybody in who has a seat and has not been checked in."""
    cohort = access.cohort_for(request.person, public_id, on=clock.today())
    found = _people_in(cohort, EnrolmentState.ENROLLED)
    report = enrolments.check_in_many(
        actor=actor(request.person), cohort=cohort, persons=found, at=clock.now()
    )
    messages.success(request, _("%(n)s 人已报到。") % {"n": len(report.done)})
    return redirect("courses:cohort", public_id)


def _people_in(cohort: Cohort, state: EnrolmentState) -> list[Person]:
    rows = Enrolment.objects.filter(cohort=cohort, state=state).select_related("person")
    return [row.person for row in rows.order_by("enrolled_at", "nominated_at", "pk")]


@require_GET
@page_door(*access.READERS)
def enrolment_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One place in a cohort: its facts and what can be done with it."""
    return _page(request, access.enrolment_for(request.person, public_id, on=clock.today()))


def _page(request: PersonRequest, row: Enrolment, refusal: Refusal | None = None) -> HttpResponse:
    today = clock.today()
    state = EnrolmentState(row.state)
    names = units.unit_names(today)
    context = {
        "row": row,
        "unit": names.get(row.unit_id, row.unit.code),
        "kind": labels.staff_kind(row.staff_kind),
        "state": labels.ENROLMENT_STATE[state],
        "tone": labels.ENROLMENT_TONE[state],
        "end": getattr(row, "completion", None),
        "stay": stay.of_one(row, at=clock.now()),
        "outcomes": [
            {
                "row": each,
                "attempt": labels.attempt(each.attempt),
                "verdict": labels.outcome_verdict(each.verdict),
            }
            for each in row.outcomes.order_by("pk")
        ],
        "place": board.waiting_places(row.cohort).get(row.pk) if state is _WAITING else None,
        "steps": words_enrolling.steps_of(row.state, nominated=row.nominated_at is not None),
        "overrides": [(RULE[SeatWhy(each.rule)], each) for each in row.overrides.order_by("pk")],
        "came_in_for": row.came_in_for.select_related("outgoing__person").order_by("pk").last(),
        "handed_on": row.handed_on.select_related("incoming__person").order_by("pk").last(),
        "moved_to": getattr(row, "transferred_to", None),
        "admin": access.is_admin(request.person, on=today),
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/enrolment.html", context, status=status)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def decide(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Approve, decline, check in or withdraw one person, as the button says."""
    row = access.enrolment_for(request.person, public_id, on=clock.today())
    who, at = actor(request.person), clock.now()
    reason = request.POST.get("reason", "")
    try:
        match request.POST.get("verb"):
            case "approve":
                decisions.approve(actor=who, enrolment=row, at=at)
            case "decline":
                decisions.decline(actor=who, enrolment=row, reason=reason, at=at)
            case "check_in":
                enrolments.check_in(actor=who, enrolment=row, at=at)
            case "withdraw":
                enrolments.withdraw(actor=who, enrolment=row, reason=reason, at=at)
            case _:
                return HttpResponse(status=400)
    except Refusal as no:
        return _page(request, row, no)
    messages.success(request, _("%(person)s 的记录已更新。") % {"person": row.person.name})
    return redirect("courses:cohort", row.cohort.public_id)
