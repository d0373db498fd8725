"""The form of a leave. It reads what was typed; the operation judges it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums.attendance import LeaveKind
from courses.labels.leave import LEAVE_KIND
from courses.models import Enrolment
from courses.pages.forms_enrolling import Instant


class LeaveForm(forms.Form):
    """What for, from when until when, and why."""

    kind = forms.ChoiceField(
        label=_("请假类别"),
        choices=[(each.value, LEAVE_KIND[each]) for each in LeaveKind],
        help_text=_("公假指学院或本单位安排的公务。"),
    )
    starts_at = Instant(label=_("开始时间"))
    ends_at = Instant(label=_("结束时间"), help_text=_("到这一时刻应已返回。"))
    reason = forms.CharField(
        label=_("请假事由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("加密保存，只有审批人能看到。病假请写明就诊安排，返回时交验证明。"),
        error_messages={"required": _("请填写请假事由。")},
    )


class RecordForm(LeaveForm):
    """A leave on behalf of somebody; the last two fields are an academy admin's."""

    person = forms.ChoiceField(label=_("学员"))
    beyond_reason = forms.CharField(
        label=_("超过上限的理由"),
        required=False,
        max_length=200,
        help_text=_("只在合计超过上限时填写，理由随请假留存。"),
    )
    afterwards = forms.BooleanField(
        label=_("补记已经过去的请假"), required=False, help_text=_("批准后即视为已销假。")
    )

    field_order = ("person", "kind", "starts_at", "ends_at", "reason")

    def __init__(
        self, *args: Any, present: list[Enrolment], admin: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(each.public_id), each.person.name) for each in present]
        self.fields["person"] = forms.ChoiceField(
            label=_("学员"),
            choices=[("", _("请选择")), *rows],
            error_messages={"required": _("请选择学员。")},
        )
        self.order_fields(self.field_order)
        if not admin:
            del self.fields["beyond_reason"], self.fields["afterwards"]
