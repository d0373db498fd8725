"""Forms of planning. They read what was typed; the operations judge it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.people import labels as people_labels
from academy.people.enums import Sex, StaffKind
from academy.people.queries import units
from courses.enums.plans import PlanBasis
from courses.labels import planning as labels
from courses.models import Course
from courses.pages.forms import DateInput
from courses.queries import plan_demand
from courses.rules.plan_settings import SECONDS, Asked, CourseDemand, Demand, Settings
from courses.rules.planner.instance import Weights

_DATE = {"required": _("请填写日期。"), "invalid": _("日期不存在。")}
_AFTER = _("%(course)s（先修：%(before)s）")
_NUMBER = {"required": _("请填写数字。"), "invalid": _("须为整数。")}


class PlanForm(forms.Form):
    """What to plan: days, courses, whom."""

    starts_on = forms.DateField(label=_("从"), widget=DateInput, error_messages=_DATE)
    ends_on = forms.DateField(label=_("到"), widget=DateInput, error_messages=_DATE)
    basis = forms.ChoiceField(
        label=_("排哪些人"),
        widget=forms.RadioSelect,
        choices=[(basis.value, labels.PLAN_BASIS[basis]) for basis in PlanBasis],
        initial=PlanBasis.POPULATION.value,
        required=False,
        help_text=_("选“学时未达标人员”时，按现行学时要求，只排开始那天还欠学时的人。"),
    )
    courses = forms.MultipleChoiceField(
        label=_("课程"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一门课程。")},
    )
    staff_kinds = forms.MultipleChoiceField(
        label=_("人员类别"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, people_labels.STAFF_KIND[kind]) for kind in StaffKind],
        help_text=_("都不选，就是课程面向的全部类别。"),
    )
    units = forms.MultipleChoiceField(
        label=_("单位（含下级）"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("都不选，就是全系统；按住 Ctrl 可选多个。"),
    )
    allow_leftover = forms.BooleanField(
        label=_("排不下的人允许留到下一次"),
        required=False,
        help_text=_("不勾选时，只要有一个人排不下就算排不出，并说明原因。"),
    )
    seconds = forms.IntegerField(
        label=_("求解时间（秒）"),
        min_value=SECONDS.start,
        max_value=SECONDS.stop - 1,
        help_text=_("到时取已找到的最好方案；已证明最优的会提前结束。"),
        error_messages=_NUMBER,
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Course.objects.filter(syllabi__isnull=False).distinct().order_by("code")
        first = plan_demand.named_prerequisites()
        named_rows = [
            (row.code, _AFTER % {"course": row.name, "before": "、".join(first[row.code])})
            if row.code in first
            else (row.code, row.name)
            for row in rows
        ]
        _choose(self.fields["courses"], named_rows)
        nodes = units.tree(on)
        named = [(node.code, "　" * node.depth + node.short_name) for node in nodes]
        _choose(self.fields["units"], named)

    def demand(self) -> Demand:
        """Whom the form means."""
        kinds = tuple(StaffKind(each) for each in self.cleaned_data["staff_kinds"])
        places = tuple(self.cleaned_data["units"])
        return Demand(
            PlanBasis(self.cleaned_data["basis"] or PlanBasis.POPULATION),
            tuple(CourseDemand(code, kinds, places) for code in self.cleaned_data["courses"]),
        )

    def asked(self, settings: Settings) -> Asked:
        """How the form wants it solved."""
        given = self.cleaned_data
        return Asked(settings, given["seconds"], given["allow_leftover"])


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = choices


def year_ahead(on: date) -> tuple[date, date]:
    """The days that a new plan is for unless somebody says otherwise: what is left of the year.

    In its last quarter that is the next year, which is then planned.
    """
    if on.month >= 10:
        return date(on.year + 1, 1, 1), date(on.year + 1, 12, 31)
    return on + timedelta(days=1), date(on.year, 12, 31)


class LineForm(forms.Form):
    """Other days for a line."""

    starts_on = forms.DateField(label=_("开班日期"), widget=DateInput, error_messages=_DATE)
    ends_on = forms.DateField(label=_("结班日期"), widget=DateInput, error_messages=_DATE)
    holiday_reason = forms.CharField(
        label=_("假日照开的理由"),
        required=False,
        max_length=200,
        help_text=_("只在期间有节假日或停训日时填写。"),
    )
    reason = forms.CharField(label=_("改动原因"), required=False, max_length=200)


class DormitoryForm(forms.Form):
    """A dormitory."""

    name = forms.CharField(label=_("宿舍"), max_length=60)
    sex = forms.ChoiceField(
        label=_("性别"), choices=[(sex.value, people_labels.SEX[sex]) for sex in Sex]
    )
    beds = forms.IntegerField(label=_("床位（张）"), error_messages=_NUMBER)
    valid_from = forms.DateField(label=_("启用日期"), widget=DateInput, error_messages=_DATE)


class HallForm(forms.Form):
    """A hall."""

    name = forms.CharField(label=_("教室或会场"), max_length=60)
    seats = forms.IntegerField(label=_("座位（个）"), error_messages=_NUMBER)
    valid_from = forms.DateField(label=_("启用日期"), widget=DateInput, error_messages=_DATE)


class ShutForm(forms.Form):
    """Days out of use: of a place, or of the academy."""

    place = forms.ChoiceField(label=_("停用什么"), required=False)
    starts_on = forms.DateField(label=_("第一天"), widget=DateInput, error_messages=_DATE)
    ends_on = forms.DateField(label=_("最后一天"), widget=DateInput, error_messages=_DATE)
    reason = forms.CharField(label=_("原因"), max_length=200)

    def __init__(self, *args: Any, places: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全院停训")), *places]


class RulesForm(forms.Form):
    """A new edition of the planning rules; unit shares as lines "code percent"."""

    away_percent = forms.IntegerField(error_messages=_NUMBER)
    cohort_days = forms.IntegerField(error_messages=_NUMBER)
    capacity = forms.IntegerField(error_messages=_NUMBER)
    parallel = forms.IntegerField(error_messages=_NUMBER)
    minimum_fill_percent = forms.IntegerField(error_messages=_NUMBER)
    instructors = forms.IntegerField(error_messages=_NUMBER)
    men_beds = forms.IntegerField(required=False, error_messages=_NUMBER)
    women_beds = forms.IntegerField(required=False, error_messages=_NUMBER)
    shares = forms.CharField(
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("与全院比例不同的单位，每行一个：单位代码和百分数，如“DG03 15”。"),
    )
    valid_from = forms.DateField(label=_("生效日期"), widget=DateInput, error_messages=_DATE)
    ground = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("哪次会议、哪份文件定的。")
    )

    def __init__(self, *args: Any, weights: Weights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in labels.SETTING.items():
            if name in self.fields:
                self.fields[name].label = str(label)
        for name, (label, told) in labels.WEIGHT.items():
            self.fields[f"weight_{name}"] = forms.IntegerField(
                label=str(label),
                help_text=str(told),
                initial=getattr(weights, name),
                error_messages=_NUMBER,
            )

    def weights(self) -> list[forms.BoundField]:
        """The fields of the weights."""
        return [self[f"weight_{name}"] for name in labels.WEIGHT]

    def clean_shares(self) -> dict[str, int]:
        """The lines as percentages by unit code."""
        found: dict[str, int] = {}
        for line in self.cleaned_data["shares"].splitlines():
            parts = line.replace("%", " ").split()
            if not parts:
                continue
            if len(parts) != 2 or not (parts[1].isascii() and parts[1].isdigit()):
                raise forms.ValidationError(
                    _("“%(line)s”不是“单位代码 百分数”。"), params={"line": line.strip()}
                )
            found[parts[0]] = int(parts[1][:6])
        return found

    def settings(self) -> Settings:
        """The edition that was typed."""
        weights = Weights(**{name: self.cleaned_data[f"weight_{name}"] for name in labels.WEIGHT})
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("valid_from", "ground") and not name.startswith("weight_")
        }
        return Settings(weights=weights, **given)
