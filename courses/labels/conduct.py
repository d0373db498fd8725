"""What the words of conduct and of the residence rules are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.enums.attendance import ConductEffect, ObjectionState

EFFECT: dict[ConductEffect, Promise] = {
    ConductEffect.DEDUCTION: _("扣分"),
    ConductEffect.REWARD: _("加分"),
    ConductEffect.REMOVAL: _("退训"),
}
OBJECTION: dict[ObjectionState, Promise] = {
    ObjectionState.OPEN: _("申诉处理中"),
    ObjectionState.UPHELD: _("申诉成立"),
    ObjectionState.DISMISSED: _("申诉不成立"),
}
SETTING: dict[str, Promise] = {
    "start_points": _("操行起始分"),
    "most_reward": _("加分上限"),
    "tutor_minutes": _("班主任准假上限（分钟）"),
    "academy_minutes": _("学院准假上限（分钟）"),
    "leave_part": _("请假学时上限的分子"),
    "leave_whole": _("请假学时上限的分母"),
    "objection_days": _("申诉期限（天）"),
}
