"""What planning starts from: beds, halls, days out of use, and the academy's rules."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.people import labels as people_labels
from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role, Sex
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from courses.labels import planning as labels
from courses.models import Dormitory, Hall, PlanningRules, Shut
from courses.operations import plan_rules, residence
from courses.operations.residence import P
from courses.pages.plan_forms import DormitoryForm, HallForm, RulesForm, ShutForm
from courses.queries import plan_places
from courses.queries import plan_rules as queries
from courses.rules import workdays
from courses.rules.calendar import Span
from courses.rules.plan_settings import Settings


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def conditions(request: PersonRequest) -> HttpResponse:
    """Places, days out of use and rules on one page."""
    return _page(request)


def _page(
    request: PersonRequest,
    bound: forms.Form | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    settings = queries.settings_on(today)
    beds = plan_places.beds_on(Span(today, today), settings)
    dormitories = list(Dormitory.objects.order_by("name"))
    halls = list(Hall.objects.order_by("name"))
    shut = Shut.objects.standing().filter(ends_on__gte=today)
    context = {
        "beds": beds,
        "bedded": bool(dormitories),
        "dormitories": [(row, people_labels.SEX[Sex(row.sex)]) for row in dormitories],
        "halls": halls,
        "shut": shut.select_related("dormitory", "hall").order_by("starts_on", "pk"),
        "settings": _said(settings),
        "shares": sorted(settings.shares.items()),
        "editions": PlanningRules.objects.order_by("-valid_from", "-pk")[:10],
        "off": workdays.days_off(_ahead(today)),
        "announced": workdays.is_announced(_ahead(today).ends_on.year),
        "refusal": refusal,
        **_forms(bound, settings, dormitories, halls, today),
    }
    status = refusal.status if refusal else status
    return render(request, "courses/conditions.html", context, status=status)


def _ahead(today: date) -> Span:
    """The rest of this year's holidays; from October on the next year's as well."""
    return Span(today, date(today.year + (today.month >= 10), 12, 31))


def _said(settings: Settings) -> list[tuple[Any, Any]]:
    names = [name for name in labels.SETTING if name not in ("shares", "weights")]
    return [(labels.SETTING[name], getattr(settings, name)) for name in names]


def _forms(
    bound: forms.Form | None,
    settings: Settings,
    dormitories: list[Dormitory],
    halls: list[Hall],
    today: date,
) -> dict[str, forms.Form]:
    """The page's forms, the one that was sent with what was typed."""
    shares = "\n".join(f"{code} {percent}" for code, percent in sorted(settings.shares.items()))
    figures = {name: getattr(settings, name) for name in labels.SETTING if name != "weights"}
    fresh: dict[str, forms.Form] = {
        "dormitory_form": DormitoryForm(initial={"valid_from": today}),
        "hall_form": HallForm(initial={"valid_from": today}),
        "shut_form": ShutForm(places=_places(dormitories, halls)),
        "rules_form": RulesForm(
            initial={**figures, "shares": shares, "valid_from": today}, weights=settings.weights
        ),
    }
    names = {
        DormitoryForm: "dormitory_form",
        HallForm: "hall_form",
        ShutForm: "shut_form",
        RulesForm: "rules_form",
    }
    if bound is not None:
        fresh[names[type(bound)]] = bound
    return fresh


def _places(dormitories: list[Dormitory], halls: list[Hall]) -> list[tuple[str, Any]]:
    return [
        *((str(row.public_id), row.name) for row in dormitories),
        *((str(row.public_id), row.name) for row in halls),
    ]


def _saved(request: PersonRequest, form: forms.Form, step: Any, said: str) -> HttpResponse:
    """Carry one form out; what was typed stays where it is refused."""
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        step(clock.now())
    except Refusal as no:
        return _page(request, form, no)
    messages.success(request, said)
    return redirect("courses:conditions")


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def add_dormitory(request: PersonRequest) -> HttpResponse:
    """Put a dormitory on record."""
    form = DormitoryForm(request.POST)

    def step(at: datetime) -> Dormitory:
        given = {**form.cleaned_data, "sex": Sex(form.cleaned_data["sex"])}
        return residence.add_dormitory(actor=actor(request.person), at=at, **given)

    return _saved(request, form, step, _("宿舍已登记。"))


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def add_hall(request: PersonRequest) -> HttpResponse:
    """Put a hall on record."""
    form = HallForm(request.POST)

    def step(at: datetime) -> Hall:
        return residence.add_hall(actor=actor(request.person), at=at, **form.cleaned_data)

    return _saved(request, form, step, _("教室或会场已登记。"))


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def shut(request: PersonRequest) -> HttpResponse:
    """Say that a place, or the academy, is not to be had on some days."""
    dormitories, halls = list(Dormitory.objects.order_by("name")), list(Hall.objects.all())
    form = ShutForm(request.POST, places=_places(dormitories, halls))

    def step(at: datetime) -> Shut:
        given = dict(form.cleaned_data)
        place = given.pop("place")
        dormitory = next((row for row in dormitories if str(row.public_id) == place), None)
        hall = next((row for row in halls if str(row.public_id) == place), None)
        return residence.shut(
            actor=actor(request.person), dormitory=dormitory, hall=hall, at=at, **given
        )

    return _saved(request, form, step, _("停用日期已登记，排班时会避开。"))


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def lift_shut(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Say that those days no longer hold."""
    row = Shut.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    residence.lift_shut(actor=actor(request.person), row=row, at=clock.now())
    messages.success(request, _("停用已撤销。"))
    return redirect("courses:conditions")


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def end_place(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take a dormitory or hall out of use for good, from tomorrow on."""
    dormitory = Dormitory.objects.filter(public_id=public_id).first()
    hall = Hall.objects.filter(public_id=public_id).first()
    if dormitory is not None:
        name = _end(request, dormitory)
    elif hall is not None:
        name = _end(request, hall)
    else:
        raise NotFound
    messages.success(request, _("“%(name)s”今后不再使用。") % {"name": name})
    return redirect("courses:conditions")


def _end(request: PersonRequest, row: P) -> str:
    at = clock.now()
    until = date.fromordinal(max(clock.local_date(at), row.valid_from).toordinal() + 1)
    if row.valid_until is None:
        residence.end_place(actor=actor(request.person), place=row, valid_until=until, at=at)
    return row.name


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def adopt_rules(request: PersonRequest) -> HttpResponse:
    """Put an edition of the planning rules into force."""
    form = RulesForm(request.POST, weights=queries.settings_on(clock.today()).weights)

    def step(at: datetime) -> PlanningRules:
        given = form.cleaned_data
        settings = form.settings()
        return plan_rules.adopt(
            actor=actor(request.person),
            settings=settings,
            valid_from=given["valid_from"],
            ground=given["ground"],
            at=at,
        )

    return _saved(request, form, step, _("排班规则已保存为新的一版。"))
