"""The chapter of the cohort report about the items of its exams."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from academy.reporting.labels import Shape
from academy.reporting.queries import cohort_story
from academy.reporting.queries.cohort_story import Asked
from academy.reporting.reports.stories.cohort_told import Told
from academy.reporting.reports.stories.frame import Chapter, Line, Table, Text
from academy.reporting.rules import items as rules
from academy.reporting.specs import ListColumn
from exams import labels as exam_labels

MOST_SHOWN = 5
_TITLE = _("题目分析")
_KIND = {kind.value: label for kind, label in exam_labels.ITEM_KIND.items()}
_COLUMNS = (
    ListColumn("exam", _("考试"), 28),
    ListColumn("position", _("题序"), 7, Shape.COUNT),
    ListColumn("code", _("题号"), 16, Shape.CENTRE),
    ListColumn("kind", _("题型"), 10, Shape.CENTRE, words=_KIND),
    ListColumn("subject", _("科目"), 18),
    ListColumn("points", _("分值"), 8, Shape.SCORE),
    ListColumn("sittings", _("答卷"), 8, Shape.COUNT),
    ListColumn("facility", _("得分率（%）"), 11, Shape.PERCENT),
    ListColumn("discrimination", _("区分度"), 9, Shape.SCORE),
)


def items(told: Told) -> Chapter:
    """Return the hardest, the easiest and the suspicious items of the first sittings.

    Nothing where somebody of the cohort is not asked about: the figures know no units, and with
    those of some people they would tell of the others.
    """
    if not told.covers:
        elsewhere = _("题目分析按全期统计；本报告的范围不含全期人员，所以不列。")
        return Chapter("items", _TITLE, [Table("items", _TITLE, _COLUMNS, [], empty=elsewhere)])
    asked = cohort_story.items(told.cohort, told.before)
    of = {id(each.figures): each for each in asked}
    figures = [each.figures for each in asked]
    # A short paper's items are not told both as hard and as easy.
    shown = min(MOST_SHOWN, len(figures) // 2)
    empty: Text = _("没有已公布且有五份以上答卷的首次考试。")

    def table(code: str, title: Text, some: Sequence[rules.ItemFigures], none: Text) -> Table:
        lines = [_line(of[id(each)]) for each in some]
        return Table(code, title, _COLUMNS, lines, empty=none if asked else empty, called_by="code")

    return Chapter(
        "items",
        _TITLE,
        [
            table("hardest", _("得分率最低的题"), rules.hardest(figures, shown), empty),
            table("easiest", _("得分率最高的题"), rules.easiest(figures, shown), empty),
            table(
                "suspicious",
                _("需要复核的题"),
                [each for each in figures if each.is_suspicious],
                _("没有需要复核的题。"),
            ),
        ],
        _(
            "得分率为所得分数占应得分数的比例；区分度为总分最高的 27% 与最低的 27% 得分率之差，"
            "答卷不足十份的不算。得分率不到 20%，或区分度为负的，需要复核答案和题面。"
            "题目原文不列，凭题号在题库查看。"
        ),
    )


def _line(each: Asked) -> Line:
    figures = each.figures
    values = {
        "exam": each.exam,
        "position": each.position,
        "code": each.code,
        "kind": each.kind,
        "subject": each.subject,
        "points": each.points,
        "sittings": figures.sittings,
        "facility": figures.facility,
        "discrimination": figures.discrimination,
    }
    return Line(f"{each.exam}/{each.position}", values)
