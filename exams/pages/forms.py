"""The forms of exam staff: scheduling, rooms, rules of the day, seats."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import ENROLLING
from courses.models import Cohort
from exams import labels
from exams.enums import Admission, EntryRule, ExamKind, MakeUpCounts
from exams.models import Blueprint, Paper
from exams.operations.exams import MAX_DURATION_SECONDS
from exams.queries.rooms import in_use
from exams.rules.entry import MAX_CHECK_IN_MINUTES, MAX_DAYS, Terms

_LOCAL = "%Y-%m-%dT%H:%M"


class _Instant(forms.DateTimeField):
    """A local date and time, as browsers send it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL)

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=[_LOCAL, "%Y-%m-%d %H:%M"], **options)


class ExamForm(forms.Form):
    """Which cohort sits what, when and for how long."""

    cohort = forms.ModelChoiceField(
        Cohort.objects.none(),
        to_field_name="public_id",
        label=_("期次"),
        error_messages={"required": _("请选择期次"), "invalid_choice": _("请选择期次")},
    )
    kind = forms.ChoiceField(label=_("考试类别"))
    source = forms.ChoiceField(
        label=_("试卷"),
        help_text=_("可选用已冻结的试卷，或按组卷方案新组一卷；补考会尽量避开首考用过的试题。"),
        error_messages={"required": _("请选择试卷或组卷方案")},
    )
    opens_at = _Instant(label=_("最早入场"), help_text=_("从这一刻起可以开始作答。"))
    closes_at = _Instant(
        label=_("最晚入场"), help_text=_("过了这一刻不能再开始；已开始的人时间不受影响。")
    )
    minutes = forms.IntegerField(
        label=_("考试时长（分钟）"),
        min_value=1,
        max_value=MAX_DURATION_SECONDS // 60,
        initial=90,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cohorts = self.fields["cohort"]
        assert isinstance(cohorts, forms.ModelChoiceField)
        cohorts.queryset = Cohort.objects.in_states(ENROLLING).order_by("starts_on", "number")
        kinds, sources = self.fields["kind"], self.fields["source"]
        assert isinstance(kinds, forms.ChoiceField)
        assert isinstance(sources, forms.ChoiceField)
        kinds.choices = [(kind.value, labels.EXAM_KIND[kind]) for kind in ExamKind]
        sources.choices = _sources()

    def source_of(self) -> tuple[str, UUID]:
        """What was chosen: ("paper" or "blueprint", its public id)."""
        what, _colon, public_id = str(self.cleaned_data["source"]).partition(":")
        return what, UUID(public_id)


def _sources() -> list[tuple[Any, Any]]:
    blueprints = [
        (f"blueprint:{row.public_id}", f"{row.bank.name} · {row.name}")
        for row in Blueprint.objects.select_related("bank").order_by("bank__code", "name")
    ]
    papers = [
        (f"paper:{row.public_id}", f"{row.blueprint.name} · {row.seed} · {row.full_marks}")
        for row in Paper.objects.select_related("blueprint").order_by("-frozen_at", "-pk")[:200]
    ]
    choices: list[tuple[Any, Any]] = [("", "—")]
    choices.append((_("按方案新组一卷"), blueprints))
    choices.append((_("已冻结的试卷"), papers))
    return choices


class _Lines(forms.CharField):
    """Several values, one a line; cleaned to a list of the lines that are not blank."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=6000, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]


class RoomForm(forms.Form):
    """A room's particulars."""

    name = forms.CharField(label=_("考场名称"), max_length=40)
    capacity = forms.IntegerField(
        label=_("座位数"), help_text=_("座位按 1 号起连续编号。"), min_value=1, max_value=1000
    )
    separate = forms.BooleanField(
        label=_("单独考场"),
        help_text=_("只安排需要单独考场的人员，其他人不排在这里。"),
        required=False,
    )
    networks = _Lines(
        label=_("考场网络"),
        help_text=_("考场电脑所在网段，每行一个，如 10.3.0.0/24；不填表示不限。"),
    )


class PolicyForm(forms.Form):
    """An exam's rules of the day."""

    check_in_minutes = forms.IntegerField(
        label=_("提前多少分钟开放签到"), min_value=0, max_value=MAX_CHECK_IN_MINUTES
    )
    admission = forms.ChoiceField(
        label=_("放行方式"), choices=[(each.value, labels.ADMISSION[each]) for each in Admission]
    )
    entry_rule = forms.ChoiceField(
        label=_("入场码"),
        help_text=_("签到时输入；考试中换电脑也要输入。"),
        choices=[(each.value, labels.ENTRY_RULE[each]) for each in EntryRule],
    )
    access_code = forms.CharField(
        label=_("入场口令"),
        help_text=_("只用于全场同一口令，不分大小写；不填则自动生成便于宣读的 6 位口令。"),
        required=False,
        max_length=20,
    )
    networks_enforced = forms.BooleanField(
        label=_("只允许考场网络内的电脑"),
        help_text=_("按各考场登记的网段检查；没有登记网段的考场不限。"),
        required=False,
    )
    config_keys = _Lines(
        label=_("Safe Exam Browser 配置密钥（Config Key）"),
        help_text=_("64 位十六进制，每行一个，符合其中一个即可；不填表示不限浏览器。"),
    )
    exam_keys = _Lines(
        label=_("Safe Exam Browser 考试密钥（Browser Exam Key）"),
        help_text=_("各版本、各平台的密钥不同，每行一个，符合其中一个即可。"),
    )
    make_up_counts = forms.ChoiceField(
        label=_("补考后以哪次为准"),
        choices=[(each.value, labels.MAKE_UP_COUNTS[each]) for each in MakeUpCounts],
    )
    make_up_capped = forms.BooleanField(
        label=_("补考成绩封顶"), help_text=_("补考合格的，成绩按合格线记。"), required=False
    )
    make_up_for_unexcused = forms.BooleanField(
        label=_("无故缺考可以补考"),
        help_text=_("不勾选时，只有不合格和请假缺考的人员可以补考。"),
        required=False,
    )
    make_up_from_days = forms.IntegerField(
        label=_("补考最早在成绩发布几天后"), min_value=0, max_value=MAX_DAYS
    )
    make_up_until_days = forms.IntegerField(
        label=_("补考须在成绩发布几天之前开考"),
        help_text=_("不填表示不限。"),
        required=False,
        min_value=1,
        max_value=MAX_DAYS,
    )
    reason = forms.CharField(
        label=_("更改理由"),
        help_text=_("已有人开考，更改须写明理由，记入日志。"),
        required=False,
        max_length=200,
    )

    def terms(self) -> Terms:
        """What was typed, as terms."""
        data = {name: self.cleaned_data[name] for name in self.fields if name != "reason"}
        return Terms(
            **data
            | {
                "admission": Admission(data["admission"]),
                "entry_rule": EntryRule(data["entry_rule"]),
                "make_up_counts": MakeUpCounts(data["make_up_counts"]),
                "config_keys": tuple(data["config_keys"]),
                "exam_keys": tuple(data["exam_keys"]),
            }
        )


class SeatForm(forms.Form):
    """Where one person is to sit, and why."""

    room = forms.ModelChoiceField(
        in_use(), to_field_name="public_id", label=_("考场"), empty_label=None
    )
    seat = forms.IntegerField(label=_("座位号"), min_value=1, max_value=1000)
    reason = forms.CharField(label=_("换座理由"), help_text=_("记入日志。"), max_length=200)
