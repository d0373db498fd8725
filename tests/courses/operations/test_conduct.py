"""Points of conduct: entered all or none, taken back once, objected to in time."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from academy.audit.models import Entry
from academy.people.access import actor
from academy.shared.errors import NotFound, Refusal
from courses.enums import CohortState
from courses.enums.attendance import ObjectionState
from courses.errors import CohortNotRunning, ReasonRequired
from courses.errors import conduct as no
from courses.models import ConductEntry, Enrolment, ResidenceRules
from courses.operations import conduct, residence_rules
from courses.queries.conduct import points_of
from courses.rules.residence import Settings
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import conduct as make
from tests.make import courses as make_courses
from tests.make.conduct import LATER, ON


def test_entries_count_and_rewards_go_up_to_their_most(cast: Cast, at: datetime) -> None:
    cohort = make.running([cast.wang, cast.li], at=at)
    make.entry(cohort, cast.wang)
    make.entry(cohort, cast.wang, "quarters", "2.5")
    make.entry(cohort, cast.li, "merit", "10")
    make.entry(cohort, cast.wang, "drinking", "0")
    one, two = (make_courses.enrolment_of(cohort, each) for each in (cast.wang, cast.li))
    assert points_of([one.pk, two.pk]) == {one.pk: Decimal("92.5"), two.pk: Decimal("110.0")}


def test_the_log_has_rule_and_points_but_no_evidence(cast: Cast, at: datetime) -> None:
    make.entry(make.running([cast.wang], at=at), cast.wang)
    said = Entry.objects.filter(verb="courses.conduct_entered").get()
    assert said.facts == {"rule": "phone", "points": "-5"}


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (("phone", "4.5", ON), no.ConductPointsInvalid),
        (("quarters", "5.5", ON), no.ConductPointsInvalid),
        (("phone", "5", date(2019, 12, 31)), no.ConductRuleNotInForce),
        (("phone", "5", ON + timedelta(days=1)), no.ConductDayInvalid),
        (("phone", "5", date(2026, 3, 1)), no.ConductDayInvalid),
    ],
)
def test_what_is_no_entry_is_refused(
    cast: Cast, at: datetime, line: tuple[str, str, date], refusal: type[Refusal]
) -> None:
    cohort = make.running([cast.wang], at=at)
    place = make_courses.enrolment_of(cohort, cast.wang)
    with pytest.raises(refusal):
        conduct.enter(actor=SYSTEM, enrolments=[place], line=make.line(*line), at=LATER)
    assert not ConductEntry.objects.exists()


def test_all_or_none_and_twice_only_when_meant(cast: Cast, at: datetime) -> None:
    cohort = make.running([cast.wang, cast.li], at=at)
    make.entry(cohort, cast.wang)
    places = [make_courses.enrolment_of(cohort, each) for each in (cast.wang, cast.li)]
    with pytest.raises(no.ConductTwice):
        conduct.enter(actor=SYSTEM, enrolments=places, line=make.line(), at=LATER)
    assert ConductEntry.objects.count() == 1
    tried = conduct.look(enrolments=places, line=make.line(), at=LATER)
    assert [type(each.refusal) for each in tried] == [no.ConductTwice, type(None)]
    conduct.enter(actor=SYSTEM, enrolments=places, line=make.line(again=True), at=LATER)
    assert ConductEntry.objects.count() == 3


def test_people_of_two_cohorts_and_nobody_are_refused(cast: Cast, at: datetime) -> None:
    make.running([cast.wang], at=at)
    with pytest.raises(no.ConductPlaceInvalid):
        conduct.enter(actor=SYSTEM, enrolments=[], line=make.line(), at=LATER)


def test_a_cohort_that_does_not_run_takes_no_entries(cast: Cast, at: datetime) -> None:
    first = make.running([cast.wang], at=at)
    other = make_courses.cohort(at=at, number=2, persons=[cast.li], of=first.syllabus)
    with pytest.raises(CohortNotRunning):
        make.entry(other, cast.li)


def test_an_entry_is_taken_back_once(cast: Cast, at: datetime) -> None:
    cohort = make.running([cast.wang], at=at)
    row = make.entry(cohort, cast.wang)
    with pytest.raises(ReasonRequired):
        conduct.reverse(actor=SYSTEM, entry=row, reason=" ", at=LATER)
    back = conduct.reverse(actor=SYSTEM, entry=row, reason="记错人", at=LATER)
    assert back.points == 5
    assert conduct.reverse(actor=SYSTEM, entry=row, reason="记错人", at=LATER) == back
    with pytest.raises(no.ConductReversed):
        conduct.reverse(actor=SYSTEM, entry=row, reason="另一原因", at=LATER)
    with pytest.raises(no.ConductReversalFinal):
        conduct.reverse(actor=SYSTEM, entry=back, reason="再撤", at=LATER)
    assert points_of([row.enrolment_id]) == {row.enrolment_id: Decimal("100.0")}


@pytest.mark.parametrize(("days", "late"), [(2, False), (3, False), (4, True)])
def test_objections_have_their_days(cast: Cast, at: datetime, days: int, late: bool) -> None:
    row = make.entry(make.running([cast.wang], at=at), cast.wang)
    who, when = actor(cast.wang), LATER + timedelta(days=days)
    if late:
        with pytest.raises(no.ObjectionLate):
            make.objection(row, who, at=when)
        return
    made = make.objection(row, who, at=when)
    assert make.objection(row, who, at=when) == made
    with pytest.raises(no.ObjectionTwice):
        conduct.object_to(actor=who, entry=row, text="换个说法", at=when)


def test_only_who_is_concerned_objects(cast: Cast, at: datetime) -> None:
    row = make.entry(make.running([cast.wang], at=at), cast.wang)
    with pytest.raises(NotFound):
        make.objection(row, actor(cast.li))


@pytest.mark.parametrize("upheld", [True, False])
def test_somebody_else_decides(cast: Cast, at: datetime, upheld: bool) -> None:
    cohort = make.running([cast.wang], at=at)
    row = make.entry(cohort, cast.wang, actor=actor(cast.admin))
    made = make.objection(row, actor(cast.wang))
    with pytest.raises(no.ObjectionOwnEntry):
        conduct.decide_objection(
            actor=actor(cast.admin), objection=made, upheld=upheld, answer="核实", at=LATER
        )
    second = actor(cast.second_admin)
    state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    for _time in range(2):
        done = conduct.decide_objection(
            actor=second, objection=made, upheld=upheld, answer="核实", at=LATER
        )
        assert done.state == state
    assert points_of([row.enrolment_id])[row.enrolment_id] == (100 if upheld else 95)
    with pytest.raises(no.ObjectionDecided):
        conduct.decide_objection(
            actor=second, objection=made, upheld=not upheld, answer="核实", at=LATER
        )


def test_editions_of_the_residence_rules(cast: Cast, at: datetime) -> None:
    def adopt(figures: Settings) -> ResidenceRules:
        return residence_rules.adopt(
            actor=SYSTEM, settings=figures, valid_from=FOUNDED_ON, ground="院务会第 1 号", at=at
        )

    own = Settings(start_points=Decimal("90.0"), objection_days=0)
    assert adopt(own) == adopt(own)
    with pytest.raises(no.ResidenceRulesInvalid):
        adopt(Settings(leave_part=8))
    entry = make.entry(make.running([cast.wang], at=at), cast.wang)
    assert points_of([entry.enrolment_id])[entry.enrolment_id] == 85


def test_what_counts_in_a_closed_cohort_stands(cast: Cast, at: datetime) -> None:
    cohort = make.running([cast.wang], at=at)
    row = make.entry(cohort, cast.wang)
    further = make_courses.cohort(
        at=at,
        number=2,
        state=CohortState.CLOSED,
        of=cohort.syllabus,
        persons=[cast.wang],
        starts_on=date(2026, 3, 16),
        ends_on=date(2026, 3, 20),
    )
    place = make_courses.enrolment_of(further, cast.wang)
    Enrolment.objects.filter(pk=place.pk).update(transferred_from=row.enrolment)
    assert points_of([place.pk]) == {place.pk: Decimal("95.0")}
    with pytest.raises(no.ConductSettled):
        make.entry(cohort, cast.wang, "dress", "2")
    with pytest.raises(no.ConductSettled):
        conduct.reverse(actor=SYSTEM, entry=row, reason="记错人", at=LATER)
