"""What is typed to have a report sent on a timetable."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.people import labels as people_labels
from academy.reporting import access, labels
from academy.reporting.enums import Every, Form, RelativePeriod
from academy.reporting.models import Schedule
from academy.reporting.models.schedule import NAME_LENGTH
from academy.reporting.operations.schedules import Draft
from academy.reporting.queries import headings
from academy.reporting.queries.places import Place
from academy.reporting.rules import timetable
from academy.reporting.rules.periods import Period
from academy.reporting.specs import Spec
from academy.shared.errors import NotFound

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
_NEEDED = {"required": _("请填写这一项。"), "invalid": _("请填写整数。")}
_NO_CHOICE = {"invalid_choice": _("没有这一项，请从列表中选择。")}
Choices = list[tuple[str, str | Promise]]


class ScheduleForm(forms.Form):
    """A report over which days, narrowed to what, when, and to whom."""

    name = forms.CharField(
        label=_("计划名称"),
        max_length=NAME_LENGTH,
        error_messages=_NEEDED,
        help_text=_("收件人在通知里看到的名称；请勿写个人姓名。"),
    )
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

    def __init__(
        self, *args: Any, spec: Spec, units: Sequence[Place], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec
        every = [("", _("我能查看的全部单位")), *((each.code, each.name) for each in units)]
        self.fields["unit"] = forms.ChoiceField(
            label=_("单位"), required=False, choices=every, error_messages=_NO_CHOICE
        )
        if not spec.has_period:
            # A report about one day has no period; what stands in the row is of no consequence.
            self.fields["relative"].widget = forms.HiddenInput()
            self.fields["relative"].initial = RelativePeriod.THIS_YEAR.value
        chosen = str(self.data.get("cohort") or self.initial.get("cohort") or "")
        for name, choices in _offered(spec, today, chosen).items():
            self.fields[name] = forms.ChoiceField(
                label=str(labels.CONDITION[name]),
                required=False,
                choices=choices,
                error_messages=_NO_CHOICE,
            )

    @property
    def conditions(self) -> list[forms.BoundField]:
        """The fields of what the report is narrowed to."""
        return [self[name] for name in access.conditions.kept(self.spec) if name in self.fields]

    def draft(self) -> Draft:
        """What was typed; the form is valid."""
        given = self.cleaned_data
        return Draft(
            name=given["name"],
            spec=self.spec,
            form=Form(given["form"]),
            relative=RelativePeriod(given["relative"]),
            unit=given["unit"],
            every=Every(given["every"]),
            day=given["day"],
            hour=given["hour"],
            recipients=given["recipients"].replace("，", " ").replace(",", " ").split(),
            conditions={
                each.name: given[each.name] for each in self.conditions if given[each.name]
            },
        )


def _offered(spec: Spec, today: date, cohort: str) -> dict[str, Choices]:
    """Return what can be chosen for each condition of a report."""
    found: dict[str, Choices] = {}
    asks = access.conditions.kept(spec)
    if "track" in asks:
        tracks = headings.tracks().values_list("code", "name")
        found["track"] = [("", labels.ALL_TRACKS), *tracks]
    if "cohort" in asks:
        found["cohort"] = [("", labels.ALL_COHORTS), *_cohorts(today, cohort)]
    if "requirement" in asks:
        owed = headings.requirements().values_list("code", "name")
        found["requirement"] = [("", labels.ALL_REQUIREMENTS), *owed]
    if "staff_kind" in asks:
        kinds = [(each.value, label) for each, label in people_labels.STAFF_KIND.items()]
        found["staff_kind"] = [("", _("全部类别")), *kinds]
    if "rank_band" in asks:
        bands = [(each.value, label) for each, label in labels.RANK_BAND.items()]
        found["rank_band"] = [("", _("全部层次")), *bands]
    if "sitting" in asks:
        found["sitting"] = [(e.value, said) for e, said in labels.SITTING.items()]
    if "step" in asks:
        found["step"] = [(each.value, label) for each, label in labels.STEP.items()]
    if len(spec.dimensions) > 1:
        found["by"] = [(each.value, labels.DIMENSION[each]) for each in spec.dimensions]
    return found


def _cohorts(today: date, chosen: str) -> Choices:
    """Return the cohorts from a year ago to a year hence, and the one that is kept."""
    year = timetable.period_of(RelativePeriod.LAST_12_MONTHS, today)
    recent = headings.cohorts(Period(year.starts_on, today + timedelta(days=366)))
    found: Choices = [(str(each.public_id), each.name) for each in recent]
    if chosen and chosen not in dict(found):
        with suppress(ValueError, NotFound):
            found.append((chosen, headings.named("", UUID(chosen), "").cohort))
    return found


def initial_of(schedule: Schedule) -> dict[str, Any]:
    """What stands in the form when a schedule is to be changed."""
    numbers = schedule.recipients.order_by("person__staff_number")
    columns = ("name", "form", "relative", "unit", "every", "day", "hour")
    return {
        **schedule.conditions,
        **{name: getattr(schedule, name) for name in columns},
        "recipients": "\n".join(numbers.values_list("person__staff_number", flat=True)),
    }
