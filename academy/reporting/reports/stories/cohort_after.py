"""Chapters of the cohort report about what came of it: certificates, teaching, evaluation."""

from collections import Counter
from datetime import date, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.reporting.enums import Keeping
from academy.reporting.labels import Shape
from academy.reporting.queries import cohort_story
from academy.reporting.reports.stories.cohort_told import Told
from academy.reporting.reports.stories.frame import Chapter, Line, Table, Text
from academy.reporting.specs import ListColumn
from academy.shared.clock import local_date
from certificates import labels as certificate_labels
from certificates.enums import CertificateKind
from certificates.models import Certificate
from courses.enums.evaluation import PromptKind, Shown
from courses.queries.evaluations import LineResult

KINDS = {kind.value: label for kind, label in certificate_labels.CERTIFICATE_KIND.items()}
_COUNTS = (
    ListColumn("kind", _("证书"), 18, words=KINDS),
    ListColumn("issued", _("颁发"), 8, Shape.COUNT),
    ListColumn("held", _("有效"), 8, Shape.COUNT),
    ListColumn("lapsed", _("已到期"), 8, Shape.COUNT),
    ListColumn("superseded", _("已换发"), 8, Shape.COUNT),
    ListColumn("revoked", _("已撤销"), 8, Shape.COUNT),
)
_REVOKED = (
    ListColumn("number", _("编号"), 24, Shape.CENTRE),
    ListColumn("kind", _("证书"), 18, words=KINDS),
    ListColumn("name", _("姓名"), 10, keeping=Keeping.NAMES),
    ListColumn("issued_on", _("颁发日期"), 12, Shape.DATE),
    ListColumn("revoked_on", _("撤销日期"), 12, Shape.DATE),
)


def certificates(told: Told) -> Chapter:
    """Return what was issued and what was taken back."""
    rows = list(cohort_story.certificates(told.ask, told.cohort))
    states = {row.pk: state_of(row, told.before, told.ask.as_of) for row in rows}
    counts = Counter((row.kind, states[row.pk]) for row in rows)
    lines = []
    for kind in CertificateKind:
        of = {state: counts[kind.value, state] for state in _STATES}
        if any(of.values()):
            values = {"kind": kind.value, "issued": sum(of.values()), **of}
            lines.append(Line(kind.value, values))
    revoked = [row for row in rows if states[row.pk] == "revoked"]
    return Chapter(
        "certificates",
        _("证书"),
        [
            Table("certificates", _("颁发情况"), _COUNTS, lines, empty=_("还没有颁发证书。")),
            Table(
                "revoked",
                _("撤销的证书"),
                _REVOKED,
                [_revoked(row) for row in revoked],
                empty=_("没有撤销的证书。"),
            ),
        ],
    )


_STATES = ("held", "lapsed", "superseded", "revoked")


def state_of(row: Certificate, before: datetime, on: date) -> str:
    """Return what a certificate was at the end of a day, `before` being that instant."""
    if row.revoked_at is not None and row.revoked_at < before:
        return "revoked"
    if row.superseded_at is not None and row.superseded_at < before:
        return "superseded"
    return "lapsed" if row.expires_on is not None and row.expires_on <= on else "held"


def _revoked(row: Certificate) -> Line:
    values = {
        "number": row.number,
        "kind": row.kind,
        "name": row.name,
        "issued_on": row.issued_on,
        "revoked_on": local_date(row.revoked_at) if row.revoked_at else None,
    }
    return Line(row.number, values)


_TEACHING = (
    ListColumn("name", _("教官"), 14),
    ListColumn("organisation", _("外聘单位"), 28),
    ListColumn("taught", _("已授学时"), 10, Shape.HOURS),
    ListColumn("ahead", _("待授学时"), 10, Shape.HOURS),
)


def teaching(told: Told) -> Chapter:
    """Return the instructors with their hours."""
    rows = cohort_story.teaching(told.cohort, told.ask)
    lines = [
        Line(
            str(row.id),
            {
                "name": row.name,
                "organisation": row.organisation,
                "taught": row.taught,
                "ahead": row.ahead,
            },
        )
        for row in rows
    ]
    if rows:
        sums = {
            "name": gettext("合计"),
            "taught": sum(row.taught for row in rows),
            "ahead": sum(row.ahead for row in rows),
        }
        lines.append(Line("", sums, is_sum=True, worded=("name",)))
    table = Table("teaching", _("教官和授课学时"), _TEACHING, lines, empty=_("还没有安排授课。"))
    return Chapter(
        "teaching", _("教学"), [table], _("按全期统计；合班的学时各期都计，同讲的各计各的。")
    )


_EVALUATION = (
    ListColumn("prompt", _("问题"), 34),
    ListColumn("about", _("对象"), 24),
    ListColumn("answers", _("作答（人）"), 10, Shape.COUNT),
    ListColumn("average", _("平均（满分 5）"), 13, Shape.SCORE),
)


def evaluation(told: Told) -> Chapter:
    """Return the means of the evaluation's scales, as far as enough people answered.

    Nothing where not the whole bureau is asked about: evaluations know no units, and are the
    academy's and the bureau's to read, however many of the cohort a unit has sent.
    """
    found = cohort_story.evaluation(told.cohort, told.ask) if told.entire else None
    basis: Text = ""
    empty: Text = _("没有评教。")
    if not told.entire:
        empty = _("评教不记名、不分单位，只列在全局范围的报告里；本报告的范围小于全局，所以不列。")
    lines: list[Line] = []
    if found is not None:
        empty = {
            Shown.STILL_OPEN: _("评教还在进行，结束后才显示结果。"),
            Shown.TOO_FEW: _("作答人数不足，为匿名起见不显示结果。"),
            Shown.YES: _("没有达到最少作答人数的评分题。"),
        }[found.shown]
        if found.shown is Shown.YES:
            basis = gettext(
                "邀请 %(invited)s 人，作答 %(answers)s 人；不足 %(minimum)s 人作答的问题不列。"
            ) % {
                "invited": found.invited,
                "answers": found.answers,
                "minimum": found.evaluation.minimum,
            }
        lines = [_rated(each) for each in found.lines if _is_rated(each)]
    table = Table("evaluation", _("评分题"), _EVALUATION, lines, basis, empty)
    return Chapter("evaluation", _("评教"), [table])


def _is_rated(result: LineResult) -> bool:
    return result.is_shown and PromptKind(result.line.prompt.kind) is PromptKind.SCALE


def _rated(result: LineResult) -> Line:
    line = result.line
    about = line.subject or line.instructor
    values = {
        "prompt": line.prompt.text,
        "about": about.name if about is not None else "",
        "answers": result.answers,
        "average": result.average,
    }
    return Line(str(line.sequence), values)
