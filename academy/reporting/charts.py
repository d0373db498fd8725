"""The charts of a report, drawn from its frame for page and paper alike.

Each comes with the same numbers as a table, in the order in which they are drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from academy.reporting import labels
from academy.reporting.enums import Step
from academy.reporting.frames import Report, Row
from academy.reporting.labels import Entry
from academy.reporting.rules import bar_charts, column_charts
from academy.reporting.rules.column_charts import Band, Moment
from academy.reporting.rules.figures import percent
from academy.reporting.rules.shapes import WHOLE, Datum, Drawing, Look, Mark, Tone
from academy.reporting.specs import Banded, Charted

BESIDE_FROM = 9
"""From so many bars on they stand in columns where there is room."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a chart as a table."""

    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what it shows, its drawings, its numbers; `nothing` says why there are none.

    `told` is what somebody hears who does not see it, `note` what its signs mean.
    """

    code: str
    title: str
    says: str
    told: str
    drawings: Sequence[Drawing] = ()
    numbers: Sequence[Numbers] = ()
    note: str = ""
    nothing: str = ""


def of(report: Report, look: Look, *, columns: int = 1) -> list[Chart]:
    """Return all charts of a report: how values are spread, then each rate."""
    banded = report.spec.banded
    found = [] if banded is None else [distribution(report, banded, look)]
    return found + [rate(report, each, look, columns=columns) for each in report.spec.charted]


def rate(report: Report, charted: Charted, look: Look, *, columns: int = 1) -> Chart:
    """Return the chart of a rate (or number) by row: bars by their length, months in order.

    Bars stand in at most so many `columns`.
    """
    entry, is_time = report.spec.entry[charted.column], report.spec.heads is not None
    rows = list(report.units) if is_time else ranked(report.units, charted)
    goals = report.goals.get(charted.column, {})
    data, aims = aimed(
        [datum(row, charted, report.spec.entry[charted.part], goals.get(row.key)) for row in rows]
    )
    chart = Chart(
        code=charted.column,
        title=_("各%(row)s%(name)s")
        % {"row": str(report.spec.row_label).lower(), "name": str(entry.label)},
        says=_says(report, charted),
        told=_told(rows, charted, report.total),
        nothing=nothing(report, charted),
    )
    if chart.nothing:
        return chart
    return replace(
        chart,
        drawings=_drawings(report, charted, data, look, columns, aims),
        numbers=[_numbers(report, charted, rows)],
        note=_note(data, is_time=is_time),
    )


def _drawings(
    report: Report,
    charted: Charted,
    data: Sequence[Datum],
    look: Look,
    columns: int,
    aims: Sequence[Mark],
) -> list[Drawing]:
    most = max((each.value or Decimal(0) for each in data), default=Decimal(0))
    full, marks = WHOLE if charted.is_rate else most, [*aims, *_marks(report, charted)]
    if report.spec.heads is not None:
        mark = marks[-1] if marks else None
        return [column_charts.trend(_moments(report, data), full=full, look=look, mark=mark)]
    return bar_charts.bars(
        data,
        full=full,
        look=look,
        marks=marks,
        columns=columns if len(data) >= BESIDE_FROM else 1,
        tracked=charted.is_rate,
    )


def ranked(rows: Sequence[Row], charted: Charted) -> list[Row]:
    """Return rows from the highest to the lowest; small ones after them, those without last."""
    return sorted(
        rows,
        key=lambda row: (
            row[charted.column] is None,
            is_small(row, charted),
            -row.number(charted.column),
        ),
    )


def is_small(row: Row, charted: Charted) -> bool:
    """Whether so few people stand behind a rate that the row is not ranked by it."""
    least: int = settings.ACADEMY_SMALL_GROUP
    return charted.is_rate and 0 < row.number(charted.group) < least


def datum(row: Row, charted: Charted, entry: Entry, goal: int | None = None) -> Datum:
    """Return what is drawn of a row, in the words of its cells; `entry` is the part's column."""
    value, part = row[charted.column], row[charted.part]
    drawn = None if value is None else Decimal(value)
    if not charted.is_rate:
        return Datum(
            row.short_name,
            drawn,
            labels.printed(value),
            f"{entry.label} {labels.printed(part)}" if part else "",
            of_which=Decimal(row.number(charted.part)),
        )
    return Datum(
        row.short_name,
        drawn,
        labels.NOTHING if value is None else f"{labels.printed(value)}%",
        f"{labels.printed(part)}/{labels.printed(row[charted.whole])}",
        small=is_small(row, charted),
        goal=None if goal is None else Decimal(goal),
    )


def aimed(data: Sequence[Datum]) -> tuple[list[Datum], list[Mark]]:
    """Return what is drawn, each with its own target; one that all share is a line through all."""
    goals = {each.goal for each in data}
    if len(goals) != 1 or None in goals:
        return list(data), []
    (goal,) = goals
    words = _("目标 %(target)s%%") % {"target": goal}
    mark = Mark(goal or Decimal(0), words, Tone.TARGET)
    return [replace(each, goal=None) for each in data], [mark]


