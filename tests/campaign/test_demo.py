"""What a newcomer is given: logins that work, and an exam that is open."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from academy.campaign import demo, demo_enrolling, demo_planning, runner
from academy.people import access
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared import clock
from courses.models import (
    Block,
    Cohort,
    CohortNotice,
    Enrolment,
    HoursEntry,
    HoursImport,
    Instructor,
    Material,
    PlanDecision,
    PlanningRun,
    Qualification,
    Questionnaire,
    Requirement,
)
from exams.models import Exam
from exams.operations import entry, sittings
from tests.cast import AT

pytestmark = [pytest.mark.django_db, pytest.mark.machine]


@pytest.fixture
def campaign(tmp_path: Path) -> None:
    """A small campaign, closed before the tests' day."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        runner.run(
            runner.prepare(staff=136, seed=5, out=tmp_path, today=clock.local_date(AT), pdfs=0)
        )


def _practice() -> "list[Exam]":
    return list(Exam.objects.filter(cohort__syllabus__course__code=demo.COURSE_CODE))


def test_each_role_has_a_login_and_the_trainee_an_open_exam(campaign: None) -> None:
    logins = demo.prepare(AT)
    assert {login.role for login in logins} == set(Role)
    # Two admins, because a batch of certificates wants a second one.
    assert sum(login.role is Role.ACADEMY_ADMIN for login in logins) == 2
    for login in logins:
        person = Person.objects.get(staff_number=login.staff_number)
        assert person.check_password(login.password)
        assert not person.must_change_password
        assert access.has_role(person, login.role, clock.local_date(AT))
    trainee = Person.objects.get(staff_number=logins[0].staff_number)
    assert trainee.certificates.exists()
    (exam,) = _practice()
    place = entry.check_in(actor=demo.ACTOR, exam=exam, person=trainee, at=AT)
    assert sittings.start(actor=demo.ACTOR, sitting=place, at=AT).person == trainee

    # The same logins again, and no second exam in the same week, taken or not.
    again = demo.prepare(AT + timedelta(hours=1))
    assert again == logins
    assert len(_practice()) == 1

    # A week later there is a new one.
    demo.prepare(AT + timedelta(days=7))
    assert len(_practice()) == 2
    assert Cohort.objects.filter(syllabus__course__code=demo.COURSE_CODE).count() == 2


def test_the_way_into_a_cohort_is_there_to_be_looked_at_once(campaign: None) -> None:
    demo.prepare(AT)
    cohort = Cohort.objects.get(syllabus__course__code=demo_enrolling.COURSE_CODE)
    assert (cohort.state, cohort.holiday_reason) == ("published", "")
    assert (cohort.starts_on - clock.local_date(AT)).days >= 28
    assert cohort.notice.issued_at == AT
    assert cohort.quotas.count() == len(demo_enrolling.BRANCHES)
    states = sorted(cohort.enrolments.values_list("state", flat=True))
    assert states == ["enrolled", "nominated", "waiting"]
    (material,) = Material.objects.published()
    assert material.editions.get().media_type == "application/pdf"
    qualification = Qualification.objects.get(course=cohort.syllabus.course)
    assert qualification.instructor.person is not None
    run, elsewhere = HoursImport.objects.order_by("pk")
    assert (run.state, run.counts["entered"], run.refused) == ("committed", 3, [])
    assert (elsewhere.state, elsewhere.counts["entered"]) == ("committed", 136)
    assert elsewhere.refused == []
    _plans_are_there()
    counted = (
        *(Requirement, Questionnaire, Enrolment, HoursEntry, CohortNotice, Instructor),
        *(PlanningRun, PlanDecision, Block),
    )
    before = [model.objects.count() for model in counted]
    assert all(before)

    demo.prepare(AT + timedelta(hours=1))
    assert [model.objects.count() for model in counted] == before
    assert Material.objects.count() == 1

    # When that cohort has begun, there is a next one to nominate to.
    demo.prepare(AT + timedelta(days=49))
    again = Cohort.objects.filter(syllabus__course__code=demo_enrolling.COURSE_CODE)
    assert [each.number for each in again.order_by("number")] == [1, 2]
    # And when the proposal's first week has begun, the half-year after is proposed.
    assert PlanningRun.objects.filter(requested_by=demo_planning.ACTOR.key).count() == 2


def _plans_are_there() -> None:
    """The campaign's own plan, accepted, and a proposal with decisions for the time ahead."""
    (held,) = PlanningRun.objects.filter(state="accepted")
    assert (held.seated, held.demanded) == (136, 136)
    assert not held.lines.filter(cohort=None).exists()
    (ahead,) = PlanningRun.objects.filter(state="proposed")
    assert ahead.starts_on > clock.local_date(AT)
    assert ahead.seated == ahead.demanded == ahead.seats.count()
    kinds = list(ahead.decisions.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["line_locked", "seat_locked", "seat_moved"]
    assert ahead.lines.filter(locked=True).count() == 1
    assert Block.objects.filter(source=demo_planning.SOURCE, starts_on__gte=ahead.starts_on)


def test_production_has_no_demonstration_logins() -> None:
    with override_settings(ACADEMY_PRODUCTION=True), pytest.raises(CommandError, match="no place"):
        call_command("demo_logins", stdout=StringIO())


def test_passwords_are_another_on_every_machine() -> None:
    here = demo.password_of("CG000001")
    assert here == demo.password_of("CG000001") != demo.password_of("CG000002")
    with override_settings(SECRET_KEY="another-machine-" + "x" * 40):
        assert demo.password_of("CG000001") != here
