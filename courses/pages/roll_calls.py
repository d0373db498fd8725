"""Roll-calls as they are called: the day, the roll, what was said of whom, and its correction."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.models import Person
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import Refusal
from courses.access import TEACHING, taught_cohort_for, taught_cohorts
from courses.access import roll_calls as access
from courses.enums import CohortState
from courses.enums.attendance import Formation, Presence
from courses.labels.attendance import FORMATION, PRESENCE, PRESENCE_TONE
from courses.models import Cohort, Enrolment, RollCall, RollCallLine
from courses.operations import roll_calls as operations
from courses.pages.roll_call_forms import USUAL, FormationForm, SlotForm
from courses.queries import roll_call_days as days
from courses.queries import roll_calls as queries
from courses.rules.periods import Slot


@require_GET
@page_door(*TEACHING)
def running(request: PersonRequest) -> HttpResponse:
    """Running cohorts whose rolls this person may call, with how today stands."""
    at = clock.now()
    rows = taught_cohorts(request.person, on=clock.local_date(at)).in_states([CohortState.RUNNING])
    items = [
        {"today": each, "due": _slot_query(Formation.LESSON, each.due) if each.due else ""}
        for each in days.today_of(list(rows.order_by("starts_on", "pk")), at=at)
    ]
    return render(request, "courses/roll/running.html", {"items": items})


@require_GET
@page_door(*TEACHING)
def day(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One day of a cohort: its cells and formations, called or not."""
    cohort = taught_cohort_for(request.person, public_id, on=clock.today())
    return _day(request, cohort, _day_asked(request, cohort))


