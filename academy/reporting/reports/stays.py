"""The report on attendance, leave and conduct (出勤与纪律情况统计表) of those who came."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.people.enums import StaffKind
from academy.reporting import labels
from academy.reporting.enums import Dimension
from academy.reporting.labels import Entry, Shape
from academy.reporting.queries import headings, stays
from academy.reporting.rules.figures import percent
from academy.reporting.specs import (
    Charted,
    Counts,
    ListColumn,
    Names,
    Source,
    Spec,
    Tile,
    Value,
)
from academy.shared.clock import local_date
from courses.enums.attendance import ConductEffect, Presence
from courses.labels.attendance import FORMATION, PRESENCE

_GROUPS: dict[str, Promise] = {
    "there": _("出勤"),
    "leave": _("请假"),
    "conduct": _("纪律"),
}
_TIMES = _("人次")


def _count(column: str, group: str, label: Promise, definition: Promise) -> Entry:
    return Entry(column, group, label, _TIMES, Shape.COUNT, column, definition)


def _hours(column: str, group: str, label: Promise, definition: Promise) -> Entry:
    return Entry(column, group, label, labels.HOURS, Shape.HOURS, "", definition)


ENTRIES: tuple[Entry, ...] = (
    _count("came", "there", _("实训"),
           _("统计期内开班的期次中已报到的人次，含其后退训的；转期的只计转入的一期。")),
    _hours("hours_called", "there", _("应到学时"),
           _("课堂点名的学时之和；作废的点名不计，更正以最后一次为准。")),
    _hours("hours_there", "there", _("实到学时"), _("点名为到、迟到、早退、公差的学时之和。")),
    Entry("there_rate", "there", _("出勤率"), labels.PERCENT, Shape.PERCENT, "",
          _("实到学时 ÷ 应到学时。")),
    _count("late", "there", _("迟到"), _("点名记为迟到的人次，含早操、集合、晚点名、查铺。")),
    _count("left_early", "there", _("早退"), _("点名记为早退的人次。")),
    _count("absent", "there", _("缺勤"), _("点名记为缺勤的人次，含课堂以外的点名。")),
    _hours("hours_absent", "there", _("缺勤学时"), _("点名为缺勤的学时之和。")),
    _count("leaves", "leave", _("准假次数"), _("已批准的请假人次，含已销假的。")),
    _hours("hours_leave", "leave", _("请假学时"), _("点名为请假、病休的学时之和；公差不计。")),
    Entry("leave_rate", "leave", _("请假率"), labels.PERCENT, Shape.PERCENT, "",
          _("请假学时 ÷ 应到学时。")),
    _count("breaches", "conduct", _("违纪"), _("有效的扣分和退训处理条数；已冲销的不计。")),
    Entry("points_off", "conduct", _("扣分"), labels.POINTS, Shape.HOURS, "",
          _("有效的扣分之和。")),
    _count("rewards", "conduct", _("嘉奖"), _("有效的加分条数；已冲销的不计。")),
)  # fmt: skip
_NOTES: tuple[Promise, ...] = (
    _("单位、人员类别按取得名额当天的归属统计；转期的，学时、点名、纪律记在发生时所在的期次。"),
    _(
        "期次按开班日期归入统计期；各项以数据截止日当天二十四时前记录的为准，其后的更正、作废、冲销不改变当时的数字。"
    ),
    _("请假的种类和事由不在本表列出；比率保留一位小数，四舍五入；分母为零的记“—”。"),
)
_PERSON = (
    ListColumn("unit", _("单位"), 26),
    ListColumn("name", _("姓名"), 10),
    ListColumn("staff_number", _("工号"), 11, Shape.CENTRE),
    ListColumn("cohort", _("期次"), 30),
)
_SEAT_LIST = (
    *_PERSON,
    ListColumn("staff_kind", _("人员类别"), 14, words=labels.STAFF_KIND),
    ListColumn("starts_on", _("开班日期"), 12, Shape.DATE),
    ListColumn("hours_called", _("应到学时"), 10, Shape.HOURS),
    ListColumn("hours_there", _("实到学时"), 10, Shape.HOURS),
    ListColumn("hours_leave", _("请假学时"), 10, Shape.HOURS),
    ListColumn("hours_absent", _("缺勤学时"), 10, Shape.HOURS),
)
# Whether somebody was ill is not said on a list that goes further.
_SAID = {
    each.value: PRESENCE[Presence.ON_LEAVE if each is Presence.SICK else each] for each in Presence
}
_CALL_LIST = (
    *_PERSON,
    ListColumn("called_on", _("点名日期"), 12, Shape.DATE),
    ListColumn("begins", _("时间"), 8, Shape.CENTRE),
    ListColumn("formation", _("点名"), 10, words={
        each.value: label for each, label in FORMATION.items()
    }),
    ListColumn("presence", _("结果"), 9, Shape.CENTRE, words=_SAID, chips={
        Presence.LATE.value: "owed", Presence.LEFT_EARLY.value: "owed",
        Presence.ABSENT.value: "late",
    }),
    ListColumn("hours", _("学时"), 8, Shape.HOURS),
)  # fmt: skip
_LEAVE_LIST = (
    *_PERSON,
    ListColumn("from_on", _("请假起"), 12, Shape.DATE),
    ListColumn("until_on", _("请假止"), 12, Shape.DATE),
    ListColumn("hours", _("占用学时"), 10, Shape.HOURS),
)
_ENTRY_LIST = (
    *_PERSON,
    ListColumn("occurred_on", _("发生日期"), 12, Shape.DATE),
    ListColumn("rule", _("条款"), 26),
    ListColumn("effect", _("处理方式"), 10, Shape.CENTRE, words={
        ConductEffect.DEDUCTION.value: _("扣分"), ConductEffect.REWARD.value: _("加分"),
        ConductEffect.REMOVAL.value: _("退训"),
    }, chips={
        ConductEffect.DEDUCTION.value: "late", ConductEffect.REWARD.value: "done",
        ConductEffect.REMOVAL.value: "stop",
    }),
    ListColumn("points", _("分值"), 8, Shape.HOURS),
)  # fmt: skip


def _who(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, object]:
    return {
        "unit": names[row["unit_id"]],
        "name": row["enrolment__person__name"],
        "staff_number": row["enrolment__person__staff_number"],
        "cohort": row["enrolment__cohort__name"],
    }


def _seat(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, object]:
    return {
        "unit": names[row["unit_id"]],
        "name": row["person__name"],
        "staff_number": row["person__staff_number"],
        "cohort": row["cohort__name"],
        "staff_kind": StaffKind(row["staff_kind"]),
        "starts_on": row["cohort__starts_on"],
        **_hours_of(row),
    }


def _call(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, object]:
    return {
        **_who(row, names),
        "called_on": row["roll_call__called_on"],
        "begins": f"{row['roll_call__begins']:%H:%M}",
        "formation": row["roll_call__formation"],
        "presence": row["presence"],
        "hours": row["roll_call__hours"],
    }


def _leave(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, object]:
    return {
        **_who(row, names),
        "from_on": local_date(row["starts_at"]),
        "until_on": local_date(row["ends_at"]),
        "hours": row["hours"],
    }


def _entry(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, object]:
    return {
        **_who(row, names),
        "occurred_on": row["occurred_on"],
        "rule": row["rule__name"],
        "effect": row["effect"],
        "points": row["points"],
    }


def _tenths(value: int) -> Decimal:
    return (Decimal(value) / 10).quantize(Decimal("0.1"))


def _hours_of(counts: Mapping[str, Any]) -> dict[str, Decimal]:
    return {
        f"hours_{name}": _tenths(counts[f"{name}_tenths"])
        for name in ("called", "there", "leave", "absent")
    }


def _derived(counts: Counts) -> Mapping[str, Value]:
    return {
        **_hours_of(counts),
        "there_rate": percent(counts["there_tenths"], counts["called_tenths"]),
        "leave_rate": percent(counts["leave_tenths"], counts["called_tenths"]),
        "points_off": _tenths(counts["off_tenths"]),
    }


def _sentence(total: Mapping[str, str], persons: str) -> str:
    words = gettext(
        "实训 %(came)s 人次（%(persons)s 人），应到 %(hours_called)s 学时，"
        "出勤率 %(there_rate)s%%；"
        "准假 %(leaves)s 人次，请假率 %(leave_rate)s%%；迟到 %(late)s、早退 %(left_early)s、"
        "缺勤 %(absent)s 人次；违纪 %(breaches)s 条，扣 %(points_off)s 分，嘉奖 %(rewards)s 条。"
    )
    return words % {**total, "persons": persons}


SPEC = Spec(
    code="stays",
    name=_("出勤与纪律"),
    title=_("全市城管系统培训出勤与纪律情况统计表"),
    matter=_("培训出勤与纪律情况"),
    about=_("各单位参训人员的出勤率、请假率、迟到缺勤和违纪嘉奖"),
    groups=_GROUPS,
    entries=ENTRIES,
    notes=_NOTES,
    sources=(
        Source(stays.SEATS, Names(_SEAT_LIST, _seat), _("出勤名单")),
        Source(stays.CALLS, Names(_CALL_LIST, _call, id="enrolment__public_id"), _("点名记录")),
        Source(stays.LEAVES, Names(_LEAVE_LIST, _leave, id="enrolment__public_id"), _("请假名单")),
        Source(stays.ENTRIES, Names(_ENTRY_LIST, _entry, id="enrolment__public_id"), _("纪律记录")),
    ),
    derive=_derived,
    figures={entry.column: entry.label for entry in ENTRIES if entry.shape is Shape.COUNT},
    charted=(Charted("there_rate", "hours_there", "hours_called", people="came"),),
    tiles=(
        Tile("came", ""),
        Tile("there_rate", "absent"),
        Tile("leave_rate", "leaves"),
        Tile("late", "left_early"),
        Tile("breaches", "points_off"),
        Tile("rewards", ""),
    ),
    whole=("came",),
    count_persons=stays.person_count,
    sentence=_sentence,
    counted_in=_TIMES,
    list_note=_("单位、人员类别为取得名额当天的归属；请假不列种类和事由"),
    row_label=_("单位"),
    charts_first="there_rate",
    asks=("from", "until", "as_of", "track", "cohort", "unit", "staff_kind", "rank_band", "by"),
    dimensions=(Dimension.STAFF_KIND, Dimension.RANK_BAND, Dimension.TRACK),
    latest=headings.latest_start,
)
