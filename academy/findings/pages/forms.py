"""What is typed on the pages of findings. They read it; the operations judge it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.findings.operations.rows import TEXT, TITLE

_MISSING = {"required": _("请填写这一项。"), "max_length": _("不能超过 1000 个字。")}
_DATE = {"required": _("请选择日期。"), "invalid": _("日期不存在。")}


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Words(forms.CharField):
    """Some sentences."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=TEXT,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages=_MISSING,
            **kwargs,
        )


class Number(forms.CharField):
    """Somebody's staff number, with people to choose from."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=24,
            widget=forms.TextInput(attrs={"list": "finding-people", "autocomplete": "off"}),
            error_messages=_MISSING,
            **kwargs,
        )


class OpenForm(forms.Form):
    """What was found by hand; `key` stands for this form, however often it is sent."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    unit = forms.CharField(label=_("单位"), error_messages={"required": _("请选择单位。")})
    title = forms.CharField(
        label=_("发现的问题"),
        max_length=TITLE,
        help_text=_("一句话写明是什么问题；登记后不能修改。"),
        error_messages={"required": _("请填写这一项。"), "max_length": _("不能超过 200 个字。")},
    )
    owner = Number(label=_("责任人工号"), help_text=_("由谁整改；登记后本人会收到通知。"))
    due_on = forms.DateField(label=_("整改期限"), widget=DateInput, error_messages=_DATE)
    person = Number(
        label=_("涉及人员工号"),
        required=False,
        help_text=_("只在问题涉及某一个人时填写，须为该单位的人员。"),
    )
    evidence = Words(
        label=_("情况和依据"),
        help_text=_("写明何时何地发现、有哪些材料；保存后不能修改。"),
    )


class EvidenceForm(forms.Form):
    """Something to add to what is known."""

    text = Words(label=_("补充内容"), help_text=_("写明情况或材料的存放处、编号；保存后不能修改。"))


class ReportForm(forms.Form):
    """What was done, with the evidence."""

    text = Words(
        label=_("整改情况和依据"),
        help_text=_("写明做了什么、何时完成、材料编号；报告后由他人复查。"),
    )


class AssignForm(forms.Form):
    """The new owner, and why."""

    owner = Number(label=_("新责任人工号"))
    reason = Words(label=_("原因"), required=False)


class ExtendForm(forms.Form):
    """A later last day, and why."""

    due_on = forms.DateField(label=_("新的整改期限"), widget=DateInput, error_messages=_DATE)
    reason = Words(label=_("延长原因"), help_text=_("责任人会看到。"))


class RecheckForm(forms.Form):
    """The verdict of a recheck; the last two fields are needed where it failed."""

    passed = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")],
        coerce=lambda said: said == "yes",
        widget=forms.HiddenInput,
    )
    text = Words(
        label=_("复查意见"), required=False, help_text=_("未通过的，必须写明原因；责任人会看到。")
    )
    due_on = forms.DateField(
        label=_("新的整改期限"),
        required=False,
        widget=DateInput,
        error_messages=_DATE,
        help_text=_("只在未通过时填写。"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask of a failure what it has to say."""
        typed = super().clean() or {}
        if typed.get("passed") is False:
            if not typed.get("text"):
                self.add_error("text", _("请写明未通过的原因。"))
            if "due_on" in typed and typed["due_on"] is None:
                self.add_error("due_on", _("请选择新的整改期限。"))
        elif typed.get("due_on"):
            # Enter in this field presses the first button: what is meant is the second.
            self.add_error("due_on", _("复查通过的不另定期限；未通过的，请选择“未通过”。"))
        return typed


class WithdrawForm(forms.Form):
    """Why it should not have been a finding."""

    reason = Words(label=_("撤销原因"), help_text=_("责任人会看到；撤销后不能恢复。"))
