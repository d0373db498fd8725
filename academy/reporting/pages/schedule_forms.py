"""What is typed to have a report sent on a timetable."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.reporting import labels
from academy.reporting.enums import Every, Form, RelativePeriod
from academy.reporting.models import Schedule
from academy.reporting.models.schedule import NAME_LENGTH
from academy.reporting.operations.schedules import Draft
from academy.reporting.queries.places import Place
from academy.reporting.reports import REPORTS, named

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
_NEEDED = {"required": _("请填写这一项。"), "invalid": _("请填写整数。")}


class ScheduleForm(forms.Form):
    """Which report over which days, when, and to whom."""

    name = forms.CharField(
        label=_("计划名称"),
        max_length=NAME_LENGTH,
        error_messages=_NEEDED,
        help_text=_("收件人在通知里看到的名称；请勿写个人姓名。"),
    )
    report = forms.ChoiceField(label=_("报表"))
    form = forms.ChoiceField(label=_("格式"), choices=list(labels.FORM_NAME.items()))
    relative = forms.ChoiceField(
        label=_("统计期"),
        choices=list(labels.RELATIVE_PERIOD.items()),
        help_text=_("按发送当天推算；数据截至发送的前一天。"),
    )
    unit = forms.ChoiceField(label=_("单位"), required=False)
    every = forms.ChoiceField(label=_("频率"), choices=list(labels.EVERY.items()))
    day = forms.IntegerField(
        label=_("发送日"),
        error_messages=_NEEDED,
        help_text=_("按月填几日，当月没有这一天的在最后一天发送；按周填 1 至 7，周一为 1。"),
    )
    hour = forms.TypedChoiceField(label=_("钟点"), choices=HOURS, coerce=int, initial=8)
    recipients = forms.CharField(
        label=_("收件人工号"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        error_messages=_NEEDED,
        help_text=_("一行一个；每人都要有权查看所选单位的报表，每次发送前再核对一次。"),
    )

    def __init__(self, *args: Any, units: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("我能查看的全部单位")), *((each.code, each.name) for each in units)]
        self.fields["unit"] = forms.ChoiceField(label=_("单位"), required=False, choices=every)
        reports = [(code, spec.name) for code, spec in REPORTS.items()]
        self.fields["report"] = forms.ChoiceField(label=_("报表"), choices=reports)

    def draft(self) -> Draft:
        """What was typed; the form is valid."""
        given = self.cleaned_data
        return Draft(
            name=given["name"],
            spec=named(given["report"]),
            form=Form(given["form"]),
            relative=RelativePeriod(given["relative"]),
            unit=given["unit"],
            every=Every(given["every"]),
            day=given["day"],
            hour=given["hour"],
            recipients=given["recipients"].replace("，", " ").replace(",", " ").split(),
        )


def initial_of(schedule: Schedule) -> dict[str, Any]:
    """What stands in the form when a schedule is to be changed."""
    numbers = schedule.recipients.order_by("person__staff_number")
    columns = ("name", "report", "form", "relative", "unit", "every", "day", "hour")
    return {
        **{name: getattr(schedule, name) for name in columns},
        "recipients": "\n".join(numbers.values_list("person__staff_number", flat=True)),
    }
