"""What is typed into the editor of questionnaires, and the prompts that it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from academy.shared.errors import InputInvalid
from courses.enums.evaluation import PromptAbout, PromptKind
from courses.models import QuestionnaireEdition
from courses.rules.evaluation import MOST_PROMPTS, PromptLine

_MOST_CHARS = 200
_FREE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the editor as it was typed."""

    text: str = ""
    kind: str = PromptKind.SCALE.value
    about: str = PromptAbout.COHORT.value
    choices: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Typed:
    """The whole editor as it was typed."""

    name: str
    valid_from: str
    rows: list[Row] = field(default_factory=list)

    def padded(self) -> "Typed":
        """The same with some empty rows at its end, as far as there may be more."""
        more = min(_FREE_ROWS, MOST_PROMPTS - len(self.rows))
        return replace(self, rows=self.rows + [Row()] * max(0, more))


def typed(data: Mapping[str, str]) -> Typed:
    """Return what was typed, without the rows in which nothing was."""
    rows = [
        Row(
            text=data.get(f"text_{number}", "").strip(),
            kind=data.get(f"kind_{number}", ""),
            about=data.get(f"about_{number}", ""),
            choices=data.get(f"choices_{number}", "").strip(),
            required=f"required_{number}" in data,
        )
        for number in range(1, MOST_PROMPTS + 1)
    ]
    kept = [row for row in rows if row.text or row.choices]
    return Typed(data.get("name", "").strip(), data.get("valid_from", "").strip(), kept)


def lines(given: Typed) -> list[PromptLine]:
    """Return the prompts that were typed; what is no prompt at all is refused as input."""
    return [_line(number, row) for number, row in enumerate(given.rows, start=1)]


def _line(number: int, row: Row) -> PromptLine:
    choices = tuple(each.strip() for each in row.choices.splitlines() if each.strip())
    if len(row.text) > _MOST_CHARS or any(len(each) > 60 for each in choices):
        raise InputInvalid(field="prompts", reason=_("第 %(n)s 题过长") % {"n": number})
    if row.kind not in set(PromptKind) or row.about not in set(PromptAbout):
        raise InputInvalid(field="prompts", reason=_("第 %(n)s 题的题型不存在") % {"n": number})
    kind = PromptKind(row.kind)
    # A free text is never required: the tick is taken off rather than complained of.
    required = row.required and kind is not PromptKind.TEXT
    return PromptLine(kind, PromptAbout(row.about), row.text, choices, required)


def day(given: Typed) -> date:
    """Return the date that was typed."""
    try:
        return date.fromisoformat(given.valid_from)
    except ValueError:
        raise InputInvalid(field="valid_from", reason=_("日期不存在")) from None


def of(edition: QuestionnaireEdition, today: date) -> Typed:
    """Return an edition as something to go on from."""
    rows = [
        Row(row.text, row.kind, row.about, "\n".join(row.choices), row.required)
        for row in edition.prompts.order_by("sequence")
    ]
    return Typed(edition.questionnaire.name, today.isoformat(), rows)


def ordinary(today: date) -> Typed:
    """Return a questionnaire as most academies have it, to begin with."""
    scale, text = PromptKind.SCALE.value, PromptKind.TEXT.value
    return Typed(
        _("课程评估"),
        today.isoformat(),
        [
            Row(_("本期培训总体满意度")),
            Row(_("组织和保障（食宿、内务、作息）")),
            Row(_("内容对实际工作的帮助"), scale, PromptAbout.SUBJECT.value),
            Row(_("授课水平"), scale, PromptAbout.INSTRUCTOR.value),
            Row(_("课堂组织和纪律"), scale, PromptAbout.INSTRUCTOR.value),
            Row(
                _("课时安排"),
                PromptKind.CHOICE.value,
                choices="\n".join([_("偏少"), _("合适"), _("偏多")]),
            ),
            Row(_("意见和建议（请勿写姓名、工号、电话）"), text, required=False),
        ],
    )
