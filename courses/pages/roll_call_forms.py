"""What is typed on the pages of roll-calls. They read it; the operations judge it."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums.attendance import Formation
from courses.labels.attendance import FORMATION
from courses.rules.periods import Slot, Times

# The usual day of a closed course (06:40 早操 … 22:30 查铺): a proposal, each time can be changed.
USUAL: tuple[tuple[Formation, Times], ...] = (
    (Formation.DRILL, Times(time(6, 40), time(7, 10))),
    (Formation.EVENING, Times(time(21, 30), time(21, 45))),
    (Formation.LIGHTS_OUT, Times(time(22, 30), time(22, 45))),
)


class SlotForm(forms.Form):
    """For what, on which day, from when until when."""

    formation = forms.ChoiceField(
        label=_("集合"), choices=[(each.value, FORMATION[each]) for each in Formation]
    )
    on = forms.DateField(
        label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    begins = forms.TimeField(
        label=_("开始"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("结束"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def slot(self) -> Slot:
        """What was typed, once it is sound."""
        typed = self.cleaned_data
        return Slot(typed["on"], Times(typed["begins"], typed["ends"]))

    def formation_typed(self) -> Formation:
        """For what, once it is sound."""
        return Formation(self.cleaned_data["formation"])


class FormationForm(SlotForm):
    """A formation that is not on the timetable."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        choices = [(each.value, FORMATION[each]) for each in Formation if each != Formation.LESSON]
        self.fields["formation"] = forms.ChoiceField(label=_("集合"), choices=choices)
        self.order_fields(("formation", "on", "begins", "ends"))
