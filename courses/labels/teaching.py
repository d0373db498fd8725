"""What the words of teaching are called on pages and sheets."""

from datetime import date
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.enums.teaching import AvailabilityKind, DayPart, QualificationLevel

DAY_PART: dict[DayPart, Promise] = {
    DayPart.MORNING: _("上午"),
    DayPart.AFTERNOON: _("下午"),
    DayPart.EVENING: _("晚上"),
}
WEEKDAY: tuple[Promise, ...] = (
    _("星期一"),
    _("星期二"),
    _("星期三"),
    _("星期四"),
    _("星期五"),
    _("星期六"),
    _("星期日"),
)
LEVEL: dict[QualificationLevel, Promise] = {
    QualificationLevel.JUNIOR: _("初级"),
    QualificationLevel.INTERMEDIATE: _("中级"),
    QualificationLevel.SENIOR: _("高级"),
}
AVAILABILITY: dict[AvailabilityKind, Promise] = {
    AvailabilityKind.AWAY: _("不能授课"),
    AvailabilityKind.OFFERED: _("可以授课"),
}


def level(value: str) -> Promise:
    """What a level is called, from its stored value."""
    return LEVEL[QualificationLevel(value)]


def availability(value: str) -> Promise:
    """What a span of days is called, from its stored value."""
    return AVAILABILITY[AvailabilityKind(value)]


class Dated(Protocol):
    """Whatever is valid during [valid_from, valid_until)."""

    valid_from: date
    valid_until: date | None


def in_force(row: Dated, on: date) -> tuple[str, Promise]:
    """The tone and word of a dated row on a day."""
    if row.valid_from > on:
        return "owed", _("尚未生效")
    if row.valid_until is not None and row.valid_until <= on:
        return "plain", _("已结束")
    return "done", _("有效")
