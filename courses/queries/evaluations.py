"""Results of evaluations, as far as they may be shown, and instructors' ratings.

Everything here asks `rules.evaluation.shown` before it reads a count, and reads no part of an
evaluation (a line, an instructor) that fewer people than the minimum have answered. There is no
filter by unit, sex or anything else about people: the tables know none.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from academy.people.models import Person
from courses.enums.evaluation import PromptAbout, PromptKind, Shown
from courses.models import Comment, Evaluation, EvaluationLine, Instructor, Tally, Turnout
from courses.rules.evaluation import average, shown


@dataclass(frozen=True, slots=True)
class LineResult:
    """What was said to one line: None for all of it where fewer than the minimum said anything.

    `counts` by value from 1; `average` for a scale; `texts` in no order that says anything.
    """

    line: EvaluationLine
    answers: int | None
    counts: dict[int, int] | None = None
    average: Decimal | None = None
    texts: list[str] | None = None

    @property
    def is_shown(self) -> bool:
        """Whether enough people answered this line."""
        return self.answers is not None


@dataclass(frozen=True, slots=True)
class Results:
    """An evaluation's results; `lines` is empty where nothing may be shown."""

    evaluation: Evaluation
    shown: Shown
    invited: int
    answers: int
    lines: list[LineResult]


def results_of(
    evaluation: Evaluation, *, on: date, instructor: Instructor | None = None
) -> Results:
    """Return what may be shown on that day: of all lines, or of those about one instructor.

    Five queries where results are shown, one where they are not.
    """
    turnout = Turnout.objects.filter(evaluation=evaluation).aggregate(
        invited=Count("pk"), answers=Count("pk", filter=Q(answered=True))
    )
    invited, answers = turnout["invited"], turnout["answers"]
    verdict = shown(answers, minimum=evaluation.minimum, last_on=evaluation.last_on, on=on)
    if verdict is not Shown.YES:
        return Results(evaluation, verdict, invited, answers, [])
    rows = evaluation.lines.select_related("prompt", "subject", "instructor").order_by("sequence")
    if instructor is not None:
        rows = rows.filter(instructor=instructor)
    return Results(evaluation, verdict, invited, answers, _lines(list(rows), evaluation.minimum))


def _lines(rows: list[EvaluationLine], minimum: int) -> list[LineResult]:
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    texts: dict[int, list[str]] = defaultdict(list)
    ids = [row.pk for row in rows]
    for tally in Tally.objects.filter(line__in=ids).order_by("line", "value"):
        counts[tally.line_id][tally.value] = tally.count
    # The keys are random and new with each answer, so their order is that of nothing.
    for comment in Comment.objects.filter(line__in=ids).order_by("pk"):
        texts[comment.line_id].append(comment.text)
    return [_line(row, counts[row.pk], texts[row.pk], minimum) for row in rows]


def _line(
    row: EvaluationLine, counts: dict[int, int], texts: list[str], minimum: int
) -> LineResult:
    kind = PromptKind(row.prompt.kind)
    answers = len(texts) if kind is PromptKind.TEXT else sum(counts.values())
    if answers < minimum:
        return LineResult(row, None)
    if kind is PromptKind.TEXT:
        return LineResult(row, answers, texts=texts)
    mean = average(counts) if kind is PromptKind.SCALE else None
    return LineResult(row, answers, counts=counts, average=mean)


@dataclass(frozen=True, slots=True)
class Rating:
    """An instructor's mean over all scales about them, and how many values it is the mean of."""

    average: Decimal
    values: int


def ratings_of(
    instructor_ids: Collection[int], *, on: date, year: int | None = None
) -> dict[int, Rating]:
    """Return each instructor's rating over the evaluations that are shown, in two queries.

    A line below its evaluation's minimum is left out, so that no difference of two means tells
    what it holds. Who has no line that is shown has no rating.
    """
    lines = EvaluationLine.objects.filter(
        instructor__in=instructor_ids,
        prompt__kind=PromptKind.SCALE.value,
        prompt__about=PromptAbout.INSTRUCTOR.value,
        evaluation__last_on__lt=on,
    )
    if year is not None:
        lines = lines.filter(evaluation__cohort__year=year)
    known = {row.pk: row for row in lines.select_related("evaluation").prefetch_related("tallies")}
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in known.values():
        values = {each.value: each.count for each in row.tallies.all()}
        if sum(values.values()) >= row.evaluation.minimum and row.instructor_id is not None:
            for value, count in values.items():
                counts[row.instructor_id][value] += count
    return {
        instructor: Rating(mean, sum(values.values()))
        for instructor, values in counts.items()
        if (mean := average(values)) is not None
    }


@dataclass(frozen=True, slots=True)
class Invitation:
    """An evaluation that somebody may answer, or has."""

    evaluation: Evaluation
    answered: bool


def invitations_of(person: Person) -> list[Invitation]:
    """Return the evaluations a person is of the turnout of, the newest first, in one query."""
    rows = (
        Turnout.objects.filter(person=person)
        .select_related("evaluation__cohort")
        .order_by("-evaluation__opens_on", "-evaluation_id")
    )
    return [Invitation(row.evaluation, row.answered) for row in rows]
