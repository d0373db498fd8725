"""The gate: who is expected, who has come, and one tap for the next one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from courses import access, labels
from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment
from courses.operations import arrivals as operations
from courses.operations import enrolments
from courses.pages import words_enrolling
from courses.queries import board
from courses.rules import deadlines
from courses.rules.arrivals import Handle, handle, is_meant, may_undo

MISSING, ARRIVED, ALL = "missing", "arrived", "all"


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody with a seat, as the officer at the gate has to know them."""

    row: Enrolment
    unit: str
    kind: str
    found_by: Handle
    may_undo: bool

    @property
    def is_here(self) -> bool:
        """Whether the person has arrived."""
        return self.row.state == EnrolmentState.CHECKED_IN

    @property
    def last_four(self) -> str:
        """The end of the ID number, all that is shown of it; "" where none is on record."""
        return self.row.person.id_number[-4:]


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def arrivals(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Who is expected, by unit; tap to check in, tap to take it back."""
    at = clock.now()
    on = clock.local_date(at)
    cohort = access.cohort_for(request.person, public_id, on=on)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            done = _carry_out(request, cohort, at=at)
        except Refusal as no:
            refusal = no
        else:
            return redirect(_back(request, cohort, done))
    context = _context(request, cohort, on=on)
    status = refusal.status if refusal else 200
    context["refusal"] = refusal
    return render(request, "courses/arrivals.html", context, status=status)


def _carry_out(request: PersonRequest, cohort: Cohort, *, at: datetime) -> list[Enrolment]:
    """Check the chosen in, or take one arrival back; return who was just checked in."""
    who = actor(request.person)
    rows = Enrolment.objects.filter(cohort=cohort).select_related("person")
    undone = rows.filter(public_id__in=words_enrolling.uuids(request.POST.getlist("undo"))).first()
    if undone is not None:
        operations.undo_check_in(actor=who, enrolment=undone, at=at)
        messages.success(request, _("%(person)s 的报到已撤销。") % {"person": undone.person.name})
        return []
    chosen = list(rows.filter(public_id__in=words_enrolling.uuids(request.POST.getlist("chosen"))))
    report = enrolments.check_in_many(
        actor=who, cohort=cohort, persons=[row.person for row in chosen], at=at
    )
    for row in report.already:
        said = {"person": _name(chosen, row), "at": deadlines.said(row.checked_in_at or at)}
        messages.info(request, _("%(person)s 已于 %(at)s 报到，没有重复登记。") % said)
    for each in report.refused:
        messages.warning(request, f"{each.refusal} {each.refusal.advice}")
    if len(report.done) > 1:
        messages.success(request, _("%(n)s 人已报到。") % {"n": len(report.done)})
    return report.done


def _name(rows: list[Enrolment], row: Enrolment) -> str:
    return next(each.person.name for each in rows if each.pk == row.pk)


def _back(request: PersonRequest, cohort: Cohort, done: list[Enrolment]) -> str:
    """The same list again, without what was searched for, naming the one who just came."""
    kept = {key: value for key in ("show", "unit") if (value := request.GET.get(key))}
    if len(done) == 1:
        kept["last"] = str(done[0].public_id)
    path = reverse("courses:arrivals", args=[cohort.public_id])
    return f"{path}?{urlencode(kept)}" if kept else path


def _context(request: PersonRequest, cohort: Cohort, *, on: date) -> dict[str, Any]:
    everybody = _expected(request, cohort, on=on)
    show = request.GET.get("show", MISSING)
    unit = request.GET.get("unit", "")
    typed = request.GET.get("q", "").strip()[:60]
    last = request.GET.get("last", "")
    wanted = [each for each in everybody if not unit or each.row.unit.code == unit]
    rows = [
        each
        for each in wanted
        # Who is searched for is found wherever they are: "has been here already" is an answer.
        if (typed or show == ALL or each.is_here == (show == ARRIVED))
        and is_meant(each.found_by, typed)
    ]
    return {
        "cohort": cohort,
        "running": cohort.state == CohortState.RUNNING,
        "everybody": len(everybody),
        "arrived": sum(each.is_here for each in everybody),
        "missing": sum(not each.is_here for each in everybody),
        "units": _by_unit(everybody),
        "unit": unit,
        "unit_name": next((each.unit for each in wanted), "") if unit else "",
        "show": show if show in (ARRIVED, ALL) else MISSING,
        "q": typed,
        "rows": rows,
        "last": next((each for each in everybody if str(each.row.public_id) == last), None),
    }


def _expected(request: PersonRequest, cohort: Cohort, *, on: date) -> list[Expected]:
    seated = access.enrolments_for(request.person, on=on).seated()
    found = []
    for each in board.members(cohort, seated, on=on, state=None):
        person, arrived_at = each.enrolment.person, each.enrolment.checked_in_at
        found.append(
            Expected(
                row=each.enrolment,
                unit=each.unit_name,
                kind=str(labels.staff_kind(each.enrolment.staff_kind)),
                found_by=handle(person.name, person.pinyin_key, person.staff_number),
                may_undo=arrived_at is not None
                and may_undo(clock.local_date(arrived_at), today=on),
            )
        )
    return found


def _by_unit(everybody: list[Expected]) -> list[dict[str, Any]]:
    """Each unit with how many are expected, here and missing, in official order."""
    units: dict[str, dict[str, Any]] = {}
    for each in everybody:
        code = each.row.unit.code
        line = units.setdefault(
            code, {"code": code, "name": each.unit, "expected": 0, "here": 0, "missing": 0}
        )
        line["expected"] += 1
        line["here" if each.is_here else "missing"] += 1
    return list(units.values())
