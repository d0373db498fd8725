"""A rehearsal runs the whole day with the real code and leaves nothing but one line in the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import translation

from academy.audit.models import Entry, Head
from academy.people.models import Person
from academy.shared import clock
from exams.enums import Admission, EntryRule, RehearsalStep, Verb
from exams.errors import RehearsalRefused
from exams.models import Exam
from exams.operations import accommodations, exams, pauses, policies, rehearsal, rooms, seating
from exams.queries.policies import policy_of, terms_of
from exams.rules import timing
from exams.rules.rehearsal import Report
from tests.cast import AT, SYSTEM, Cast, gather
from tests.make import exams as make

#: A rehearsal shifts the real clock, so its stories begin now and not on the day of the others.
SOON = timedelta(days=3)
KEYS = ("ab" * 32, "cd" * 32)


def soon(cast: Cast) -> Exam:
    """An hour's exam, three days ahead by the real clock."""
    people = [cast.wang, cast.li, cast.zhao]
    return make.exam(at=AT, persons=people, opens_at=clock.now() + SOON)


@pytest.fixture
def exam(cast: Cast) -> Exam:
    return soon(cast)


def rehearse(exam: Exam, *, candidates: int = 8) -> Report:
    return rehearsal.run(actor=SYSTEM, exam=exam, candidates=candidates, at=clock.database_now())


def ruled(exam: Exam, **rules: object) -> None:
    """Set rules of the day."""
    terms = replace(terms_of(policy_of(exam)), **rules)  # type: ignore[arg-type]  # by name
    policies.set_(actor=SYSTEM, exam=exam, terms=terms, at=AT)


def every_row() -> dict[str, list[object]]:
    """The keys of all rows of all tables."""
    return {
        model._meta.label: sorted(model._default_manager.values_list("pk", flat=True), key=str)
        for model in apps.get_models()
        if model is not Entry
    }


def assert_sound(report: Report) -> None:
    assert [line for line in report.refusals if not line.wanted] == []
    assert dict(report.checks) == dict.fromkeys(report.checks, True)
    assert report.sound


@pytest.mark.django_db
def test_everything_promised_holds_in_a_rehearsal(exam: Exam) -> None:
    report = rehearse(exam, candidates=12)
    assert_sound(report)
    counts = {line.step: line.count for line in report.steps}
    assert counts[RehearsalStep.CHECK_IN] == counts[RehearsalStep.PAPER] == 12
    assert counts[RehearsalStep.START] == 13
    assert [(line.step.value, line.code, line.count) for line in report.refusals] == [
        ("late", "exams.sitting_closed", 1),
        ("pause", "exams.sitting_paused", 1),
        ("start", "exams.not_open_yet", 1),
        ("take_over", "exams.lease_held", 1),
        ("take_over", "exams.lease_lost", 1),
    ]
    assert (report.scores.lowest, report.scores.highest) == (Decimal(0), report.full_marks)
    assert report.scores.passed + report.scores.failed == 12
    assert report.item_count == exam.paper.item_count
    assert report.paper_bytes > len(exam.paper.candidate)


def check_that_nothing_is_left(exam: Exam) -> None:
    before, head, log = every_row(), Head.objects.get(), Entry.objects.count()
    at = clock.now()
    report = rehearse(exam)
    assert_sound(report)
    assert every_row() == before
    assert Entry.objects.count() == log + 1
    entry = Entry.objects.order_by("-sequence")[0]
    assert (entry.sequence, entry.verb) == (head.sequence + 1, Verb.EXAM_REHEARSED.value)
    assert entry.facts["candidates"] == 8
    assert entry.facts["sound"] is True
    assert clock.now() - at < timedelta(minutes=2)


@pytest.mark.django_db
def test_nothing_is_left_but_one_line_in_the_log(exam: Exam) -> None:
    check_that_nothing_is_left(exam)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_where_transactions_are_real() -> None:
    exam = soon(gather(at=AT))
    ruled(exam, entry_rule=EntryRule.ONE_TIME_CODE)
    check_that_nothing_is_left(exam)


@pytest.mark.django_db
def test_a_rehearsal_can_be_repeated_and_the_exam_sat_afterwards(cast: Cast, exam: Exam) -> None:
    assert_sound(rehearse(exam))
    assert_sound(rehearse(exam))
    row = make.sitting(exam, cast.wang, at=exam.opens_at)
    assert make.save(row, {"1": True}, at=exam.opens_at + timedelta(minutes=1)).answered == 1


@pytest.mark.django_db
def test_the_language_stays_as_it_was(exam: Exam) -> None:
    with translation.override("en"):
        rehearse(exam)
        assert translation.get_language() == "en"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rules",
    [
        {"admission": Admission.INVIGILATOR},
        {"entry_rule": EntryRule.ACCESS_CODE, "access_code": "LYCHEE"},
        {"entry_rule": EntryRule.ONE_TIME_CODE},
        {"config_keys": KEYS, "exam_keys": KEYS},
        {"check_in_minutes": 0},
    ],
    ids="-".join,
)
def test_the_exams_own_rules_are_rehearsed(exam: Exam, rules: dict[str, object]) -> None:
    ruled(exam, **rules)
    report = rehearse(exam)
    assert_sound(report)
    admitted = {line.step: line.count for line in report.steps}.get(RehearsalStep.ADMIT, 0)
    assert admitted == (8 if "admission" in rules else 0)


