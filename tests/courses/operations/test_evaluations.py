"""Evaluations: who answers, once; what is shown, and when; that no row leads to a person."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from academy.audit.models import Entry
from academy.notices.models import Notice
from academy.shared.errors import NotFound, Refusal
from courses.enums import CohortState
from courses.enums.evaluation import PromptAbout, PromptKind, Shown
from courses.enums.teaching import DayPart
from courses.errors.evaluation import (
    AlreadyAnswered,
    AnswerIncomplete,
    AnswerOutOfRange,
    AnswerTextTooLong,
    AnswerUnknownLine,
    EvaluationCohortNotRun,
    EvaluationDaysInvalid,
    EvaluationNotYet,
    EvaluationOver,
    EvaluationTaken,
    EvaluationTooEarly,
    EvaluationTooSmall,
    PromptChoicesInvalid,
    PromptTextRequired,
    QuestionnaireEmpty,
    QuestionnaireNameRequired,
)
from courses.models import Cohort, Comment, Evaluation, Instructor, Prompt, Tally, Turnout
from courses.operations import enrolments, evaluations
from courses.queries.evaluations import Rating, invitations_of, ratings_of, results_of
from courses.rules.evaluation import MOST_PROMPTS, Answer, PromptLine
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make.courses import ENDS_ON
from tests.make.evaluations import (
    LAST_DAY,
    PROMPTS,
    cohort,
    full,
    opened,
    questionnaire,
    say,
    voters,
)
from tests.make.teaching import slot, teach

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CLOSED_ON = ENDS_ON + 7 * DAY


def test_editions_are_dated_and_kept(at: datetime, cast: Cast) -> None:
    one = questionnaire(at=at)
    assert questionnaire(at=at) == one
    two = questionnaire(at=at, prompts=PROMPTS[:2])
    assert (one.number, two.number, two.questionnaire) == (1, 2, one.questionnaire)
    assert [each.text for each in one.prompts.order_by("sequence")] == [p.text for p in PROMPTS]
    with pytest.raises(DatabaseError), transaction.atomic():
        Prompt.objects.update(text="改")


@pytest.mark.parametrize(
    ("prompts", "refusal"),
    [
        ([], QuestionnaireEmpty),
        ([PROMPTS[0]] * (MOST_PROMPTS + 1), QuestionnaireEmpty),
        ([PromptLine(PromptKind.SCALE, PromptAbout.COHORT, " ")], QuestionnaireEmpty),
        ([PromptLine(PromptKind.CHOICE, PromptAbout.COHORT, "题", ("a",))], PromptChoicesInvalid),
        ([PromptLine(PromptKind.TEXT, PromptAbout.COHORT, "题")], PromptTextRequired),
    ],
)
def test_bad_questionnaires(
    at: datetime, cast: Cast, prompts: list[PromptLine], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        questionnaire(at=at, prompts=prompts)
    with pytest.raises(QuestionnaireNameRequired):
        questionnaire(at=at, name=" ")
    assert len(questionnaire(at=at, prompts=[PROMPTS[0]] * MOST_PROMPTS).prompts.all()) == 40


def test_opened_from_the_last_day_and_told(at: datetime, cast: Cast) -> None:
    row = cohort(cast, 6, at=at)
    edition = questionnaire(at=at)
    with pytest.raises(EvaluationTooEarly):
        opened(row, at=LAST_DAY - DAY)
    for days in (0, 61):
        with pytest.raises(EvaluationDaysInvalid):
            evaluations.open_(actor=SYSTEM, cohort=row, edition=edition, days=days, at=LAST_DAY)
    made = opened(row)
    assert opened(row) == made
    assert (made.opens_on, made.last_on) == (ENDS_ON, ENDS_ON + 6 * DAY)
    assert Notice.objects.filter(topic="courses.evaluation_open").count() == 6
    other = questionnaire(at=at, prompts=PROMPTS[:1])
    with pytest.raises(EvaluationTaken):
        evaluations.open_(actor=SYSTEM, cohort=row, edition=other, at=LAST_DAY)
    assert [each.evaluation for each in invitations_of(voters(made)[0])] == [made]
    assert invitations_of(cast.wang) == []


@pytest.mark.parametrize(("count", "opens"), [(4, False), (5, True), (6, True)])
def test_a_cohort_too_small_is_not_asked(at: datetime, cast: Cast, count: int, opens: bool) -> None:
    row = cohort(cast, count, at=at)
    if opens:
        assert len(voters(opened(row))) == count
    else:
        with pytest.raises(EvaluationTooSmall):
            opened(row)
        assert not Notice.objects.filter(topic="courses.evaluation_open").exists()


def test_who_was_not_there_is_not_asked(at: datetime, cast: Cast) -> None:
    row = cohort(cast, 6, at=at)
    gone = row.enrolments.order_by("pk")[0]
    enrolments.withdraw(actor=SYSTEM, enrolment=gone, reason="住院", at=at)
    made = opened(row)
    assert len(voters(made)) == 5
    for person in (gone.person, cast.wang, cast.admin):
        with pytest.raises(NotFound):
            say(made, person)
    draft = make.cohort(at=at, number=9, state=CohortState.DRAFT)
    with pytest.raises(EvaluationCohortNotRun):
        opened(draft)


@pytest.mark.parametrize(
    ("days", "refusal"),
    [(-1, EvaluationNotYet), (0, None), (6, None), (7, EvaluationOver)],
)
def test_days_of_answers(
    at: datetime, cast: Cast, days: int, refusal: type[Refusal] | None
) -> None:
    made = opened(cohort(cast, 5, at=at))
    person = voters(made)[0]
    if refusal is None:
        say(made, person, at=LAST_DAY + days * DAY)
        assert Turnout.objects.get(person=person).answered
    else:
        with pytest.raises(refusal):
            say(made, person, at=LAST_DAY + days * DAY)
        assert not Turnout.objects.filter(answered=True).exists()


def test_the_last_second(at: datetime, cast: Cast) -> None:
    made = opened(cohort(cast, 5, at=at))
    one, two = voters(made)[:2]
    midnight = LAST_DAY.replace(hour=16) + 6 * DAY
    say(made, one, at=midnight - timedelta(seconds=1))
    with pytest.raises(EvaluationOver):
        say(made, two, at=midnight)


def test_bad_answers_leave_nothing(at: datetime, cast: Cast) -> None:
    made = opened(cohort(cast, 5, at=at))
    person = voters(made)[0]
    good = full()
    cases: list[tuple[Answer, type[Refusal]]] = [
        (Answer({1: 4}), AnswerIncomplete),
        (Answer({**good.values, 1: 6}), AnswerOutOfRange),
        (Answer({**good.values, 99: 1}), AnswerUnknownLine),
        (Answer(good.values, {3: "字" * 501}), AnswerTextTooLong),
    ]
    for bad, refusal in cases:
        with pytest.raises(refusal):
            say(made, person, bad)
    assert not Tally.objects.filter(count__gt=0).exists()
    assert not Turnout.objects.filter(answered=True).exists()
    say(made, person)
    with pytest.raises(AlreadyAnswered):
        say(made, person)
    assert sum(Tally.objects.values_list("count", flat=True)) == 5


@pytest.mark.parametrize(
    ("answers", "verdict"), [(4, Shown.TOO_FEW), (5, Shown.YES), (6, Shown.YES)]
)
def test_shown_from_the_minimum_up(
    at: datetime, cast: Cast, answers: int, verdict: Shown, django_assert_num_queries: Any
) -> None:
    made = opened(cohort(cast, 7, at=at))
    for person in voters(made)[:answers]:
        say(made, person, full(4, "多讲案例"))
    open_still = results_of(made, on=CLOSED_ON - DAY)
    assert (open_still.shown, open_still.lines) == (Shown.STILL_OPEN, [])
    with django_assert_num_queries(4 if verdict is Shown.YES else 1):
        got = results_of(made, on=CLOSED_ON)
    assert (got.shown, got.invited, got.answers) == (verdict, 7, answers)
    assert bool(got.lines) is (verdict is Shown.YES)
    who = Instructor.objects.get()
    rated = ratings_of([who.pk], on=CLOSED_ON)
    assert rated == ({who.pk: Rating(Decimal("4.00"), answers)} if got.lines else {})
    assert ratings_of([who.pk], on=CLOSED_ON - DAY) == {}


def test_a_line_below_the_minimum_is_not_shown(at: datetime, cast: Cast) -> None:
    made = opened(cohort(cast, 7, at=at))
    for place, person in enumerate(voters(made)):
        say(made, person, full(5, "我是 P00100，电话 13900000000" if place < 4 else ""))
    lines = {row.line.sequence: row for row in results_of(made, on=CLOSED_ON).lines}
    assert (lines[3].is_shown, lines[3].texts, lines[3].answers) == (False, None, None)
    assert (lines[1].average, lines[1].answers) == (Decimal("5.00"), 7)
    assert lines[2].counts == {1: 0, 2: 7, 3: 0}
    only = results_of(made, on=CLOSED_ON, instructor=Instructor.objects.get())
    assert [row.line.sequence for row in only.lines] == [6]
    assert {row.text for row in Comment.objects.all()} == {"我是 ***，电话 ***"}


def test_ratings_leave_small_cohorts_out(at: datetime, cast: Cast) -> None:
    one = opened(cohort(cast, 6, at=at))
    for person in voters(one):
        say(one, person, full(3))
    before = ratings_of([Instructor.objects.get().pk], on=CLOSED_ON)
    two = opened(make_second(at, cast))
    for person in voters(two)[:4]:
        say(two, person, full(1))
    assert ratings_of([Instructor.objects.get().pk], on=CLOSED_ON) == before
    say(two, voters(two)[4], full(1))
    after = ratings_of([Instructor.objects.get().pk], on=CLOSED_ON)
    assert list(after.values()) == [Rating(Decimal("2.09"), 11)]


def make_second(at: datetime, cast: Cast) -> Cohort:
    row = cohort(cast, 5, at=at, number=2)
    teach(row, Instructor.objects.get(), slot(part=DayPart.AFTERNOON), at=at)
    return row


# -- that no row leads to a person ---------------------------------------------------------------


def test_no_key_joins_answers_and_people() -> None:
    """From the answers' tables no chain of keys reaches a person but through the whole cohort."""
    told = {Tally, Comment}
    for model in told:
        columns = {field.name for field in model._meta.get_fields()}
        assert columns <= {"id", "line", "value", "count", "text"}
    assert {field.name for field in Turnout._meta.get_fields()} == {
        "id", "evaluation", "person", "answered"
    }  # fmt: skip
    for model in (*told, Turnout):
        kinds = {field.get_internal_type() for field in model._meta.concrete_fields}
        assert not kinds & {"DateTimeField", "DateField", "TimeField"}
    pointing = {
        other._meta.label
        for other in apps.get_models()
        for field in other._meta.concrete_fields
        if field.related_model in told
    }
    assert pointing == set()


