"""One person's hours: how they stand, every line with its evidence, and its taking back."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from courses import access
from courses.enums import HoursSource
from courses.labels import HOURS_SOURCE
from courses.labels import hours as labels
from courses.models import HoursCategory, HoursEntry, Track
from courses.operations import hours
from courses.operations.hours import EntryLine
from courses.pages import requirement_words as words
from courses.pages.forms import DateInput
from courses.pages.owing import READERS
from courses.pages.requirements import KEEPERS
from courses.queries.owing import Ask, standings
from courses.queries.validity import latest_windows
from courses.rules.conversion import USUAL, Conversion
from courses.rules.validity import add_months

MANUAL = (HoursSource.OUTSIDE, HoursSource.ONLINE, HoursSource.ADJUSTMENT, HoursSource.TRANSFER)


class EntryForm(forms.Form):
    """Hours to enter by hand; the operation judges them."""

    hours = forms.DecimalField(label=_("数量"), max_digits=9, decimal_places=2)
    measure = forms.TypedChoiceField(
        label=_("数量的单位"), choices=labels.MEASURE, coerce=int, required=False
    )
    per = forms.TypedChoiceField(
        label=_("1 学时合"),
        choices=labels.PER_HOUR,
        coerce=int,
        required=False,
        help_text=_("单位不是学时的才用到；折算后四舍五入到 0.1。"),
    )
    track = forms.ModelChoiceField(
        label=_("专业"), queryset=Track.objects.all(), empty_label=_("请选择专业")
    )
    category = forms.ModelChoiceField(
        label=_("类别"), queryset=HoursCategory.objects.all(), empty_label=_("请选择类别")
    )
    source = forms.ChoiceField(
        label=_("来源"), choices=[(each.value, HOURS_SOURCE[each]) for each in MANUAL]
    )
    earned_from = forms.DateField(label=_("开始日期"), widget=DateInput, required=False)
    earned_on = forms.DateField(
        label=_("结束日期"), widget=DateInput, help_text=_("学时计入这一天所在的期限。")
    )
    evidence = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("证明文件的名称和编号。")
    )


def standing_rows(person: Person, on: date) -> list[dict[str, Any]]:
    """How the person stands under each requirement on a day."""
    return [
        {
            "edition": each.edition,
            "standing": each.standing,
            "amount": words.amount(each.edition),
            "owed": words.number(each.standing.owed),
            "earned": words.number(each.standing.earned),
            "shown": words.number(min(each.standing.earned, each.standing.owed)),
            "missing": words.number(each.standing.missing),
            "state": words.state(each.standing),
        }
        for each in standings(Ask(on, person_ids=(person.pk,)))
    ]


def lapsing(person: Person, on: date) -> list[dict[str, Any]]:
    """The courses whose last window ends within a year."""
    return [
        {"course": course, "until": until}
        for course, until in latest_windows(person.pk)
        if until is not None and on < until <= add_months(on, 12)
    ]


@require_GET
@page_door(*READERS)
def ledger(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One person's standing and lines, the newest first."""
    return _show(request, _person(request, public_id))


def _person(request: PersonRequest, public_id: UUID) -> Person:
    return access.person_of_hours(request.person, public_id, *READERS, on=clock.today())


def _show(
    request: PersonRequest,
    person: Person,
    *,
    form: EntryForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    today = clock.today()
    rows = HoursEntry.objects.filter(person=person).select_related(
        "track", "category", "reversal", "from_import", "completion__enrolment__cohort"
    )
    entries = list(rows.order_by("-earned_on", "-pk"))
    lines = [
        {
            "entry": row,
            "source": HOURS_SOURCE[HoursSource(row.source)],
            "back": _back(row),
            "evidence": row.completion.enrolment.cohort.name if row.completion else row.evidence,
        }
        for row in entries
    ]
    context = {
        "person": person,
        "standings": standing_rows(person, today),
        "lapsing": lapsing(person, today),
        "lines": lines,
        "total": words.number(sum((row.hours for row in entries), hours.NONE)),
        "keeper": any(has_role(request.person, role, today) for role in KEEPERS),
        "form": form or EntryForm(initial={"earned_on": today}),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form is not None and form.errors else 200
    return render(request, "courses/hours/ledger.html", context, status=status)


def _back(row: HoursEntry) -> HoursEntry | None:
    """The line that takes this one back, if there is one."""
    return getattr(row, "reversal", None)


@require_POST
@page_door(*KEEPERS)
def record(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Enter hours for the person; what was typed stays when it is refused."""
    person = _person(request, public_id)
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _show(request, person, form=form)
    said = {**form.cleaned_data, "category": form.cleaned_data["category"].pk}
    measure, per = said.pop("measure"), said.pop("per")
    if measure:
        conversion = Conversion(measure, per or USUAL)
        written = said["hours"]
        said["hours"] = conversion.hours(written)
        said["evidence"] = conversion.beside(said["evidence"], written)
    line = EntryLine(person=person, **{**said, "source": HoursSource(said["source"])})
    try:
        hours.record_entry(actor=actor(request.person), line=line, at=clock.now())
    except Refusal as no:
        return _show(request, person, form=form, refusal=no)
    messages.success(request, _("学时已登记入台账。"))
    return redirect("courses:ledger", person.public_id)


@require_POST
@page_door(*KEEPERS)
def reverse(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take one line back for a stated reason."""
    entry = HoursEntry.objects.select_related("person").filter(public_id=public_id).first()
    if entry is None:
        raise NotFound
    person = _person(request, entry.person.public_id)
    try:
        hours.reverse(
            actor=actor(request.person),
            entry=entry,
            reason=request.POST.get("reason", ""),
            at=clock.now(),
        )
    except Refusal as no:
        return _show(request, person, refusal=no)
    messages.success(request, _("学时已冲销，原记录和冲销记录都留在台账。"))
    return redirect("courses:ledger", person.public_id)
