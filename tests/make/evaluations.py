"""Builders of questionnaires and evaluations."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from academy.people.models import Person
from courses.enums import CohortState
from courses.enums.evaluation import PromptAbout, PromptKind
from courses.models import Cohort, Evaluation, QuestionnaireEdition, Turnout
from courses.operations import evaluations
from courses.rules.evaluation import Answer, PromptLine
from tests import keep
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import people
from tests.make.courses import ENDS_ON
from tests.make.teaching import instructor, teach

# 09:00 in Dongguan on the last day of the cohorts of `make.courses`.
LAST_DAY = datetime.fromisoformat(f"{ENDS_ON}T01:00:00+00:00")
AFTER = LAST_DAY + timedelta(days=7)
PROMPTS = (
    PromptLine(PromptKind.SCALE, PromptAbout.COHORT, "总体满意度"),
    PromptLine(PromptKind.SCALE, PromptAbout.SUBJECT, "内容对工作的帮助"),
    PromptLine(PromptKind.SCALE, PromptAbout.INSTRUCTOR, "授课水平"),
    PromptLine(PromptKind.CHOICE, PromptAbout.COHORT, "课时安排", ("偏少", "合适", "偏多")),
    PromptLine(PromptKind.TEXT, PromptAbout.COHORT, "意见和建议", required=False),
)


@keep.kept
def questionnaire(
    *, at: datetime, prompts: Sequence[PromptLine] = PROMPTS, name: str = "课程评估"
) -> QuestionnaireEdition:
    """Publish the next edition of a questionnaire."""
    return evaluations.publish_questionnaire(
        actor=SYSTEM, name=name, valid_from=at.date(), prompts=prompts, at=at
    )


@keep.kept
def cohort(cast: Cast, count: int, *, at: datetime, number: int = 1) -> Cohort:
    """A cohort of `count` people, with one instructor who taught one half day."""
    start = number * 100
    crowd = people.people(count, unit=cast.east, at=at, start=start)
    row = make.cohort(at=at, number=number, state=CohortState.RUNNING, persons=crowd)
    if number == 1:
        teach(row, instructor(cast.instructor, at=at, of=row.syllabus.course), at=at)
    return row


@keep.kept
def opened(row: Cohort, *, at: datetime = LAST_DAY) -> Evaluation:
    """Open a cohort's evaluation on its last day, for seven days."""
    edition = questionnaire(at=at)
    return evaluations.open_(actor=SYSTEM, cohort=row, edition=edition, days=7, at=at)


def voters(evaluation: Evaluation) -> list[Person]:
    """Who may answer, by staff number."""
    rows = Turnout.objects.filter(evaluation=evaluation).select_related("person")
    return [row.person for row in rows.order_by("person__staff_number")]


def full(value: int = 4, text: str = "") -> Answer:
    """A whole answer to PROMPTS of a cohort with two subjects and one instructor."""
    return Answer({1: value, 2: 2, 4: value, 5: value, 6: value}, {3: text} if text else {})


@keep.kept
def say(
    evaluation: Evaluation, person: Person, answer: Answer | None = None, *, at: datetime = LAST_DAY
) -> None:
    """Let a person answer."""
    evaluations.answer(evaluation=evaluation, person=person, answer=answer or full(), at=at)
