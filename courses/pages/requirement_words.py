"""How a requirement and a standing are said in one line."""

from decimal import Decimal

from django.utils.translation import gettext as _

from academy.people import labels as people_labels
from academy.people.enums import StaffKind
from courses.enums.hours import Event, JudgedOn, Metric, WindowKind
from courses.labels import hours as labels
from courses.models import RequirementEdition
from courses.rules.requirements import Standing


def number(value: Decimal) -> str:
    """A figure without idle zeros."""
    return f"{value.normalize():f}"


def amount(edition: RequirementEdition) -> str:
    """What is asked, and within which time."""
    if edition.metric == Metric.HOURS:
        what = _("%(n)s 学时") % {"n": number(edition.amount)}
    else:
        course = edition.course.name if edition.course else ""
        what = _("完成“%(course)s”%(n)s 次") % {"course": course, "n": number(edition.amount)}
    kind = WindowKind(edition.window)
    if kind is WindowKind.CALENDAR_YEAR:
        return _("每年 %(what)s") % {"what": what}
    if kind is WindowKind.ROLLING_YEARS:
        return _("每 %(n)s 年 %(what)s") % {"n": edition.length, "what": what}
    said = {"event": labels.EVENT[Event(edition.event)], "n": edition.length, "what": what}
    return _("%(event)s后 %(n)s 个月内 %(what)s") % said


def whom(edition: RequirementEdition, ranks: dict[int, str]) -> str:
    """Whom it is for."""
    parts = ["、".join(str(people_labels.STAFF_KIND[StaffKind(k)]) for k in edition.staff_kinds)]
    if edition.rank_from is not None:
        said = {"rank": ranks.get(edition.rank_from, str(edition.rank_from))}
        parts.append(_("%(rank)s及以下") % said)
    if edition.rank_to is not None:
        said = {"rank": ranks.get(edition.rank_to, str(edition.rank_to))}
        parts.append(_("%(rank)s及以上") % said)
    parts += ["、".join(each.code for each in edition.units.all())]
    parts += ["、".join(each.name for each in edition.posts.all())]
    if edition.for_event:
        event = {"event": labels.EVENT[Event(edition.for_event)], "n": edition.for_months}
        parts.append(_("%(event)s不满 %(n)s 个月") % event)
    if edition.judged == JudgedOn.WINDOW_END:
        parts.append(_("按年末日认定"))
    return " · ".join(part for part in parts if part) or _("全体人员")


def counted(edition: RequirementEdition) -> str:
    """What is recognised."""
    parts = []
    for row in edition.recognitions.all():
        if row.cap is None:
            parts.append(row.category.name)
        else:
            said = {"name": row.category.name, "cap": number(row.cap)}
            parts.append(_("%(name)s（至多 %(cap)s）") % said)
    parts += [track.name for track in edition.tracks.all()]
    if edition.pro_rata:
        parts.append(_("中途入职按月折算"))
    return "、".join(parts) or _("全部类别")


def state(standing: Standing) -> tuple[str, str]:
    """Tone and word of a standing."""
    if standing.met:
        return "done", _("已达标")
    if standing.late:
        return "late", _("已逾期")
    return "owed", _("未达标")
