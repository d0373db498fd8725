"""Requirements: what is in force, a new edition with its head count before it is published."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people import labels as people_labels
from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role, StaffKind
from academy.people.models import Post, Rank, Unit
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import Refusal
from courses.enums.hours import Event, JudgedOn, Metric, WindowKind
from courses.labels import hours as labels
from courses.models import Course, HoursCategory, RequirementEdition, Track
from courses.operations import requirements
from courses.operations.usual import Draft
from courses.pages import requirement_words as words
from courses.pages.forms import DateInput
from courses.pages.owing import READERS
from courses.queries.owing import Ask, editions_on, headcount
from courses.rules.requirements import Spec

KEEPERS = (Role.HR, Role.ACADEMY_ADMIN)


def _choices(named: dict[Any, Any], empty: Any = None) -> list[tuple[str, Any]]:
    first = [] if empty is None else [("", empty)]
    return [*first, *((each.value, label) for each, label in named.items())]


class EditionForm(forms.Form):
    """An edition as it is typed; the operation judges it."""

    code = forms.CharField(label=_("代码"), max_length=24)
    name = forms.CharField(label=_("名称"), max_length=80)
    regulation = forms.CharField(label=_("依据的法规文件"), max_length=120)
    article = forms.CharField(label=_("条款"), max_length=60, required=False)
    valid_from = forms.DateField(label=_("生效日期"), widget=DateInput)
    valid_until = forms.DateField(
        label=_("失效日期"), widget=DateInput, required=False, help_text=_("当天起不再适用。")
    )
    metric = forms.ChoiceField(label=_("按什么计算"), choices=_choices(labels.METRIC))
    amount = forms.DecimalField(label=_("应达数量"), max_digits=9, decimal_places=2)
    course = forms.ModelChoiceField(
        label=_("课程"), queryset=Course.objects.all(), required=False, empty_label=_("不限")
    )
    window = forms.ChoiceField(label=_("期限"), choices=_choices(labels.WINDOW))
    length = forms.IntegerField(
        label=_("年数或月数"), initial=1, help_text=_("自然年填 1；滚动填年数；事件之后填月数。")
    )
    event = forms.ChoiceField(
        label=_("起算事件"), choices=_choices(labels.EVENT, _("无")), required=False
    )
    judged = forms.ChoiceField(label=_("按哪一天认定对象"), choices=_choices(labels.JUDGED))
    pro_rata = forms.BooleanField(label=_("中途入职按月折算"), required=False)
    staff_kinds = forms.MultipleChoiceField(
        label=_("人员类别"), choices=_choices(people_labels.STAFF_KIND), required=False
    )
    rank_from = forms.ModelChoiceField(
        label=_("最高职级"), queryset=Rank.objects.order_by("official_order"), required=False
    )
    rank_to = forms.ModelChoiceField(
        label=_("最低职级"), queryset=Rank.objects.order_by("official_order"), required=False
    )
    units = forms.MultipleChoiceField(label=_("单位（含下属）"), required=False)
    posts = forms.ModelMultipleChoiceField(
        label=_("职务"), queryset=Post.objects.order_by("official_order"), required=False
    )
    for_event = forms.ChoiceField(
        label=_("时间条件"), choices=_choices(labels.EVENT, _("无")), required=False
    )
    for_months = forms.IntegerField(label=_("不满几个月"), required=False)
    tracks = forms.ModelMultipleChoiceField(
        label=_("只认专业"), queryset=Track.objects.all(), required=False
    )
    categories = forms.CharField(
        label=_("认可的类别和上限"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个类别代码，可加上限，如 online 20；留空表示全部认可。"),
    )
    priority = forms.IntegerField(label=_("排序"), initial=100, min_value=0, max_value=9999)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (node.code, "　" * node.depth + node.short_name) for node in units.tree(on)
        ]

    def clean_categories(self) -> dict[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        codes = {row.name: row.code for row in HoursCategory.objects.all()}
        for line in self.cleaned_data["categories"].splitlines():
            parts = line.split()
            if not parts:
                continue
            try:
                cap = Decimal(parts[1]) if len(parts) > 1 else None
            except ArithmeticError:
                raise forms.ValidationError(_("上限须为数字：%(line)s") % {"line": line}) from None
            if cap is not None and not cap.is_finite():
                raise forms.ValidationError(_("上限须为数字：%(line)s") % {"line": line})
            found[codes.get(parts[0], parts[0])] = cap
        return found

    def draft(self) -> Draft:
        """What was typed, as an edition to publish."""
        data = self.cleaned_data
        course, ranks = data["course"], (data["rank_from"], data["rank_to"])
        spec = Spec(
            metric=Metric(data["metric"]),
            amount=data["amount"],
            window=WindowKind(data["window"]),
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            length=data["length"],
            event=Event(data["event"]) if data["event"] else None,
            judged=JudgedOn(data["judged"]),
            pro_rata=data["pro_rata"],
            course_id=course.pk if course else None,
            rank_from=ranks[0].official_order if ranks[0] else None,
            rank_to=ranks[1].official_order if ranks[1] else None,
            for_event=Event(data["for_event"]) if data["for_event"] else None,
            for_months=data["for_months"],
            categories=data["categories"],
        )
        return Draft(
            spec,
            regulation=data["regulation"],
            article=data["article"],
            priority=data["priority"],
            course=course,
            staff_kinds=[StaffKind(kind) for kind in data["staff_kinds"]],
            units=list(Unit.objects.filter(code__in=data["units"])),
            posts=list(data["posts"]),
            tracks=list(data["tracks"]),
        )


@require_GET
@page_door(*READERS)
def requirement_list(request: PersonRequest) -> HttpResponse:
    """What is in force today, and what was or will be."""
    today = clock.today()
    current = editions_on(today)
    keys = {row.pk for row in current}
    others = RequirementEdition.objects.exclude(pk__in=keys).select_related("requirement", "course")
    others = others.prefetch_related("units", "posts", "tracks", "recognitions__category")
    ranks = dict(Rank.objects.values_list("official_order", "name"))
    context = {
        "rows": [_row(row, ranks, current=True) for row in current],
        "others": [_row(row, ranks) for row in others.order_by("-valid_from", "pk")],
        "to_check": sum(row.to_check for row in current),
        "keeper": any(has_role(request.person, role, today) for role in KEEPERS),
        "today": today,
    }
    return render(request, "courses/hours/requirements.html", context)


def _row(
    row: RequirementEdition, ranks: dict[int, str], *, current: bool = False
) -> dict[str, Any]:
    return {
        "edition": row,
        "amount": words.amount(row),
        "whom": words.whom(row, ranks),
        "counted": words.counted(row),
        "current": current,
    }


@require_http_methods(["GET", "POST"])
@page_door(*KEEPERS)
def new_requirement(request: PersonRequest) -> HttpResponse:
    """A new requirement, or a new edition of one; counted first, then published."""
    today = clock.today()
    form = EditionForm(request.POST if request.method == "POST" else None, on=today)
    refusal: Refusal | None = None
    count: int | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if "publish" in request.POST:
                _publish(request, form)
                messages.success(request, _("培训要求已发布，自生效日期起计算。"))
                return redirect("courses:requirements")
            count = _count(request, form)
        except Refusal as no:
            refusal = no
    status = refusal.status if refusal else 422 if form.errors else 200
    context = {"form": form, "refusal": refusal, "count": count, "counted": count is not None}
    return render(request, "courses/hours/new_requirement.html", context, status=status)


def _publish(request: PersonRequest, form: EditionForm) -> RequirementEdition:
    who, at = actor(request.person), clock.now()
    with transaction.atomic():
        row = requirements.create(
            actor=who, code=form.cleaned_data["code"], name=form.cleaned_data["name"], at=at
        )
        return requirements.publish(actor=who, requirement=row, draft=form.draft(), at=at)


def _count(request: PersonRequest, form: EditionForm) -> int:
    """Publish, count and take it all back: so the preview is refused like the real thing."""
    with transaction.atomic():
        row = _publish(request, form)
        count = headcount(row, Ask(max(row.valid_from, clock.today())))
        transaction.set_rollback(True)
    return count


@require_POST
@page_door(*KEEPERS)
def load_usual(request: PersonRequest) -> HttpResponse:
    """Load the usual requirements that are not there yet."""
    made = requirements.publish_usual(actor=actor(request.person), at=clock.now())
    said = _("已载入 %(n)s 项常用要求，请逐项核对。") % {"n": len(made)}
    messages.success(request, said)
    return redirect("courses:requirements")


@require_POST
@page_door(*KEEPERS)
def end_requirement(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """End an edition today."""
    row = get_object_or_404(RequirementEdition, public_id=public_id)
    try:
        requirements.end(
            actor=actor(request.person), edition=row, valid_until=clock.today(), at=clock.now()
        )
    except Refusal as no:
        messages.error(request, f"{no}{no.advice}")
    else:
        messages.success(request, _("这项要求从今天起不再适用。"))
    return redirect("courses:requirements")