def _rows(table: str) -> list[tuple[Any, ...]]:
    """The rows as they lie: SQLite by rowid, PostgreSQL by place, with the writer's number."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"SELECT 0, * FROM {table} ORDER BY rowid")
        else:
            cursor.execute(f"SELECT xmin::text, * FROM {table} ORDER BY ctid")
        return list(cursor.fetchall())


def test_order_of_rows_tells_nothing(at: datetime, cast: Cast) -> None:
    made = opened(cohort(cast, 12, at=at))
    people = voters(made)
    keys: list[set[Any]] = []
    for place, person in enumerate(people):
        say(made, person, full(1 + place % 5, f"意见{place:02d}"))
        keys.append(set(Comment.objects.values_list("pk", flat=True)))
    said = [row.text for row in Comment.objects.order_by("pk")]
    assert sorted(said) == [f"意见{place:02d}" for place in range(12)]
    # Twelve in the order in which they came: once in 479 million.
    assert said != sorted(said)
    assert [row[-1] for row in _rows("courses_comment")] != sorted(said)
    turned = [row.person_id for row in Turnout.objects.order_by("pk")]
    assert turned != [person.pk for person in people]
    # Every answer gives all comments new keys: two copies of the table have none in common.
    for earlier, later in pairwise(keys):
        assert not earlier & later


@pytest.mark.only_on("postgres")
@pytest.mark.django_db(transaction=True)
def test_all_rows_have_the_same_writer(at: datetime, cast: Cast) -> None:
    made = opened(cohort(cast, 6, at=at))
    for person in voters(made):
        say(made, person, full(5, "好"))
        writers = {
            row[0]
            for table in ("courses_tally", "courses_comment", "courses_turnout")
            for row in _rows(table)
        }
        assert len(writers) == 1, "the last answer can be told from the others"


def test_an_answer_is_not_in_the_log(at: datetime, cast: Cast) -> None:
    made = opened(cohort(cast, 5, at=at))
    entries = Entry.objects.count()
    say(made, voters(made)[0])
    assert Entry.objects.count() == entries
    assert Evaluation.objects.get() == made
