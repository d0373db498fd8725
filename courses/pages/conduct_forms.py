"""What is typed on the pages of conduct. They read it; the operations judge it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import ConductRule, Enrolment


class EntryForm(forms.Form):
    """For whom, under which rule, how many points, when, and by what it is known."""

    people = forms.MultipleChoiceField(label=_("学员"), widget=forms.CheckboxSelectMultiple)
    rule = forms.ChoiceField(label=_("规则"))
    points = forms.DecimalField(
        label=_("分值"),
        required=False,
        max_digits=5,
        decimal_places=1,
        help_text=_("不带正负号；不填按规则的最低分值。"),
    )
    hours = forms.DecimalField(
        label=_("学时"),
        required=False,
        max_digits=4,
        decimal_places=1,
        help_text=_("只用于按学时计分的规则。"),
    )
    occurred_on = forms.DateField(
        label=_("发生日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    evidence = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("如检查记录、值班日志的编号；本人可以看到。")
    )
    again = forms.BooleanField(label=_("同日同一规则确需再记一次"), required=False)

    def __init__(
        self,
        *args: Any,
        rules: Sequence[ConductRule],
        people: Sequence[Enrolment],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"] = forms.MultipleChoiceField(
            label=_("学员"),
            widget=forms.CheckboxSelectMultiple,
            choices=[
                (str(each.public_id), f"{each.person.name}（{each.person.staff_number}）")
                for each in people
            ],
            error_messages={"required": _("请选择学员。")},
        )
        self.fields["rule"] = forms.ChoiceField(
            label=_("规则"),
            choices=[(str(each.public_id), _rule_word(each)) for each in rules],
        )
        self.order_fields(("rule", "points", "hours", "occurred_on", "evidence", "people", "again"))


def _rule_word(row: ConductRule) -> str:
    if not row.most:
        return row.name
    span = f"{row.least.normalize():f}"
    if row.most != row.least:
        span += f"–{row.most.normalize():f}"
    return f"{row.name}（{span}）"


class ObjectionForm(forms.Form):
    """Why an entry is wrong."""

    text = forms.CharField(
        label=_("申诉理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明申诉理由。")},
    )
