"""Forms of courses. They read what was typed; the operations judge it."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.people import labels as people_labels
from academy.people.enums import StaffKind
from academy.shared.text import fold
from courses.models import Syllabus


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SyllabusChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at runtime
    """A syllabus by course, edition and hours."""

    def label_from_instance(self, obj: Any) -> str:
        said = {
            "course": obj.course.name,
            "edition": obj.edition,
            "hours": obj.hours.normalize().__format__("f"),
        }
        return str(_("%(course)s（第 %(edition)s 版，%(hours)s 学时）")) % said


class CohortForm(forms.Form):
    """A cohort to draft. Ranges are the operation's business, so that there is one answer."""

    syllabus = SyllabusChoice(
        label=_("课程大纲"),
        queryset=Syllabus.objects.none(),
        empty_label=_("请选择课程大纲"),
        error_messages={"required": _("请选择课程大纲。")},
    )
    number = forms.IntegerField(
        label=_("期号"),
        min_value=1,
        max_value=32767,
        help_text=_("本年度第几期，只填数字。"),
        error_messages={"required": _("请填写期号。"), "invalid": _("期号须为整数。")},
    )
    name = forms.CharField(
        label=_("班名"), max_length=120, error_messages={"required": _("请填写班名。")}
    )
    starts_on = forms.DateField(
        label=_("开班日期"),
        widget=DateInput,
        error_messages={"required": _("请填写开班日期。"), "invalid": _("日期不存在。")},
    )
    ends_on = forms.DateField(
        label=_("结班日期"),
        widget=DateInput,
        help_text=_("最后一天，当天仍在培训。"),
        error_messages={"required": _("请填写结班日期。"), "invalid": _("日期不存在。")},
    )
    capacity = forms.IntegerField(
        label=_("名额"),
        max_value=100_000,
        error_messages={"required": _("请填写名额。"), "invalid": _("名额须为整数。")},
    )

    holiday_reason = forms.CharField(
        label=_("假日照开的理由"),
        required=False,
        max_length=200,
        help_text=_("只在期间有节假日或学院停训日时填写，例如“应急处置集训，已报局领导同意”。"),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Syllabus.objects.select_related("course").order_by("course__code", "-edition")
        field = self.fields["syllabus"]
        assert isinstance(field, SyllabusChoice)
        field.queryset = rows


class EnrolForm(forms.Form):
    """Whom to enter: pasted staff numbers, or a unit, narrowed by staff kind."""

    staff_numbers = forms.CharField(
        label=_("工号"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("可从表格粘贴，用空格、逗号或换行分开；填了工号就不再按单位挑选。"),
    )
    unit = forms.IntegerField(required=False, label=_("单位"))
    staff_kind = forms.ChoiceField(
        label=_("人员类别"),
        required=False,
        choices=[
            ("", _("全部类别")),
            *((kind.value, people_labels.STAFF_KIND[kind]) for kind in StaffKind),
        ],
    )

    override_reason = forms.CharField(
        label=_("破例理由"),
        required=False,
        max_length=200,
        help_text=_("填写后，可以破例的规则不再拦截，理由随人员留存。"),
    )

    def numbers(self) -> list[str]:
        """The pasted staff numbers, each once."""
        typed = fold(self.cleaned_data["staff_numbers"])
        return list(dict.fromkeys(part for part in re.split(r"[\s,，;；、]+", typed) if part))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("staff_numbers") and not cleaned.get("unit"):
            raise forms.ValidationError(_("请粘贴工号，或选择单位。"))
        return cleaned
