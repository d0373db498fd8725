"""The chapters of a person's training record."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.people.models import Assignment
from academy.people.queries.kinds import KindSpan
from academy.reporting import labels
from academy.reporting.enums import Keeping
from academy.reporting.labels import Shape
from academy.reporting.models import Exclusion
from academy.reporting.queries.person_record import Stay
from academy.reporting.reports import completion
from academy.reporting.reports.stories.cohort_after import KINDS, state_of
from academy.reporting.reports.stories.frame import Chapter, Line, Table
from academy.reporting.specs import ListColumn
from academy.shared.clock import local_date
from certificates.models import Certificate
from courses import labels as course_labels
from courses.enums import HoursSource
from courses.models import Enrolment, HoursEntry
from courses.queries.owing import Owing

_TENTH = Decimal("0.1")
_FROM = ListColumn("valid_from", _("自"), 12, Shape.DATE)
_LAST = ListColumn("last_on", _("至"), 12, Shape.DATE)
_SERVICE = (
    ListColumn("unit", _("单位"), 30),
    ListColumn("post", _("职务"), 16),
    ListColumn("rank", _("职级"), 18),
    _FROM,
    _LAST,
)
_KIND = (ListColumn("staff_kind", _("人员类别"), 20, words=labels.STAFF_KIND), _FROM, _LAST)


def service(
    rows: Sequence[Assignment], kinds: Sequence[KindSpan], names: Mapping[int, str], on: date
) -> Chapter:
    """Return where, in which post and rank, and as what the person served."""
    served = [
        Line(
            row.valid_from.isoformat(),
            {
                "unit": names.get(row.unit_id, row.unit.code),
                "post": row.post.name if row.post else "",
                "rank": row.rank.name if row.rank else "",
                "valid_from": row.valid_from,
                "last_on": _last(row.valid_until, on),
            },
        )
        for row in rows
    ]
    spans = [
        Line(
            span.since.isoformat() if span.since else "ever",
            {
                "staff_kind": span.kind.value,
                "valid_from": span.since,
                "last_on": _last(span.until, on),
            },
        )
        for span in kinds
    ]
    return Chapter(
        "service",
        _("任职情况"),
        [
            Table("service", _("单位、职务和职级"), _SERVICE, served, empty=_("没有任职记录。")),
            Table("kinds", _("人员类别"), _KIND, spans),
        ],
        _("“至”为空的，截至数据截止日仍在任。"),
    )


def _last(until: date | None, on: date) -> date | None:
    """Return the last day before an exclusive end; None for one not reached by the day."""
    return until - timedelta(days=1) if until is not None and until <= on else None


MOVED = "moved"
_WORDS = {**completion.STANDING, MOVED: _("转期")}
_COHORTS = (
    ListColumn("cohort", _("期次"), 30),
    ListColumn("starts_on", _("开班日期"), 12, Shape.DATE),
    ListColumn("ends_on", _("结束日期"), 12, Shape.DATE),
    ListColumn("first_score", _("首考成绩"), 9, Shape.SCORE),
    ListColumn("make_up_score", _("补考成绩"), 9, Shape.SCORE),
    ListColumn("standing", _("结果"), 11, Shape.CENTRE, words=_WORDS),
    ListColumn("hours", _("学时"), 8, Shape.HOURS),
    ListColumn("valid_until", _("有效期至"), 12, Shape.DATE),
)


def cohorts(
    judged: Sequence[dict[str, Any]], moved: Sequence[Enrolment], names: Mapping[int, str]
) -> Chapter:
    """Return the cohorts with scores and outcome, those left for another one too."""
    chips = next(each for each in completion.SPEC.sources[0].names.columns if each.chips).chips
    columns = tuple(replace(c, chips=chips) if c.code == "standing" else c for c in _COHORTS)
    lines = [_attended(row, names) for row in judged]
    lines += [
        Line(
            str(row.public_id),
            {
                "cohort": row.cohort.name,
                "starts_on": row.cohort.starts_on,
                "ends_on": row.cohort.ends_on,
                "standing": MOVED,
            },
        )
        for row in moved
    ]
    lines.sort(key=lambda line: str(line.values["starts_on"]))
    table = Table("cohorts", _("参训期次"), columns, lines, empty=_("没有参训记录。"))
    return Chapter("cohorts", _("参训情况"), [table])


def _attended(row: dict[str, Any], names: Mapping[int, str]) -> Line:
    told = completion.SPEC.sources[0].names.line(row, names)
    until = row["completion__valid_until_on"] if row["passed"] and row["hours_tenths"] else None
    values = {
        **{column.code: told.get(column.code) for column in _COHORTS},
        "ends_on": row["cohort__ends_on"],
        "valid_until": until - timedelta(days=1) if until else None,
    }
    return Line(str(row["public_id"]), values)


_YEARS = (
    ListColumn("year", _("年度"), 8, Shape.CENTRE),
    ListColumn("hours", _("取得学时"), 12, Shape.HOURS),
)
_STANDINGS = (
    ListColumn("year", _("年度"), 8, Shape.CENTRE),
    ListColumn("requirement", _("培训要求"), 34),
    ListColumn("owed", _("应达"), 9, Shape.HOURS),
    ListColumn("earned", _("已达"), 9, Shape.HOURS),
    ListColumn("missing", _("尚欠"), 9, Shape.HOURS),
    ListColumn("due_on", _("期限"), 12, Shape.DATE),
)


def hours(by_year: Mapping[int, Decimal], owed: Sequence[tuple[int, Owing]]) -> Chapter:
    """Return the hours of each year, and what the requirements asked."""
    years = [
        Line(str(year), {"year": str(year), "hours": by_year[year]})
        for year in sorted(by_year, reverse=True)
    ]
    standings = [
        Line(
            f"{year}/{each.edition.requirement.code}",
            {
                "year": str(year),
                "requirement": each.edition.requirement.name,
                "owed": each.standing.owed.quantize(_TENTH),
                "earned": each.standing.earned.quantize(_TENTH),
                "missing": each.standing.missing.quantize(_TENTH),
                "due_on": each.standing.due_on,
            },
        )
        for year, each in owed
    ]
    return Chapter(
        "hours",
        _("学时和培训要求"),
        [
            Table("years", _("各年学时"), _YEARS, years, empty=_("没有取得学时。")),
            Table(
                "standings",
                _("培训要求完成情况（近五年）"),
                _STANDINGS,
                standings,
                empty=_("没有适用的培训要求。"),
                called_by="requirement",
            ),
        ],
        _("往年按当年最后一天、本年按数据截止日适用的要求；要求为通过课程的，一门计 1。"),
    )


_SOURCES = {each.value: label for each, label in course_labels.HOURS_SOURCE.items()}
_LEDGER = (
    ListColumn("earned_on", _("取得日期"), 12, Shape.DATE),
    ListColumn("track", _("业务线"), 14),
    ListColumn("category", _("学时类别"), 14),
    ListColumn("source", _("来源"), 12, words=_SOURCES),
    ListColumn("hours", _("学时"), 9, Shape.HOURS),
    ListColumn("evidence", _("依据"), 32, keeping=Keeping.SEALED),
    ListColumn("recorded_on", _("记入日期"), 12, Shape.DATE),
)


def ledger(rows: Sequence[HoursEntry]) -> Chapter:
    """Return the ledger line by line, reversals as lines of their own."""
    lines = [
        Line(
            str(row.public_id),
            {
                "earned_on": row.earned_on,
                "track": row.track.name,
                "category": row.category.name,
                "source": row.source,
                "hours": row.hours,
                "evidence": _evidence(row),
                "recorded_on": local_date(row.recorded_at),
            },
        )
        for row in rows
    ]
    if rows:
        total = sum((row.hours for row in rows), Decimal("0.0"))
        words = {"track": gettext("合计"), "hours": total}
        lines.append(Line("", words, is_sum=True, worded=("track",)))
    table = Table("ledger", _("学时台账"), _LEDGER, lines, empty=_("台账里没有记录。"))
    return Chapter("ledger", _("学时台账"), [table])


def _evidence(row: HoursEntry) -> str:
    """Return by what the hours are proved: the cohort, where they were earned in one."""
    if row.source == HoursSource.COMPLETION and row.completion is not None:
        return row.completion.enrolment.cohort.name
    return row.evidence


_STATES = {
    "held": _("有效"),
    "lapsed": _("已到期"),
    "superseded": _("已换发"),
    "revoked": _("已撤销"),
}
_CHIPS = {"held": "done", "lapsed": "owed", "superseded": "plain", "revoked": "stop"}
_CERTIFICATES = (
    ListColumn("number", _("编号"), 26, Shape.CENTRE),
    ListColumn("kind", _("证书"), 14, words=KINDS),
    ListColumn("cohort", _("期次"), 26),
    ListColumn("issued_on", _("颁发日期"), 12, Shape.DATE),
    ListColumn("expires_on", _("失效日期"), 12, Shape.DATE),
    ListColumn("state", _("状态"), 10, Shape.CENTRE, words=_STATES, chips=_CHIPS),
)


def certificates(rows: Sequence[Certificate], before: datetime, on: date) -> Chapter:
    """Return the certificates with what they were on the day."""
    lines = [
        Line(
            row.number,
            {
                "number": row.number,
                "kind": row.kind,
                "cohort": row.completion.enrolment.cohort.name,
                "issued_on": row.issued_on,
                "expires_on": row.expires_on,
                "state": state_of(row, before, on),
            },
        )
        for row in rows
    ]
    table = Table("certificates", _("证书"), _CERTIFICATES, lines, empty=_("没有证书。"))
    return Chapter("certificates", _("证书"), [table])


_STAYS = (
    ListColumn("cohort", _("期次"), 30),
    ListColumn("hours_there", _("出勤学时"), 10, Shape.HOURS),
    ListColumn("hours_on_leave", _("请假学时"), 10, Shape.HOURS),
    ListColumn("hours_absent", _("缺勤学时"), 10, Shape.HOURS),
    ListColumn("late", _("迟到（次）"), 10, Shape.COUNT),
    ListColumn("left_early", _("早退（次）"), 10, Shape.COUNT),
    ListColumn("leave_used", _("准假占学时"), 11, Shape.HOURS),
    ListColumn("entries", _("操行记录（条）"), 13, Shape.COUNT),
    ListColumn("points", _("操行分"), 9, Shape.HOURS),
)


def stays(rows: Sequence[Stay]) -> Chapter:
    """Return attendance, leave and conduct in sums, cohort by cohort; no kinds of leave."""
    lines = [
        Line(
            str(each.enrolment.public_id),
            {
                "cohort": each.enrolment.cohort.name,
                "hours_there": each.figures.attendance.hours_there,
                "hours_on_leave": each.figures.attendance.hours_on_leave,
                "hours_absent": each.figures.attendance.hours_absent,
                "late": each.figures.attendance.late,
                "left_early": each.figures.attendance.left_early,
                "leave_used": each.figures.leave_used,
                "entries": each.figures.entries,
                "points": each.figures.points,
            },
        )
        for each in rows
    ]
    table = Table("stays", _("请假和操行"), _STAYS, lines, empty=_("没有参训记录。"))
    return Chapter(
        "stays",
        _("考勤、请假和操行"),
        [table],
        _("截止日之后的更正、审批和冲销不计；含转期前的期次，不含当时已退训和转出的。"),
    )


DISCREET = "discreet"
_REASONS = {
    **{each.value: label for each, label in labels.EXCLUSION_REASON.items()},
    DISCREET: labels.EXCLUSION_DISCREET,
}
_EXCLUSIONS = (
    _FROM,
    _LAST,
    ListColumn("reason", _("原因"), 24, words=_REASONS, keeping=Keeping.SEALED),
    ListColumn("track", _("业务线"), 20),
)


def exclusions(rows: Sequence[tuple[Exclusion, bool]]) -> Chapter:
    """Return when the person was left out of the figures; health only where it is disclosed."""
    lines = [
        Line(
            str(row.public_id),
            {
                "valid_from": row.valid_from,
                "last_on": row.term.last_on,
                "reason": row.reason if disclosed else DISCREET,
                "track": row.track.name if row.track else "",
            },
        )
        for row, disclosed in rows
    ]
    table = Table(
        "exclusions", _("不计入统计"), _EXCLUSIONS, lines, empty=_("没有不计入统计的日期。")
    )
    return Chapter("exclusions", _("不计入统计"), [table])
