"""Reading a list of people who are not to be counted: whom, why, from when to when. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from academy.people.rules import list_rows, roster_cells
from academy.people.rules.list_rows import Bad, Headings, Line
from academy.reporting.enums import ExclusionFault, ExclusionReason
from academy.reporting.rules.exclusions import ExclusionWhy, Term, why_not_ask
from academy.shared.tabular.grid import Workbook

TEMPLATE = ("工号", "姓名", "原因", "开始日期", "结束日期", "业务线", "依据", "说明")
"""Headings that are understood, in the order in which an office writes them."""
_HEADINGS = Headings(
    {
        "number": "工号 人员编号 职工号 员工编号 警号 StaffNumber",
        "name": "姓名 人员姓名 Name",
        "reason": "原因 事由 类别 不计原因 Reason",
        "first": "开始日期 起始日期 起始 开始 从 StartsOn",
        "last": "结束日期 截止日期 最后一天 截止 结束 到 至 EndsOn",
        "track": "业务线 条线 Track",
        "evidence": "依据 文号 证明材料 材料 Evidence",
        "words": "说明 具体情况 备注 Words",
    },
    needed=("number", "first"),
)
_REASONS: dict[str, ExclusionReason] = {
    word: ExclusionReason(reason)
    for reason, words in {
        "new": "新入职 新进 新招录 入职 NEW",
        "sick": "病休 病假 伤病 住院 医疗期 SICK SICKLEAVE",
        "seconded": "借调 抽调 挂职 外派 SECONDED",
        "retired": "退休 离岗 RETIRED",
        "pregnant": "孕产 孕产期 孕期 产假 哺乳期 PREGNANT PREGNANCYORMATERNITY",
        "other": "其他 其它 OTHER",
    }.items()
    for word in words.split()
}
_WHY = {
    ExclusionWhy.PERIOD: ExclusionFault.ENDS_BEFORE,
    ExclusionWhy.WORDS: ExclusionFault.NO_WORDS,
    ExclusionWhy.EVIDENCE: ExclusionFault.NO_EVIDENCE,
    ExclusionWhy.TOO_LONG: ExclusionFault.TOO_LONG,
}


@dataclass(frozen=True, slots=True)
class Usual:
    """What rows mean that do not say it themselves; no reason means that they have to."""

    reason: ExclusionReason | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """One person and some days, as a row of the list says; `track` is as it was written."""

    sheet: str
    number: int
    staff_number: str
    name: str
    reason: ExclusionReason
    starts_on: date
    until_on: date | None
    track: str
    evidence: str
    words: str


RowFault = list_rows.RowFault[ExclusionFault]
Reading = list_rows.Reading[ExclusionRow, ExclusionFault]


def reason_of(word: str) -> ExclusionReason | None:
    """What reason a word names, None for a word nobody uses."""
    return _REASONS.get(roster_cells.key(word))


def read(book: Workbook, *, usual: Usual) -> Reading:
    """Read every sheet that has a header. A last day belongs to the days; none means no end."""
    return list_rows.read(book, _HEADINGS, lambda line: [_row(line, usual)], ExclusionFault)


def checked(row: ExclusionRow) -> RowFault | None:
    """Return what is wrong with a row by itself, or None."""
    why = why_not_ask(
        Term(row.starts_on, row.until_on),
        reason=row.reason,
        words=row.words,
        evidence=row.evidence,
    )
    if why is None:
        return None
    shown = f"{row.starts_on} – {row.until_on or ''}" if why is ExclusionWhy.PERIOD else ""
    return RowFault(row.sheet, row.number, _WHY[why], shown)


def _row(line: Line[str], usual: Usual) -> ExclusionRow:
    number, word = line.text("number"), line.text("reason")
    if not number:
        raise Bad(ExclusionFault.NO_STAFF_NUMBER)
    first = line.day("first", ExclusionFault.BAD_DATE)
    if first is None:
        raise Bad(ExclusionFault.NO_DATE)
    last = line.day("last", ExclusionFault.BAD_DATE)
    reason = reason_of(word) if word else usual.reason
    if reason is None:
        raise Bad(ExclusionFault.UNKNOWN_REASON, word)
    row = ExclusionRow(
        sheet=line.sheet,
        number=line.number,
        staff_number=number,
        name=line.name("name"),
        reason=reason,
        starts_on=first,
        until_on=last + timedelta(days=1) if last else None,
        track=line.text("track"),
        evidence=line.text("evidence") or usual.evidence,
        words=line.text("words"),
    )
    fault = checked(row)
    if fault is not None:
        raise Bad(fault.fault, f"{first} – {last or ''}" if fault.shown else "")
    return row
