"""What a notice (通报) says in words before its tables: title, paragraphs, annexes.

Everything is said from the frame; nothing is judged that the figures do not say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from academy.reporting import charts, labels, sheets
from academy.reporting.frames import Report, Row
from academy.reporting.rules.periods import Span, span_of
from academy.reporting.specs import Banded, Charted

_NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the letter."""

    heading: str
    paragraphs: list[str]


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows the letter: its number, what it holds, what it is called."""

    number: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter: its title, what it rests on, its parts, and what follows it."""

    title: str
    facts: list[tuple[str, str]]
    sections: list[Section]
    annexes: list[Annex]

    @property
    def annex(self) -> dict[str, Annex]:
        """The annexes by what they hold."""
        return {each.code: each for each in self.annexes}


def letter(report: Report) -> Letter:
    """Return the letter of a report."""
    spec, annexes = report.spec, _annexes(report)
    parts = [(_("总体情况"), [_overall(report)])]
    if spec.banded is not None:
        parts.append((str(spec.banded.title), [spread(report, spec.banded)]))
    if spec.charted:
        heading = _("各%(row)s情况") % {"row": str(spec.row_label).lower()}
        parts.append((heading, [compared(report, each) for each in spec.charted]))
    if spec.printed_figure:
        heading = _("%(figure)s人员") % {"figure": str(spec.figures[spec.printed_figure])}
        parts.append((heading, [_listed(report, annexes)]))
    headings = labels.numbered(heading for heading, _said in parts)
    return Letter(
        title=title(report),
        facts=_facts(report),
        sections=[
            Section(heading, said) for heading, (_title, said) in zip(headings, parts, strict=True)
        ],
        annexes=annexes,
    )


def title(report: Report) -> str:
    """Return what the notice is called: 关于2026年培训结业情况的通报."""
    told = {"matter": str(report.spec.matter), "span": _span(report)}
    if told["span"]:
        return _("关于%(span)s%(matter)s的通报") % told
    return _("关于%(matter)s的通报") % told


def _span(report: Report) -> str:
    """Return the year, half, quarter or month that the report is about; "" for another period."""
    found = span_of(report.ask.period) if report.spec.has_period else None
    if found is None:
        return ""
    span, number = found
    words = {
        Span.YEAR: _("%(year)s年"),
        Span.HALF: _("%(year)s年上半年") if number == 1 else _("%(year)s年下半年"),
        Span.QUARTER: _("%(year)s年第%(number)s季度"),
        Span.MONTH: _("%(year)s年%(number)s月"),
    }
    return words[span] % {"year": report.ask.period.starts_on.year, "number": number}


def _facts(report: Report) -> list[tuple[str, str]]:
    """Return whom it is about, of which days, and what it was narrowed to."""
    found = [(_("统计范围"), report.scope_name)]
    if report.spec.has_period:
        days = _("%(period)s（按开班日期）") % {"period": sheets.period_words(report.ask)}
        found.append((_("统计期"), days))
    found.append((_("数据截至"), sheets.in_words(report.as_of)))
    return found + sheets.narrowed(report)


def _overall(report: Report) -> str:
    total = {each.column: labels.printed(report.total[each.column]) for each in report.spec.entries}
    return report.spec.sentence(total, labels.printed(report.person_count))


def spread(report: Report, banded: Banded) -> str:
    """Return in words how values are spread: each band with its share, and the middle."""
    entry, total = report.spec.entry, report.total
    known = sum(int(total.number(column)) for column, _low, _high in banded.bands)
    if not known:
        return _("还没有已发布的成绩，没有分布可画。")
    found = [
        _("%(band)s %(n)s 人次，占 %(share)s%%")
        % {"band": str(entry[column].label), "n": labels.printed(count), "share": share}
        for column, count, share in charts.banded_counts(report, banded)
    ]
    marks = [f"{entry[each].label} {labels.printed(total[each])}" for each in banded.marks]
    return _("有成绩的 %(n)s 人次中，%(bands)s。%(marks)s。") % {
        "n": labels.printed(known),
        "bands": _("；").join(found),
        "marks": _("，").join(marks),
    }