def _day_asked(request: HttpRequest, cohort: Cohort) -> date:
    """The day of the address, else today, kept within the cohort's own days."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = clock.today()
    return min(max(on, cohort.starts_on), cohort.ends_on)


def _day(
    request: PersonRequest,
    cohort: Cohort,
    on: date,
    *,
    refusal: Refusal | None = None,
    form: FormationForm | None = None,
) -> HttpResponse:
    shown = days.day_of(cohort, on)
    form = form or FormationForm(initial={"on": on, "formation": Formation.ASSEMBLY.value})
    names = _unit_names(on)
    called = {each.formation for each in shown.entries if each.call is not None}
    context = {
        "cohort": cohort,
        "day": shown,
        "entries": [_entry(each, names) for each in shown.entries],
        "usual": [
            {"word": FORMATION[each], "times": times, "query": _slot_query(each, Slot(on, times))}
            for each, times in USUAL
            if each not in called
        ],
        "form": form,
        "may_call": cohort.state == CohortState.RUNNING,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/roll/day.html", context, status=status)


def _entry(row: days.Entry, units_by_id: Mapping[int, str]) -> dict[str, Any]:
    return {
        "row": row,
        "word": FORMATION[row.formation],
        "query": _slot_query(row.formation, row.slot),
        "missing": [
            {
                "word": PRESENCE[kind],
                "count": len(lines),
                "names": "、".join(
                    _("%(name)s（%(unit)s）")
                    % {
                        "name": each.enrolment.person.name,
                        "unit": _unit_name(each.enrolment, units_by_id),
                    }
                    for each in lines
                ),
            }
            for kind, lines in row.missing
        ],
    }


def _slot_query(formation: Formation, slot: Slot) -> str:
    return urlencode(
        {
            "formation": formation.value,
            "on": slot.day.isoformat(),
            "begins": f"{slot.times.begins:%H:%M}",
            "ends": f"{slot.times.ends:%H:%M}",
        }
    )


@require_http_methods(["GET", "POST"])
@page_door(*TEACHING)
def take(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Call the roll of one time: everybody is there until said otherwise."""
    cohort = taught_cohort_for(request.person, public_id, on=clock.today())
    typed = request.POST if request.method == "POST" else request.GET
    form = SlotForm(typed)
    if not form.is_valid():
        return _day(request, cohort, _day_asked(request, cohort), form=FormationForm(typed))
    slot, formation = form.slot(), form.formation_typed()
    expected = queries.expected(cohort, slot)
    refusal: Refusal | None = None
    chosen = {each.enrolment.pk: each.default for each in expected}
    if request.method == "POST":
        chosen |= _said(request.POST, [each.enrolment for each in expected])
        try:
            made = operations.take(
                actor=actor(request.person),
                cohort=cohort,
                formation=formation,
                slot=slot,
                said=chosen,
                at=clock.now(),
            )
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("点名已保存：%(line)s") % {"line": _spoken(made)})
            return redirect(_day_url(cohort, slot.day))
    standing = RollCall.objects.standing().filter(
        cohort=cohort, called_on=slot.day, begins=slot.times.begins, formation=formation
    )
    context = {
        "cohort": cohort,
        "slot": slot,
        "word": FORMATION[formation],
        "form": form,
        "groups": _by_unit(
            ((each.enrolment, chosen[each.enrolment.pk]) for each in expected), slot.day
        ),
        "count": len(expected),
        "known": standing.first(),
        "refusal": refusal,
        **_words(),
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/roll/take.html", context, status=status)


def _day_url(cohort: Cohort, on: date) -> str:
    path = reverse("courses:roll_calls", args=[cohort.public_id])
    return f"{path}?{urlencode({'on': on.isoformat()})}"


def _said(typed: Mapping[str, str], places: Iterable[Enrolment]) -> dict[int, Presence]:
    """What was chosen for whom; what is no finding counts as nothing said."""
    found: dict[int, Presence] = {}
    for place in places:
        value = typed.get(f"p-{place.public_id}", "")
        if value in list(Presence):
            found[place.pk] = Presence(value)
    return found


def _by_unit(
    rows: Iterable[tuple[Enrolment, Presence]], on: date
) -> list[tuple[str, list[tuple[Enrolment, Presence]]]]:
    """People by unit in the order given, units by their short names."""
    names = _unit_names(on)
    groups: dict[str, list[tuple[Enrolment, Presence]]] = {}
    for place, presence in rows:
        groups.setdefault(_unit_name(place, names), []).append((place, presence))
    return list(groups.items())


def _unit_names(on: date) -> dict[int, str]:
    """The short names units have on a day."""
    return {node.id: node.short_name or node.name for node in units.tree(on)}


def _unit_name(place: Enrolment, names: Mapping[int, str]) -> str:
    return names.get(place.unit_id, place.unit.code)


def _words() -> dict[str, Any]:
    return {"presences": [(each.value, PRESENCE[each]) for each in Presence]}


def _spoken(call: RollCall) -> str:
    """The report as it is read aloud: 应到 118 实到 115 缺 3."""
    counts = queries.counts_of([call])[call.pk]
    return _("应到 %(expected)d，实到 %(here)d，缺 %(missing)d") % {
        "expected": counts.expected,
        "here": counts.here,
        "missing": counts.missing,
    }


@require_http_methods(["GET", "POST"])
@page_door(*TEACHING)
def roll_call(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One roll-call with what it says of everybody; it is corrected here, with a reason."""
    call = access.roll_call_for(request.person, public_id, on=clock.today())
    lines = queries.lines_of(call)
    chosen = {each.enrolment_id: Presence(each.presence) for each in lines}
    refusal: Refusal | None = None
    if request.method == "POST":
        said = _said(request.POST, [each.enrolment for each in lines])
        try:
            made = operations.correct(
                actor=actor(request.person),
                roll_call=call,
                said=said,
                reason=request.POST.get("reason", ""),
                at=clock.now(),
            )
        except Refusal as no:
            refusal = no
            chosen |= said
        else:
            messages.success(request, _("已更正 %(n)d 人。") % {"n": len(made)})
            return redirect("courses:roll_call", call.public_id)
    context = _call_context(call, lines, chosen)
    context |= {
        "correcting": request.method == "POST" or "correct" in request.GET,
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/roll/call.html", context, status=status)


def _call_context(
    call: RollCall, lines: list[RollCallLine], chosen: Mapping[int, Presence]
) -> dict[str, Any]:
    changes = list(
        call.lines.filter(revision__gt=0)
        .select_related("enrolment__person")
        .order_by("-recorded_at", "enrolment__person__pinyin_key")
    )
    keys = {each.recorded_by for each in changes} | {call.recorded_by, call.voided_by}
    names = _names_of(keys)
    return {
        "call": call,
        "cohort": call.cohort,
        "word": FORMATION[Formation(call.formation)],
        "counts": queries.counts_of([call])[call.pk],
        "caller": names.get(call.recorded_by, ""),
        "voider": names.get(call.voided_by, ""),
        "groups": _by_unit(
            ((each.enrolment, chosen[each.enrolment_id]) for each in lines), call.called_on
        ),
        "lines": [
            {
                "row": each,
                "word": PRESENCE[Presence(each.presence)],
                "tone": PRESENCE_TONE[Presence(each.presence)],
            }
            for each in lines
        ],
        "changes": [
            {
                "row": each,
                "word": PRESENCE[Presence(each.presence)],
                "by": names.get(each.recorded_by, ""),
            }
            for each in changes
        ],
        "may_change": call.voided_at is None and call.cohort.state == CohortState.RUNNING,
        **_words(),
    }


def _names_of(keys: Iterable[str]) -> dict[str, str]:
    """The names of people by the log's keys of them, in one query; jobs have none."""
    wanted = []
    for key in keys:
        try:
            wanted.append(UUID(key))
        except ValueError:
            continue
    rows = Person.objects.filter(public_id__in=wanted).values_list("public_id", "name")
    return {str(key): name for key, name in rows}


@require_POST
@page_door(*TEACHING)
def void(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Void a roll-call that was taken by mistake; what it entered by itself is taken back."""
    call = access.roll_call_for(request.person, public_id, on=clock.today())
    reason = request.POST.get("reason", "")
    try:
        operations.void(actor=actor(request.person), roll_call=call, reason=reason, at=clock.now())
    except Refusal as no:
        return _day(request, call.cohort, call.called_on, refusal=no)
    messages.success(request, _("点名已作废，可以重新点名。"))
    return redirect(_day_url(call.cohort, call.called_on))


@require_GET
@page_door(*TEACHING)
def sheet(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The sign-in sheet of one time (签到表), to print: names by unit with a place to sign."""
    cohort = taught_cohort_for(request.person, public_id, on=clock.today())
    form = SlotForm(request.GET)
    if not form.is_valid():
        return redirect("courses:roll_calls", cohort.public_id)
    slot = form.slot()
    expected = queries.expected(cohort, slot)
    context = {
        "cohort": cohort,
        "slot": slot,
        "word": FORMATION[form.formation_typed()],
        "groups": _by_unit(((each.enrolment, each.default) for each in expected), slot.day),
        "count": len(expected),
    }
    return render(request, "courses/roll/sheet.html", context)
