"""What is typed on the page of the residence rules. They read it; the operations judge it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums.attendance import ConductEffect, Presence
from courses.labels.attendance import PRESENCE
from courses.labels.conduct import EFFECT, SETTING

_BY_ROLL_CALL = (Presence.LATE, Presence.LEFT_EARLY, Presence.ABSENT)


def _named(name: str) -> Any:
    """What a figure is called; Django's stubs know only their own kind of lazy text."""
    return SETTING[name]


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class FiguresForm(forms.Form):
    """One edition of the figures of leave and conduct."""

    start_points = forms.DecimalField(label=_named("start_points"), max_digits=5, decimal_places=1)
    most_reward = forms.DecimalField(label=_named("most_reward"), max_digits=5, decimal_places=1)
    objection_days = forms.IntegerField(label=_named("objection_days"), min_value=0)
    tutor_minutes = forms.IntegerField(label=_named("tutor_minutes"), min_value=0)
    academy_minutes = forms.IntegerField(label=_named("academy_minutes"), min_value=0)
    leave_part = forms.IntegerField(label=_named("leave_part"), min_value=1)
    leave_whole = forms.IntegerField(label=_named("leave_whole"), min_value=1)
    valid_from = _day(_("生效日期"))
    ground = forms.CharField(label=_("依据"), max_length=200)


class RuleForm(forms.Form):
    """One rule of conduct."""

    code = forms.SlugField(label=_("代码"), max_length=40, help_text=_("英文小写，例如 phone。"))
    name = forms.CharField(label=_("名称"), max_length=60)
    effect = forms.ChoiceField(
        label=_("作用"), choices=[(each.value, EFFECT[each]) for each in ConductEffect]
    )
    least = forms.DecimalField(label=_("最低分值"), max_digits=5, decimal_places=1, min_value=0)
    most = forms.DecimalField(label=_("最高分值"), max_digits=5, decimal_places=1, min_value=0)
    per_hour = forms.BooleanField(label=_("按学时计"), required=False)
    applies_to = forms.ChoiceField(
        label=_("由点名自动记录"),
        required=False,
        choices=[("", _("不自动")), *((each.value, PRESENCE[each]) for each in _BY_ROLL_CALL)],
    )
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)
    valid_from = _day(_("生效日期"))

    def clean_effect(self) -> ConductEffect:
        """As the operations take it."""
        return ConductEffect(self.cleaned_data["effect"])
