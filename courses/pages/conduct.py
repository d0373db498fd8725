"""Points of conduct as those who keep a cohort see them: the board, entries, objections."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.text import digest
from courses import access
from courses.enums import CohortState
from courses.enums.attendance import ConductEffect
from courses.labels.conduct import EFFECT
from courses.models import ConductRule, Enrolment
from courses.operations import conduct as operations
from courses.operations.conduct import Line, Tried
from courses.pages.conduct_forms import EntryForm
from courses.pages.conduct_words import entries_shown
from courses.pages.words_enrolling import uuids
from courses.queries import conduct as queries
from courses.queries import conduct_board as boards
from courses.rules.conduct import in_force, points_by_roll_call


@require_GET
@page_door(*access.TEACHING)
def board(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A cohort's people by their points, those with the fewest first."""
    on = clock.today()
    cohort = access.taught_cohort_for(request.person, public_id, on=on)
    names = {node.id: node.short_name or node.name for node in units.tree(on)}
    context = {
        "cohort": cohort,
        "rows": [
            {"row": each, "unit": names.get(each.enrolment.unit_id, "")}
            for each in boards.board(cohort)
        ],
        "objections": list(boards.open_objections([cohort.pk])),
        "may_enter": cohort.state == CohortState.RUNNING,
    }
    return render(request, "courses/conduct/board.html", context)


@require_http_methods(["GET", "POST"])
@page_door(*access.TEACHING)
def enter(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Enter points for some people: first see for whom it may be done, then do it."""
    at = clock.now()
    cohort = access.taught_cohort_for(request.person, public_id, on=clock.local_date(at))
    rules = _rules()
    people = list(boards.people(cohort))
    today = {"occurred_on": clock.local_date(at)}
    form = EntryForm(request.POST or None, rules=rules, people=people, initial=today)
    refusal: Refusal | None = None
    tried: list[Tried] = []
    looked = ""
    if request.method == "POST" and form.is_valid():
        places = [each for each in people if str(each.public_id) in form.cleaned_data["people"]]
        line = _line(form, rules)
        looked = digest([line.rule.pk, *map(str, _said(line)), *(each.pk for each in places)])
        try:
            # What was changed since the look is looked at again, not entered.
            if request.POST.get("confirm") == looked:
                who = actor(request.person)
                made = operations.enter(actor=who, enrolments=places, line=line, at=at)
                messages.success(request, _("已为 %(n)d 人记录操行。") % {"n": len(made)})
                return redirect("courses:conduct", cohort.public_id)
            tried = operations.look(enrolments=places, line=line, at=at)
        except Refusal as no:
            refusal = no
    context = {
        "cohort": cohort,
        "form": form,
        "has_rules": bool(rules),
        "tried": tried,
        "looked": looked,
        "sound": bool(tried) and all(each.refusal is None for each in tried),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/conduct/enter.html", context, status=status)


def _rules() -> list[ConductRule]:
    """Rules that hold today, which somebody may enter by hand."""
    on = clock.today()
    return [each for each in ConductRule.objects.all() if in_force(queries.rule_of(each), on)]


def _said(line: Line) -> tuple[object, ...]:
    return (line.points, line.hours, line.occurred_on, line.evidence, line.again)


def _line(form: EntryForm, rules: list[ConductRule]) -> Line:
    typed = form.cleaned_data
    rule = next(each for each in rules if str(each.public_id) == typed["rule"])
    hours = typed["hours"] or Decimal(1)
    least = points_by_roll_call(queries.rule_of(rule), hours)
    return Line(
        rule=rule,
        points=typed["points"] if typed["points"] is not None else least,
        occurred_on=typed["occurred_on"],
        evidence=typed["evidence"],
        hours=hours,
        again=typed["again"],
    )


@require_GET
@page_door(*access.TEACHING)
def person(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One person's entries, along the cohorts they came through."""
    row = access.conduct_place_for(request.person, public_id, on=clock.today())
    return _person(request, row)


def _person(
    request: PersonRequest, row: Enrolment, refusal: Refusal | None = None, chosen: str = ""
) -> HttpResponse:
    entries = queries.entries_along(row.pk)
    context: dict[str, Any] = {
        "row": row,
        "points": queries.points_of([row.pk])[row.pk],
        "entries": entries_shown(entries, here=row.cohort),
        "removed": any(
            each.effect == ConductEffect.REMOVAL and boards.stands(each) for each in entries
        ),
        "running": row.cohort.state == CohortState.RUNNING,
        "admin": access.is_admin(request.person, on=clock.today()),
        "refusal": refusal,
        "chosen": chosen,
        "typed": request.POST,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/conduct/person.html", context, status=status)


@require_POST
@page_door(*access.TEACHING)
def reverse(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take an entry back, with a reason."""
    row = access.conduct_entry_to_reverse(request.person, public_id, on=clock.today())
    reason = request.POST.get("reason", "")
    try:
        operations.reverse(actor=actor(request.person), entry=row, reason=reason, at=clock.now())
    except Refusal as no:
        return _person(request, row.enrolment, no, str(row.public_id))
    messages.success(request, _("操行记录已撤回，原记录保留。"))
    return redirect("courses:conduct_person", row.enrolment.public_id)


@require_http_methods(["GET", "POST"])
@page_door(*access.TEACHING)
def objections(request: PersonRequest) -> HttpResponse:
    """Objections that wait, of the cohorts this person keeps; one is decided at a time."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _decide(request)
        except Refusal as no:
            refusal = no
        else:
            return redirect("courses:objections")
    kept = access.conduct_kept_by(request.person, on=clock.today())
    context = {
        "items": list(boards.open_objections(kept.values("pk"))),
        "words": EFFECT,
        "chosen": request.POST.get("objection", ""),
        "typed": request.POST,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/conduct/objections.html", context, status=status)


def _decide(request: PersonRequest) -> None:
    (chosen,) = uuids([request.POST.get("objection", "")]) or [UUID(int=0)]
    row = access.conduct_objection_for(request.person, chosen, on=clock.today())
    operations.decide_objection(
        actor=actor(request.person),
        objection=row,
        upheld=request.POST.get("verb") == "uphold",
        answer=request.POST.get("answer", ""),
        at=clock.now(),
    )
    messages.success(request, _("申诉已处理，本人会收到通知。"))
