"""The form of an evaluation as a trainee fills it in, and its results as bars and figures."""

from collections.abc import Mapping
from typing import Any

from courses.enums.evaluation import PromptKind
from courses.models import Evaluation, EvaluationLine
from courses.operations.evaluations import asked_of
from courses.queries.evaluations import LineResult, Results
from courses.rules.evaluation import MOST_TEXT, SCALE, Answer, missing_in

_BAR = 22


class AnswerForm:
    """The lines of an evaluation with what was typed: nothing typed is lost when it is refused."""

    def __init__(self, evaluation: Evaluation, data: Mapping[str, str] | None) -> None:
        self.evaluation = evaluation
        self.data = data or {}

    def answer(self) -> Answer:
        """Return what was typed; what is no number counts as out of range."""
        values: dict[int, int] = {}
        texts: dict[int, str] = {}
        for name, typed in self.data.items():
            kind, _sign, number = name.partition("_")
            if kind not in ("value", "text") or not typed.strip() or not _is_number(number):
                continue
            if kind == "value":
                values[int(number)] = int(typed) if _is_number(typed) else 0
            else:
                texts[int(number)] = typed.strip()
        return Answer(values, texts)

    def groups(self, *, mark_missing: bool) -> list[dict[str, Any]]:
        """Return the lines under the thing that they are about, in the order of the prompts."""
        rows = self.evaluation.lines.select_related("prompt", "subject", "instructor")
        missing = missing_in(asked_of(self.evaluation), self.answer()) if mark_missing else []
        found: dict[str, list[dict[str, Any]]] = {}
        for row in rows.order_by("sequence"):
            line = self._line(row) | {"missing": row.sequence in missing}
            found.setdefault(target_of(row), []).append(line)
        return [{"title": title, "lines": lines} for title, lines in found.items()]

    def _line(self, row: EvaluationLine) -> dict[str, Any]:
        kind = PromptKind(row.prompt.kind)
        typed = self.data.get(f"value_{row.sequence}", "")
        return {
            "number": row.sequence,
            "text": row.prompt.text,
            "required": row.prompt.required,
            "kind": kind.value,
            "options": [(value, word, str(value) == typed) for value, word in _options(row, kind)],
            "typed": self.data.get(f"text_{row.sequence}", ""),
            "most": MOST_TEXT,
        }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _options(row: EvaluationLine, kind: PromptKind) -> list[tuple[int, str]]:
    if kind is PromptKind.SCALE:
        return [(value, str(value)) for value in range(1, SCALE + 1)]
    return list(enumerate(row.prompt.choices, start=1))


def target_of(row: EvaluationLine) -> str:
    """Return the subject or instructor that a line is about, "" for the cohort itself."""
    if row.subject is not None:
        return row.subject.name
    return row.instructor.name if row.instructor is not None else ""


def groups(results: Results) -> list[dict[str, Any]]:
    """Return results under the thing that they are about, with the bars of each line."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in results.lines:
        found.setdefault(target_of(each.line), []).append(_result(each))
    return [{"title": title, "lines": lines} for title, lines in found.items()]


def _result(each: LineResult) -> dict[str, Any]:
    options = _options(each.line, PromptKind(each.line.prompt.kind))
    counts = each.counts or {}
    most = max([1, *counts.values()])
    bars = [
        {
            "word": word,
            "count": counts.get(value, 0),
            "top": place * _BAR,
            "middle": place * _BAR + 11,
            "width": f"{counts.get(value, 0) * 60 / most:.1f}%",
        }
        for place, (value, word) in enumerate(options)
    ]
    return {"result": each, "bars": bars if counts else [], "height": len(bars) * _BAR}