@pytest.mark.django_db
def test_rooms_networks_and_accommodations_are_rehearsed(cast: Cast, exam: Exam) -> None:
    hall = rooms.open_(actor=SYSTEM, name="一号机房", capacity=30, networks=["10.1.2.0/24"], at=AT)
    seating.assign(actor=SYSTEM, exam=exam, rooms=[hall], at=AT)
    ruled(exam, networks_enforced=True)
    accommodations.grant(
        actor=SYSTEM,
        person=cast.wang,
        extra_percent=50,
        ground="视力",
        starts_on=clock.local_date(AT),
        at=AT,
    )
    assert_sound(rehearse(exam))


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [1, 60, 12 * 3600])
def test_any_duration_can_be_rehearsed(cast: Cast, seconds: int) -> None:
    exam = make.exam(
        at=AT,
        persons=[cast.wang],
        opens_at=clock.now() + SOON,
        window=timedelta(seconds=1),
        duration_seconds=seconds,
    )
    assert_sound(rehearse(exam))


@pytest.mark.django_db
def test_a_make_up_can_be_rehearsed(cast: Cast) -> None:
    opened = clock.now() - timedelta(days=2)
    first = make.exam(at=AT, persons=[cast.wang, cast.li], opens_at=opened)
    make.sat(first, cast.wang, at=opened, right=0)
    make.sat(first, cast.li, at=opened)
    make.released(first, at=opened + timedelta(hours=3))
    first.refresh_from_db()
    assert_sound(rehearse(make.make_up(first, at=clock.now() + SOON)))


@pytest.mark.django_db
def test_a_rehearsal_shows_what_would_be_refused(exam: Exam) -> None:
    """No room has a network with a computer in it: nobody would get in, and the report says so."""
    hall = rooms.open_(actor=SYSTEM, name="二号机房", capacity=30, networks=["::1/128"], at=AT)
    seating.assign(actor=SYSTEM, exam=exam, rooms=[hall], at=AT)
    ruled(exam, networks_enforced=True)
    hall.networks = ["nonsense"]
    hall.save(update_fields=["networks"])
    report = rehearse(exam)
    assert not report.sound
    assert not report.checks["everybody_started"]
    refused = [line for line in report.refusals if line.code == "exams.network_refused"]
    assert [(line.step, line.count) for line in refused] == [(RehearsalStep.CHECK_IN, 8)]


@pytest.mark.django_db
def test_a_rehearsal_notices_a_deadline_that_does_not_hold(
    exam: Exam, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a rule that never ends a sitting must spoil the report."""

    def never(*, deadline_at: datetime, at: datetime) -> bool:
        return False

    monkeypatch.setattr(timing, "is_over", never)
    report = rehearse(exam)
    assert not report.sound
    assert not report.checks["late_answers_kept"]


@pytest.mark.django_db
@pytest.mark.parametrize(("candidates", "taken"), [(7, False), (8, True), (201, False)])
def test_the_number_of_fake_candidates_has_borders(
    exam: Exam, candidates: int, taken: bool
) -> None:
    if taken:
        assert_sound(rehearse(exam, candidates=candidates))
    else:
        with pytest.raises(RehearsalRefused) as refused:
            rehearse(exam, candidates=candidates)
        assert refused.value.field == "candidates"


def reason_of(exam: Exam) -> object:
    before = Person.objects.count()
    with pytest.raises(RehearsalRefused) as refused:
        rehearse(exam)
    assert refused.value.code == "exams.rehearsal_refused"
    assert Person.objects.count() == before
    return refused.value.facts["reason"]


@pytest.mark.django_db
def test_nobody_may_be_sitting_any_exam(cast: Cast, exam: Exam) -> None:
    now = clock.now()
    other = make.exam(
        at=AT,
        persons=[cast.officer],
        on_paper=exam.paper,
        opens_at=now - timedelta(minutes=61),
        window=timedelta(hours=3),
        cohort=exam.cohort,
    )
    wang = make.sitting(other, cast.wang, at=now)
    assert reason_of(exam) == "somebody_sitting"
    pauses.pause(actor=SYSTEM, sitting=wang, reason="停电", at=now + timedelta(minutes=1))
    assert reason_of(exam) == "somebody_sitting"


@pytest.mark.django_db
def test_a_sitting_past_its_deadline_is_nobody_sitting(cast: Cast, exam: Exam) -> None:
    began = clock.now() - timedelta(minutes=60, seconds=1)
    over = make.exam(at=AT, persons=[], on_paper=exam.paper, opens_at=began, cohort=exam.cohort)
    make.sitting(over, cast.wang, at=began)
    assert_sound(rehearse(exam))


@pytest.mark.django_db
def test_an_exam_that_is_over_is_not_rehearsed(cast: Cast, exam: Exam) -> None:
    exams.cancel(actor=SYSTEM, exam=exam, at=AT)
    assert reason_of(exam) == "exam_over"
    past = make.exam(
        at=AT,
        persons=[],
        on_paper=exam.paper,
        opens_at=clock.now() - timedelta(days=1),
        cohort=exam.cohort,
    )
    make.released(past, at=clock.now())
    assert reason_of(past) == "exam_over"
