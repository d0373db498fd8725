"""The clock's part in evaluations: opened, reminded of, results told; each once, and not at all."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from academy.audit.models import Entry
from academy.jobs.models import Job
from academy.jobs.periodic import tick
from academy.notices.models import Notice
from academy.people.enums import Role
from academy.people.operations import grants
from courses.enums import CohortState
from courses.errors import CohortCancelled
from courses.errors.evaluation import EvaluationDaysInvalid
from courses.models import Evaluation, EvaluationSetting, Questionnaire
from courses.operations import cohorts, evaluation_rounds
from courses.operations.evaluation_rounds import Opened, arrange, make_usual, open_due, remind_due
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make.courses import ENDS_ON
from tests.make.evaluations import LAST_DAY, cohort, opened, questionnaire, say, voters
from tests.make.teaching import at_times, slot, teach

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_it_opens_when_the_last_line_is_over(at: datetime, cast: Cast) -> None:
    row = cohort(cast, 6, at=at)
    who = row.teachings.get().instructor
    teach(row, who, at_times("10:20", "11:50", ENDS_ON), at=at)
    edition = questionnaire(at=at)
    over = LAST_DAY + 2 * HOUR + 50 * MINUTE
    for moment, done in ((over - MINUTE, 0), (over, 1), (over + MINUTE, 0), (over + DAY, 0)):
        assert open_due(at=moment) == Opened(opened=done)
    made = Evaluation.objects.get()
    assert (made.edition, made.opens_on, made.last_on) == (edition, ENDS_ON, ENDS_ON + 6 * DAY)
    assert Notice.objects.filter(topic="courses.evaluation_open").count() == 6
    entry = Entry.objects.get(verb="courses.evaluation_opened")
    assert entry.actor_label == "courses.evaluations_due"


def test_what_does_not_open_by_itself(at: datetime, cast: Cast, settings: Any) -> None:
    later = LAST_DAY + DAY
    row = cohort(cast, 4, at=at)
    assert open_due(at=later) == Opened(without_questionnaire=1)
    questionnaire(at=at)
    assert open_due(at=later) == Opened(unfit=1)
    other = cohort(cast, 6, at=at, number=2)
    settings.EVALUATION_AUTO = False
    assert open_due(at=later) == Opened()
    # The cohort's own settings go before the academy's, both ways.
    chosen = questionnaire(at=at, name="另一份")
    facts: dict[str, Any] = {"actor": SYSTEM, "cohort": other, "edition": chosen, "days": 3}
    made = arrange(automatic=True, at=at, **facts)
    assert arrange(automatic=True, at=later, **facts) == made
    assert open_due(at=later + 14 * DAY) == Opened()
    assert open_due(at=later) == Opened(opened=1)
    opened_ = Evaluation.objects.get()
    assert (opened_.edition, opened_.last_on) == (chosen, ENDS_ON + 3 * DAY)
    settings.EVALUATION_AUTO = True
    arrange(actor=SYSTEM, cohort=row, automatic=False, at=at)
    assert open_due(at=later) == Opened()
    assert Entry.objects.filter(verb="courses.evaluation_arranged").count() == 2
    for days in (0, 61):
        with pytest.raises(EvaluationDaysInvalid):
            arrange(automatic=True, at=at, **(facts | {"days": days}))
    draft = make.cohort(at=at, number=9, state=CohortState.DRAFT)
    cohorts.cancel(actor=SYSTEM, cohort=draft, reason="台风", at=at)
    with pytest.raises(CohortCancelled):
        arrange(actor=SYSTEM, cohort=draft, automatic=True, at=at)
    assert EvaluationSetting.objects.count() == 2


def test_one_questionnaire_is_the_usual_one(at: datetime, cast: Cast) -> None:
    one, two = (questionnaire(at=at, name=name).questionnaire for name in ("甲", "乙"))
    for usual in (one, two, two):
        make_usual(actor=SYSTEM, questionnaire=usual, at=at)
        assert Questionnaire.objects.get(usual=True) == usual
    assert Entry.objects.filter(verb="courses.questionnaire_usual").count() == 2


def _reminded() -> list[int]:
    rows = Notice.objects.filter(topic="courses.evaluation_reminder").order_by("person_id", "pk")
    return list(rows.values_list("person_id", flat=True))


def test_those_who_have_not_answered_are_reminded_once(at: datetime, cast: Cast) -> None:
    row = cohort(cast, 6, at=at)
    made = opened(row)
    people = voters(made)
    say(made, people[0])
    third, fifth = LAST_DAY + 3 * DAY, LAST_DAY + 5 * DAY
    assert remind_due(at=third - MINUTE) == 0
    assert (remind_due(at=third), remind_due(at=third + HOUR)) == (1, 1)
    assert _reminded() == [each.pk for each in people[1:]]
    say(made, people[1])
    assert remind_due(at=fifth) == 1
    assert _reminded() == sorted([each.pk for each in people[1:]] + [e.pk for e in people[2:]])
    assert remind_due(at=LAST_DAY + 7 * DAY) == 0
    told = Notice.objects.filter(topic="courses.evaluation_reminder").values_list("facts")
    assert {tuple(sorted(facts)) for (facts,) in told} == {("cohort", "last_on")}
    # Nobody's reminding is in the log: it would say who had not answered by then.
    assert not Entry.objects.filter(facts__icontains="reminder").exists()


def test_reminders_are_switched_off(at: datetime, cast: Cast, settings: Any) -> None:
    row = cohort(cast, 5, at=at)
    opened(row)
    arrange(actor=SYSTEM, cohort=row, automatic=True, reminders=False, at=at)
    assert remind_due(at=LAST_DAY + 3 * DAY) == 0
    arrange(actor=SYSTEM, cohort=row, automatic=True, at=at)
    settings.EVALUATION_REMIND_DAYS = []
    assert remind_due(at=LAST_DAY + 3 * DAY) == 0
    assert _reminded() == []


@pytest.mark.parametrize(("answers", "told"), [(4, 0), (5, 1), (6, 1)])
def test_instructors_are_told_of_results(at: datetime, cast: Cast, answers: int, told: int) -> None:
    made = opened(cohort(cast, 6, at=at))
    for person in voters(made)[:answers]:
        say(made, person)
    tell = evaluation_rounds.tell_results
    over = LAST_DAY + 7 * DAY
    assert [tell(at=moment) for moment in (over - DAY, over - MINUTE, over, over + HOUR)] == [
        0, 0, told, told
    ]  # fmt: skip
    rows = Notice.objects.filter(topic="courses.evaluation_results")
    assert list(rows.values_list("person_id", flat=True)) == [cast.instructor.pk] * told


def test_who_may_not_open_the_results_is_not_told(at: datetime, cast: Cast) -> None:
    made = opened(cohort(cast, 5, at=at))
    for person in voters(made):
        say(made, person)
    for grant in cast.instructor.grants.filter(role=Role.INSTRUCTOR.value):
        grants.end(actor=SYSTEM, grant=grant, on=ENDS_ON, at=at)
    evaluation_rounds.tell_results(at=LAST_DAY + 7 * DAY)
    assert not Notice.objects.filter(topic="courses.evaluation_results").exists()


def test_the_clock_asks_for_it(at: datetime, cast: Cast) -> None:
    row = cohort(cast, 5, at=at)
    teach(row, row.teachings.get().instructor, slot(ENDS_ON), at=at)
    questionnaire(at=at)
    for _ in range(2):
        tick(LAST_DAY + DAY)
    assert Job.objects.filter(kind="courses.evaluations_due").count() == 1