def compared(report: Report, charted: Charted) -> str:
    """Return in words how the rows compare: who is highest and lowest, how many reach the total."""
    why_not = charts.nothing(report, charted)
    if why_not:
        return why_not
    if not charted.is_rate:
        return _counted(report, charted)
    small = [row for row in report.units if charts.is_small(row, charted)]
    rows = [row for row in report.units if row[charted.column] is not None and row not in small]
    told = _told(report, charted) | {"n": len(rows), "small": len(small)}
    found = [_ranked(report, charted, rows, told)]
    goals = report.goals.get(charted.column, {})
    aiming = [row for row in rows if row.key in goals]
    if aiming:
        reached = sum(row.number(charted.column) >= goals[row.key] for row in aiming)
        shared = {goals[row.key] for row in aiming}
        words = _("达到目标（%(target)s%%）的 %(reached)s 个。")
        if len(shared) > 1:
            words = _("达到各自目标的 %(reached)s 个。")
        found.append(words % {"target": min(shared), "reached": reached})
    if small:
        words = _("另有 %(small)s 个%(row)s分母不到 %(least)s 人，只列出，不比较。")
        found.append(words % told)
    return "".join(found)


def _told(report: Report, charted: Charted) -> dict[str, object]:
    return {
        "row": str(report.spec.row_label),
        "name": str(report.spec.entry[charted.column].label),
        "total": labels.printed(report.total[charted.column]),
        "least": settings.ACADEMY_SMALL_GROUP,
    }


def _ranked(report: Report, charted: Charted, rows: Sequence[Row], told: dict[str, object]) -> str:
    if not rows:
        return _("%(name)s：合计 %(total)s%%。") % told
    values = [row.number(charted.column) for row in rows]
    high, low = max(values), min(values)
    if high == low:
        words = _("%(name)s：%(n)s 个%(row)s参与比较，都是 %(high)s%%。")
        return words % {**told, "high": labels.printed(high)}
    total = report.total.number(charted.column)
    words = _(
        "%(name)s：%(n)s 个%(row)s参与比较，不低于合计（%(total)s%%）的 %(above)s 个；"
        "最高的是%(highest)s（%(high)s%%），最低的是%(lowest)s（%(low)s%%）。"
    )
    return words % {
        **told,
        "above": sum(value >= total for value in values),
        "highest": named([row.name for row in rows if row.number(charted.column) == high]),
        "high": labels.printed(high),
        "lowest": named([row.name for row in rows if row.number(charted.column) == low]),
        "low": labels.printed(low),
    }


def _counted(report: Report, charted: Charted) -> str:
    rows = [row for row in report.units if row.number(charted.column)]
    most = max(row.number(charted.column) for row in rows)
    words = _("有%(name)s的%(row)s %(n)s 个，最多的是%(highest)s（%(most)s %(unit)s）。")
    return words % {
        **_told(report, charted),
        "n": len(rows),
        "highest": named([row.name for row in rows if row.number(charted.column) == most]),
        "most": labels.printed(most),
        "unit": str(report.spec.counted_in),
    }


def named(names: Sequence[str]) -> str:
    """Return names in a row; of many the first and how many there are."""
    if len(names) <= _NAMED_AT_MOST:
        return _("、").join(names)
    return _("%(first)s等 %(n)s 个") % {"first": names[0], "n": len(names)}


def _listed(report: Report, annexes: Sequence[Annex]) -> str:
    """Return how many people the list names, and where it stands."""
    spec = report.spec
    figure = spec.printed_figure
    told = {
        "n": labels.printed(report.total[figure]),
        "unit": str(spec.counted_in),
        "figure": str(spec.figures[figure]),
        "annex": next(each.number for each in annexes if each.code == "names"),
    }
    if not report.total[figure]:
        return _("没有%(figure)s的人员。") % told
    return _("%(figure)s %(n)s %(unit)s，逐人列名，见附件 %(annex)s。") % told


def _annexes(report: Report) -> list[Annex]:
    spec, part = report.spec, sheets.part_heading(report)
    found = [("table", report.title)]
    if spec.charted:
        found.append(("charts", _("统计图")))
    if part:
        found.append(("parts", _("按%(part)s展开的统计表") % {"part": part}))
    if spec.printed_figure:
        figure = str(spec.figures[spec.printed_figure])
        found.append(("names", _("%(figure)s人员名单") % {"figure": figure}))
    found.append(("glossary", _("指标说明")))
    return [Annex(number, code, name) for number, (code, name) in enumerate(found, start=1)]
