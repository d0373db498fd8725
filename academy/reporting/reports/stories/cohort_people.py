"""Chapters of the cohort report about people: composition; attendance, leave and conduct."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.people import labels as people_labels
from academy.people.enums import Sex
from academy.reporting import labels
from academy.reporting.enums import RankBand
from academy.reporting.labels import Shape
from academy.reporting.queries import cohort_story
from academy.reporting.queries.cohort_story import Seats
from academy.reporting.reports.stories.cohort_told import Told
from academy.reporting.reports.stories.frame import Chapter, Line, Table
from academy.reporting.rules.bands import band_of
from academy.reporting.rules.figures import percent
from academy.reporting.specs import ListColumn
from courses.models import Enrolment
from courses.queries import stay_summary
from courses.queries.stay_summary import Total

_COUNTS = (
    ListColumn("had", _("取得名额"), 10, Shape.COUNT),
    ListColumn("came", _("报到"), 8, Shape.COUNT),
    ListColumn("rate", _("报到率（%）"), 10, Shape.PERCENT),
    ListColumn("came_from", _("转入"), 8, Shape.COUNT),
    ListColumn("left_for", _("转出"), 8, Shape.COUNT),
    ListColumn("withdrew", _("退训"), 8, Shape.COUNT),
    ListColumn("named", _("经批准不计"), 10, Shape.COUNT),
    ListColumn("required", _("应训"), 8, Shape.COUNT),
)
UNIT = ListColumn("unit", _("单位"), 28)


def composition(told: Told, seats: Sequence[Enrolment]) -> Chapter:
    """Return who was in the cohort, by unit, staff kind, sex and rank band."""
    kinds = {each.value: str(label) for each, label in people_labels.STAFF_KIND.items()}
    sexes = {each.value: str(people_labels.SEX[each]) for each in Sex}
    bands = {each.value: str(labels.RANK_BAND[each]) for each in RankBand}
    before, spared = told.before, told.spared

    def split(key: Callable[[Enrolment], Hashable]) -> dict[Hashable, Seats]:
        return cohort_story.split(seats, key, before, spared)

    def table(
        code: str, title: Promise, parts: Mapping[Hashable, Seats], names: dict[str, str]
    ) -> Table:
        lines = [_line(key, names[key], parts[key]) for key in names if key in parts]
        whole = cohort_story.counted(seats, before, spared)
        lines.append(_line("", gettext("合计"), whole, is_sum=True))
        return Table(code, title, (ListColumn("unit", title, 28), *_COUNTS), lines)

    return Chapter(
        "composition",
        _("人员构成"),
        [
            _by_unit(told, seats),
            table("by_kind", _("人员类别"), split(lambda row: row.staff_kind), kinds),
            table("by_sex", _("性别"), split(lambda row: row.person.sex), sexes),
            table("by_band", _("职级层次"), split(_band), bands),
        ],
        _(
            "取得名额的都列入，包括后来退训、转期和经批准不计入统计的；"
            "应训为取得名额减转出、退训和经批准不计，参加了考试的不在经批准不计之内。"
        ),
    )


def _band(row: Enrolment) -> str:
    return band_of(row.rank.name if row.rank else "").value


def _by_unit(told: Told, seats: Sequence[Enrolment]) -> Table:
    parts = cohort_story.split(seats, lambda row: told.homes[row.unit_id], told.before, told.spared)
    lines = [
        _line(place.code, told.named(place), parts[place.id], short=place.short_name, told=told)
        for place in told.every
        if place.id in parts
    ]
    whole = cohort_story.counted(seats, told.before, told.spared)
    lines.append(_line("", gettext("合计"), whole, is_sum=True, told=told))
    return Table("by_unit", _("单位"), (UNIT, *_COUNTS), lines, charted="rate", group="had")


def _line(
    key: str,
    name: str,
    counts: Seats,
    *,
    short: str = "",
    is_sum: bool = False,
    told: Told | None = None,
) -> Line:
    values = {
        "unit": name,
        "short": short or name,
        "had": counts.had,
        "came": counts.came,
        "rate": percent(counts.came, counts.had),
        "came_from": counts.came_from,
        "left_for": counts.left_for,
        "withdrew": counts.withdrew,
        "named": counts.named,
        "required": counts.required,
    }
    opens = {}
    if told is not None:
        opens = {
            figure: told.opens("completion", figure, key)
            for figure in ("withdrew", "named", "required")
            if values[figure]
        }
    return Line(key, values, is_sum, opens, ("unit",))


_CALLED = (
    UNIT,
    ListColumn("people", _("人数"), 8, Shape.COUNT),
    ListColumn("hours_there", _("出勤学时"), 10, Shape.HOURS),
    ListColumn("hours_on_leave", _("请假学时"), 10, Shape.HOURS),
    ListColumn("hours_absent", _("缺勤学时"), 10, Shape.HOURS),
    ListColumn("attendance_rate", _("出勤率（%）"), 11, Shape.PERCENT),
    ListColumn("late", _("迟到（次）"), 10, Shape.COUNT),
    ListColumn("left_early", _("早退（次）"), 10, Shape.COUNT),
)
_CONDUCT = (
    UNIT,
    ListColumn("people", _("人数"), 8, Shape.COUNT),
    ListColumn("leaves", _("准假（次）"), 8, Shape.COUNT),
    ListColumn("asked", _("待批（次）"), 8, Shape.COUNT),
    ListColumn("leave_used", _("准假占学时"), 10, Shape.HOURS),
    ListColumn("over", _("超过上限（人）"), 9, Shape.COUNT),
    ListColumn("entries", _("操行记录（条）"), 9, Shape.COUNT),
    ListColumn("removals", _("退训处理（条）"), 9, Shape.COUNT),
    ListColumn("points", _("操行平均分"), 10, Shape.HOURS),
)


def attendance(told: Told) -> Chapter:
    """Return what the roll-calls, leaves and conduct entries come to, by unit."""
    rows = stay_summary.lines(
        told.cohort,
        cohort_story.stays(told.ask),
        on=told.ask.as_of,
        at=told.before,
        known_before=told.before,
    )
    units: dict[int, list[stay_summary.Line]] = defaultdict(list)
    for row in rows:
        units[told.homes[row.enrolment.unit_id]].append(row)
    short = {place.code: place.short_name for place in told.every}
    sums = [
        (place.code, told.named(place), units[place.id])
        for place in told.every
        if place.id in units
    ]
    if rows:
        sums.append(("", gettext("合计"), rows))
    called = [
        _called(key, stay_summary.total(name, of), short.get(key, "")) for key, name, of in sums
    ]
    conduct = [_conduct(key, stay_summary.total(name, of), of) for key, name, of in sums]
    empty = _("这些人员还没有点名、请假和操行的记录。")
    return Chapter(
        "attendance",
        _("考勤、请假和操行"),
        [
            Table(
                "attendance",
                _("点名"),
                _CALLED,
                called,
                empty=empty,
                charted="attendance_rate",
                group="people",
            ),
            Table("conduct", _("请假和操行"), _CONDUCT, conduct, empty=empty),
        ],
        _(
            "截止日之后的点名更正、请假审批、销假和操行冲销不计；"
            "含转入人员在原期次的记录，不含当时已退训和转出的。"
        ),
    )


def _called(key: str, total: Total, short: str) -> Line:
    hours = total.hours_there + total.hours_on_leave + total.hours_absent
    values = {
        "unit": total.name,
        "short": short,
        "people": total.people,
        "hours_there": total.hours_there,
        "hours_on_leave": total.hours_on_leave,
        "hours_absent": total.hours_absent,
        "attendance_rate": _share(total.hours_there, hours),
        "late": total.late,
        "left_early": total.left_early,
    }
    return Line(key, values, is_sum=not key, worded=("unit",))


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    # Hours have one decimal, so tenths are whole numbers.
    return percent(int(part * 10), int(whole * 10))


def _conduct(key: str, total: Total, of: Iterable[stay_summary.Line]) -> Line:
    stays = [line.stay for line in of]
    values = {
        "unit": total.name,
        "people": total.people,
        "leaves": sum(each.leaves for each in stays),
        "asked": sum(each.asked for each in stays),
        "leave_used": total.leave_used,
        "over": total.over,
        "entries": sum(each.entries for each in stays),
        "removals": sum(each.removals for each in stays),
        "points": total.points,
    }
    return Line(key, values, is_sum=not key, worded=("unit",))
