"""What a course gives: set within bounds, with its history in the log."""

from datetime import datetime, timedelta

import pytest

from academy.audit.models import Entry
from academy.shared.errors import InputInvalid
from certificates.enums import CertificateKind, Verb
from certificates.errors import AwardTemplateUnknown
from certificates.models import Award
from certificates.operations import awards
from certificates.queries import templates as template_query
from certificates.queries.awards import AwardTerms, award_for
from courses.models import Course
from tests.cast import SYSTEM
from tests.make import courses as make_courses

QUALIFICATION = CertificateKind.QUALIFICATION


@pytest.fixture
def course(db: None, at: datetime) -> Course:
    return make_courses.syllabus(at=at).course


def give(
    course: Course,
    at: datetime,
    *,
    template_name: str = "qualification-song",
    months: int | None = 36,
    prefix: str = "莞城管培",
) -> Award:
    return awards.set_award(
        actor=SYSTEM,
        course=course,
        kind=QUALIFICATION,
        template_name=template_name,
        months=months,
        prefix=prefix,
        at=at,
    )


def test_without_an_award_the_defaults_hold(course: Course, settings: object) -> None:
    prefix = settings.ACADEMY_CERTIFICATE_PREFIX  # type: ignore[attr-defined]  # django's settings
    assert award_for(course, QUALIFICATION) == AwardTerms("qualification-kai", None, prefix)


def test_set_and_set_again(course: Course, at: datetime) -> None:
    first = give(course, at)
    assert award_for(course, QUALIFICATION) == AwardTerms("qualification-song", 36, "莞城管培")
    assert give(course, at + timedelta(days=1)).set_at == at, "the same again changes nothing"
    second = give(course, at + timedelta(days=2), months=None, prefix=" ")
    assert (second.pk, second.months, second.prefix) == (first.pk, None, "")
    entries = template_query.history(course)
    assert [each.facts["months"] for each in entries] == [None, 36]
    assert Entry.objects.filter(verb=Verb.AWARD_SET).count() == 2


@pytest.mark.parametrize("months", [1, 600, None])
def test_months_within_bounds(course: Course, at: datetime, months: int | None) -> None:
    assert give(course, at, months=months).months == months


@pytest.mark.parametrize("months", [-1, 0, 601])
def test_months_out_of_bounds(course: Course, at: datetime, months: int) -> None:
    with pytest.raises(InputInvalid) as caught:
        give(course, at, months=months)
    assert caught.value.field == "months"


@pytest.mark.parametrize("prefix", ["字" * 25, "〔2026〕", "a<b", "莞\n培", "𠀣"])
def test_prefixes_that_cannot_be(course: Course, at: datetime, prefix: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        give(course, at, prefix=prefix)
    assert caught.value.field == "prefix"


@pytest.mark.parametrize("name", ["nothing", "completion-kai", ""])
def test_a_template_has_to_be_there_for_that_kind(course: Course, at: datetime, name: str) -> None:
    with pytest.raises(AwardTemplateUnknown):
        give(course, at, template_name=name)
    assert not Award.objects.exists()
