"""What the words of teaching are called on pages and sheets."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.enums.teaching import AvailabilityKind, DayPart, QualificationLevel

DAY_PART: dict[DayPart, Promise] = {
    DayPart.MORNING: _("上午"),
    DayPart.AFTERNOON: _("下午"),
    DayPart.EVENING: _("晚上"),
}
LEVEL: dict[QualificationLevel, Promise] = {
    QualificationLevel.JUNIOR: _("初级"),
    QualificationLevel.INTERMEDIATE: _("中级"),
    QualificationLevel.SENIOR: _("高级"),
}
AVAILABILITY: dict[AvailabilityKind, Promise] = {
    AvailabilityKind.AWAY: _("不能授课"),
    AvailabilityKind.OFFERED: _("可以授课"),
}