def distribution(report: Report, banded: Banded, look: Look) -> Chart:
    """Return how the values of all together are spread: counts by band, and the percentiles."""
    total, entry = report.total, report.spec.entry
    counted = banded_counts(report, banded)
    known = sum(count for _column, count, _share in counted)
    bands = [
        Band(
            label=str(entry[column].label),
            low=Decimal(low),
            high=Decimal(high),
            count=count,
            said=labels.printed(count),
            note=f"{share}%",
        )
        for (column, low, high), (_same, count, share) in zip(banded.bands, counted, strict=True)
    ]
    marks = [
        Datum(str(entry[each].label), Decimal(total.number(each)), labels.printed(total[each]))
        for each in banded.marks
        if total[each] is not None
    ]
    chart = Chart(
        code="distribution",
        title=str(banded.title),
        says=_("共 %(n)s 人次有成绩；下方为最低分、四分位数、最高分的位置")
        % {"n": labels.printed(known)},
        told="；".join(each.title for each in marks),
    )
    if not known:
        return replace(chart, says="", nothing=_("还没有已发布的成绩，没有分布可画。"))
    of_bands = [[each.label, each.said, each.note.removesuffix("%")] for each in bands]
    return replace(
        chart,
        drawings=[column_charts.spread(bands, marks, look=look)],
        numbers=[
            Numbers([_("分数段"), str(report.spec.counted_in), _("占比（%）")], of_bands),
            Numbers([_("分位"), str(labels.POINTS)], [[m.label, m.said] for m in marks]),
        ],
    )


def banded_counts(report: Report, banded: Banded) -> list[tuple[str, int, str]]:
    """Return column, count and share of each band, the share as it is printed."""
    counts = [int(report.total.number(column)) for column, _low, _high in banded.bands]
    shares = [labels.printed(percent(count, sum(counts))) for count in counts]
    return [
        (column, count, share)
        for (column, _low, _high), count, share in zip(banded.bands, counts, shares, strict=True)
    ]


def _says(report: Report, charted: Charted) -> str:
    """Return what is drawn, and in which order."""
    entry = report.spec.entry
    if not charted.is_rate:
        told = {"name": str(entry[charted.column].label), "part": str(entry[charted.part].label)}
        return _("%(name)s由多到少，深色为%(part)s。") % told
    definition = str(entry[charted.column].definition)
    order = _("按时间先后。") if report.spec.heads is not None else _("由高到低。")
    return f"{definition}{order}"


def _told(rows: Sequence[Row], charted: Charted, total: Row) -> str:
    """Return highest, lowest and total in words, for who does not see them."""
    sign = "%" if charted.is_rate else ""
    known = [row for row in rows if row[charted.column] is not None and not is_small(row, charted)]

    def said(row: Row) -> str:
        return f"{row.short_name} {labels.printed(row[charted.column])}{sign}"

    found = [said(total)]
    if known:
        found.append(_("最高 %(row)s") % {"row": said(_highest(known, charted))})
        found.append(_("最低 %(row)s") % {"row": said(_lowest(known, charted))})
    return "；".join(found)


def _highest(rows: Sequence[Row], charted: Charted) -> Row:
    return max(rows, key=lambda row: row.number(charted.column))


def _lowest(rows: Sequence[Row], charted: Charted) -> Row:
    return min(rows, key=lambda row: row.number(charted.column))


def nothing(report: Report, charted: Charted) -> str:
    """Return why there is nothing to draw, "" if there is something."""
    entry, total = report.spec.entry, report.total
    if charted.is_rate:
        if total[charted.column] is not None:
            return ""
        whole = entry[charted.whole]
        return _("%(whole)s为 0，没有%(rate)s可画。") % {
            "whole": str(whole.label),
            "rate": str(entry[charted.column].label),
        }
    if total.number(charted.column):
        return ""
    return _("%(name)s为 0，没有可画的。") % {"name": str(entry[charted.column].label)}


def _marks(report: Report, charted: Charted) -> list[Mark]:
    """Return what the rates are held against besides targets: that of all together."""
    if not charted.is_rate:
        return []
    total = report.total[charted.column]
    if total is None:
        return []
    return [Mark(Decimal(total), f"{labels.TOTAL} {labels.printed(total)}%")]


def _moments(report: Report, data: Sequence[Datum]) -> list[Moment]:
    """Return months under short names, the year where one begins; years under theirs."""
    found: list[Moment] = []
    for row, each in zip(report.units, data, strict=True):
        said = replace(each, said=each.said.removesuffix("%"))
        if report.ask.step is Step.YEAR:
            label, begins = row.key, row.key
        else:
            first = date.fromisoformat(f"{row.key}-01")
            is_first = not found or first.month == 1
            label = date_format(first, _("n月"))
            begins = (_("%(year)s 年") % {"year": first.year}) if is_first else ""
        found.append(Moment(said, label, begins))
    return found


def _numbers(report: Report, charted: Charted, rows: Sequence[Row]) -> Numbers:
    """Return name, value and counts of each row, the total under them."""
    columns = [charted.column, charted.part, *([charted.whole] if charted.is_rate else [])]
    return Numbers(
        [str(report.spec.row_label), *(report.spec.entry[each].heading for each in columns)],
        [
            [_name(row, charted), *(labels.printed(row[each]) for each in columns)]
            for row in (*rows, report.total)
        ],
    )


def _name(row: Row, charted: Charted) -> str:
    return f"{row.name} {bar_charts.SMALL_SIGN}" if is_small(row, charted) else row.name


def _note(data: Sequence[Datum], *, is_time: bool) -> str:
    found = [_("短竖线为各单位目标。")] if any(each.goal is not None for each in data) else []
    if any(each.small for each in data):
        found.append(small_note(is_time=is_time))
    return "".join(found)


def small_note(*, is_time: bool = False) -> str:
    """Return what the sign at few people means."""
    told = {"small_group": settings.ACADEMY_SMALL_GROUP}
    if is_time:
        return _("※ 分母不到 %(small_group)s 人，比率起伏大，仅供参考。") % told
    return _("※ 分母不到 %(small_group)s 人，比率起伏大，只列出，不参与排序。") % told
