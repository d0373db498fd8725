"""Forms of teaching, materials and evaluations; the operations judge what they hold."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from academy.people.models import Person
from academy.shared.text import fold
from courses.enums.teaching import AvailabilityKind, QualificationLevel
from courses.labels import teaching as labels
from courses.models import Course, Hall, Instructor, QuestionnaireEdition, Subject
from courses.pages.forms import DateInput
from courses.queries.timetable import periods
from courses.rules.periods import Slot, Times

# Days that one form can lay out: more than the longest cohort has.
_MOST_DAYS = 120
_NO_DATE = {"invalid": _("日期不存在。"), "required": _("请填写日期。")}


class TimeInput(forms.TimeInput):
    """A time of day by the browser's own widget."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class InstructorForm(forms.Form):
    """Somebody to list: a staff number, or a name with an organisation."""

    staff_number = forms.CharField(
        label=_("工号"),
        required=False,
        max_length=24,
        help_text=_("本系统人员只填工号；外聘教官留空，填写姓名和单位。"),
    )
    name = forms.CharField(label=_("姓名（外聘）"), required=False, max_length=60)
    organisation = forms.CharField(label=_("单位（外聘）"), required=False, max_length=80)
    valid_from = forms.DateField(label=_("起始日期"), widget=DateInput, error_messages=_NO_DATE)
    valid_until = forms.DateField(
        label=_("停用日期"),
        widget=DateInput,
        required=False,
        error_messages=_NO_DATE,
        help_text=_("从这一天起不再授课；长期有效请留空。"),
    )
    offered_only = forms.BooleanField(
        label=_("只在约定的日期授课"),
        required=False,
        help_text=_("多用于外聘教官：没有登记“可以授课”的日期一律不排课。"),
    )

    def clean_staff_number(self) -> Person | None:
        """Return the person of that number, None where none was typed."""
        number = fold(self.cleaned_data["staff_number"])
        if not number:
            return None
        person = Person.objects.filter(staff_number=number).first()
        if person is None:
            raise forms.ValidationError(_("名册中没有这个工号。"))
        return person


class QualificationForm(forms.Form):
    """A course that an instructor may teach."""

    course = forms.ModelChoiceField(
        label=_("课程"), queryset=Course.objects.order_by("code"), empty_label=_("请选择课程")
    )
    level = forms.ChoiceField(
        label=_("级别"), choices=[(each.value, labels.LEVEL[each]) for each in QualificationLevel]
    )
    valid_from = forms.DateField(label=_("起始日期"), widget=DateInput, error_messages=_NO_DATE)
    valid_until = forms.DateField(
        label=_("失效日期"), widget=DateInput, required=False, error_messages=_NO_DATE
    )
    evidence = forms.CharField(
        label=_("依据"),
        max_length=200,
        help_text=_("证书编号、聘任文件文号等。"),
        error_messages={"required": _("请写明授课资格的依据。")},
    )


class DaysForm(forms.Form):
    """Days on which an instructor is away, or offers to teach."""

    kind = forms.ChoiceField(
        label=_("类别"),
        choices=[(each.value, labels.AVAILABILITY[each]) for each in AvailabilityKind],
    )
    starts_on = forms.DateField(label=_("第一天"), widget=DateInput, error_messages=_NO_DATE)
    ends_on = forms.DateField(label=_("最后一天"), widget=DateInput, error_messages=_NO_DATE)
    reason = forms.CharField(label=_("说明"), required=False, max_length=200)


class InstructorChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at runtime
    """An instructor by name, with the organisation of one from outside."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.organisation}）" if obj.organisation else str(obj.name)


class TeachingForm(forms.Form):
    """Times of a subject for an instructor: the same on each day of a span."""

    subject = forms.ModelChoiceField(
        label=_("科目"), queryset=Subject.objects.none(), empty_label=_("请选择科目")
    )
    instructor = InstructorChoice(
        label=_("教官"), queryset=Instructor.objects.none(), empty_label=_("请选择教官")
    )
    starts_on = forms.DateField(label=_("第一天"), widget=DateInput, error_messages=_NO_DATE)
    ends_on = forms.DateField(label=_("最后一天"), widget=DateInput, error_messages=_NO_DATE)
    periods = forms.TypedMultipleChoiceField(
        label=_("节次"), widget=forms.CheckboxSelectMultiple, coerce=int, required=False
    )
    begins = forms.TimeField(
        label=_("或自定开始时间"),
        required=False,
        widget=TimeInput,
        error_messages={"invalid": _("时间须写成 08:30 的样子。")},
    )
    ends = forms.TimeField(
        label=_("结束时间"),
        required=False,
        widget=TimeInput,
        error_messages={"invalid": _("时间须写成 08:30 的样子。")},
    )
    hall = forms.ModelChoiceField(
        label=_("教室"),
        queryset=Hall.objects.order_by("name"),
        required=False,
        empty_label=_("未定"),
    )
    together = forms.BooleanField(
        label=_("合班"),
        required=False,
        help_text=_("该教官同一时间已给别的班上课时，并入那堂课。"),
    )

    def __init__(self, *args: Any, syllabus_id: int, instructors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subject, instructor = self.fields["subject"], self.fields["instructor"]
        assert isinstance(subject, forms.ModelChoiceField)
        assert isinstance(instructor, forms.ModelChoiceField)
        subject.queryset = Subject.objects.filter(syllabus=syllabus_id).order_by("sequence")
        instructor.queryset = instructors
        listed = self.fields["periods"]
        assert isinstance(listed, forms.TypedMultipleChoiceField)
        listed.choices = [
            (number, _("第 %(n)s 节（%(times)s）") % {"n": number, "times": times})
            for number, times in enumerate(periods(), start=1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        own = [cleaned.get("begins"), cleaned.get("ends")]
        if any(own) and not all(own):
            self.add_error("ends", _("开始和结束时间须一起填写。"))
        elif not any(own) and not cleaned.get("periods") and "periods" not in self.errors:
            self.add_error("periods", _("请至少选择一节，或填写起止时间。"))
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and not 0 <= (last - first).days < _MOST_DAYS:
            self.add_error("ends_on", _("最后一天须在第一天之后，且不超过 120 天。"))
        return cleaned

    def slots(self) -> list[Slot]:
        """The times that the form means."""
        data = self.cleaned_data
        first: date = data["starts_on"]
        days = (data["ends_on"] - first).days + 1
        times = [periods()[number - 1] for number in data["periods"]]
        if data["begins"]:
            times.append(Times(data["begins"], data["ends"]))
        return [
            Slot(first + timedelta(days=shift), each) for shift in range(days) for each in times
        ]


class LeadForm(forms.Form):
    """Who answers for the teaching of a cohort."""

    instructor = InstructorChoice(
        label=_("主责教官"), queryset=Instructor.objects.none(), empty_label=_("请选择教官")
    )

    def __init__(self, *args: Any, instructors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["instructor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = instructors


class MaterialForm(forms.Form):
    """A material: a file, or an address."""

    subject = forms.ModelChoiceField(
        label=_("科目"), queryset=Subject.objects.none(), empty_label=_("请选择科目")
    )
    title = forms.CharField(
        label=_("名称"), max_length=120, error_messages={"required": _("请填写资料名称。")}
    )
    file = forms.FileField(
        label=_("文件"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(
            attrs={"accept": ".pdf,.pptx,.odp,.mp4,.webm,.png,.jpg,.jpeg,.webp"}
        ),
    )
    url = forms.CharField(
        label=_("或链接"), required=False, max_length=600, help_text=_("以 https:// 开头。")
    )
    publish = forms.BooleanField(label=_("立即向学员开放"), required=False, initial=True)

    def __init__(self, *args: Any, syllabus_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["subject"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Subject.objects.filter(syllabus=syllabus_id).order_by("sequence")


class EditionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at runtime
    """A questionnaire's edition by name, number and date."""

    def label_from_instance(self, obj: Any) -> str:
        said = {"name": obj.questionnaire.name, "number": obj.number, "day": obj.valid_from}
        return str(_("%(name)s（第 %(number)s 版，%(day)s 起）")) % said


def editions(on: date) -> "QuerySet[QuestionnaireEdition]":
    """Return the editions in force on a day, by questionnaire, the newest first."""
    rows = QuestionnaireEdition.objects.filter(valid_from__lte=on).select_related("questionnaire")
    return rows.order_by("questionnaire__name", "-number")


class OpeningForm(forms.Form):
    """An evaluation to be opened."""

    edition = EditionChoice(
        label=_("问卷"),
        queryset=QuestionnaireEdition.objects.none(),
        empty_label=_("请选择问卷"),
        error_messages={"required": _("请选择问卷。")},
    )
    days = forms.IntegerField(
        label=_("开放天数"),
        help_text=_("从今天算起，包括今天。"),
        error_messages={"required": _("请填写天数。"), "invalid": _("天数须为整数。")},
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["edition"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = editions(on)


class ArrangementForm(forms.Form):
    """How a cohort's evaluation opens by itself."""

    automatic = forms.BooleanField(label=_("授课结束后自动开放"), required=False)
    usual_edition = EditionChoice(
        label=_("问卷"),
        queryset=QuestionnaireEdition.objects.none(),
        required=False,
        empty_label=_("通用问卷的现行版"),
    )
    usual_days = forms.IntegerField(
        label=_("开放天数"),
        required=False,
        help_text=_("留空按学院的设置。"),
        error_messages={"invalid": _("天数须为整数。")},
    )
    reminders = forms.BooleanField(label=_("截止前提醒尚未填写的人"), required=False)

    def __init__(self, *args: Any, until: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["usual_edition"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = editions(until)
