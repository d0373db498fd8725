"""What the words of roll-calls are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.enums.attendance import Formation, Presence

FORMATION: dict[Formation, Promise] = {
    Formation.LESSON: _("上课"),
    Formation.DRILL: _("早操"),
    Formation.ASSEMBLY: _("集合"),
    Formation.EVENING: _("晚点名"),
    Formation.LIGHTS_OUT: _("查铺"),
}
PRESENCE: dict[Presence, Promise] = {
    Presence.PRESENT: pgettext_lazy("roll-call", "到"),
    Presence.LATE: _("迟到"),
    Presence.LEFT_EARLY: _("早退"),
    Presence.ON_LEAVE: _("请假"),
    Presence.ON_DUTY: _("公差"),
    Presence.SICK: _("病休"),
    Presence.ABSENT: _("缺勤"),
}
PRESENCE_TONE: dict[Presence, str] = {
    Presence.PRESENT: "done",
    Presence.LATE: "owed",
    Presence.LEFT_EARLY: "owed",
    Presence.ON_LEAVE: "info",
    Presence.ON_DUTY: "info",
    Presence.SICK: "info",
    Presence.ABSENT: "stop",
}
