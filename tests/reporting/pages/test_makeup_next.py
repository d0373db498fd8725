"""What comes next for who owes a make-up, and how units arrange it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from academy.people.models import Person
from academy.reporting.models import MakeUp
from academy.reporting.pages.makeup_next import next_step
from academy.reporting.queries import makeup_next
from academy.reporting.queries.makeup_next import Load
from academy.web.steps import office, own
from courses.enums import CohortState
from courses.models import Cohort, Enrolment, Syllabus
from courses.operations import enrolments
from tests.cast import AT, SYSTEM, Cast, ClientOf
from tests.make import courses, enrolling
from tests.make import makeups as make
from tests.make import people as make_people
from tests.make.makeups import Run

OVERVIEW = reverse("reporting:make_ups_overview")
QUERIES = 20
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NOW = AT + DAY
#: The second cohort: after the one that was failed.
STARTS = date(2026, 4, 13)


@pytest.fixture(autouse=True)
def _the_day_after() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def syllabus() -> Syllabus:
    return courses.syllabus(at=AT)


def failed(syllabus: Syllabus, *people: Person) -> None:
    make.closed(Run(failed=people), of=syllabus, at=AT)
    make.swept(AT)


def second(syllabus: Syllabus, *, number: int = 2, starts_on: date = STARTS) -> Cohort:
    return courses.cohort(
        at=AT, number=number, of=syllabus, starts_on=starts_on, ends_on=starts_on + 4 * DAY
    )


def step(person: Person) -> str:
    row = MakeUp.objects.select_related("person", "course").get(person=person)
    return next_step(row, at=NOW)


def test_who_owes_it_reads_whom_to_ask(cast: Cast, syllabus: Syllabus, client_of: ClientOf) -> None:
    failed(syllabus, cast.wang)
    said = "目前没有接收提名的期次。请告知单位联络员陈联络，新的期次发布后安排参加。"
    assert step(cast.wang) == said
    second(syllabus)
    said = "最近一期是 第 2 期执法骨干班（2026-04-13 开班），请联系单位联络员陈联络提名。"
    assert step(cast.wang) == said
    row = MakeUp.objects.get()
    page = client_of(cast.wang).get(reverse("reporting:make_up", args=[row.public_id]))
    assert said in page.content.decode()
    (card,) = own.my_make_ups(cast.wang, NOW)
    assert str(card.line).endswith("。最近一期4月13日开班：第 2 期执法骨干班，请联系单位联络员提名")
    assert card.url == reverse("reporting:make_up", args=[row.public_id])


def test_who_has_a_place_reads_where(cast: Cast, syllabus: Syllabus) -> None:
    failed(syllabus, cast.wang)
    cohort = second(syllabus)
    enrolments.nominate_many(actor=SYSTEM, cohort=cohort, persons=[cast.wang], at=NOW)
    assert step(cast.wang) == (
        "已安排参加 第 2 期执法骨干班（2026-04-13 开班，已提名），合格后自动销号。"
    )
    (card,) = own.my_make_ups(cast.wang, NOW)
    assert str(card.line).endswith("。已安排：第 2 期执法骨干班，4月13日开班")


def test_without_an_officer_the_office_is_named(cast: Cast, syllabus: Syllabus) -> None:
    failed(syllabus, cast.li)
    assert "请告知单位联络员，" in step(cast.li)


def test_the_next_cohort_is_the_nearest_that_takes_nominations(
    cast: Cast, syllabus: Syllabus
) -> None:
    failed(syllabus, cast.wang)
    course = syllabus.course_id

    def found() -> str | None:
        row = makeup_next.next_cohorts([course], NOW).get(course)
        return row.name if row else None

    # Today's has begun, a draft is nobody's yet.
    second(syllabus, number=2, starts_on=NOW.date())
    courses.cohort(
        at=AT,
        number=3,
        of=syllabus,
        state=CohortState.DRAFT,
        starts_on=STARTS,
        ends_on=STARTS + DAY,
    )
    assert found() is None
    second(syllabus, number=5, starts_on=STARTS + 7 * DAY)
    assert found() == "第 5 期执法骨干班"
    # A deadline that is reached is past; one second before it is not.
    for number, until, expected in ((6, NOW, 5), (7, NOW + SECOND, 7)):
        row = second(syllabus, number=number, starts_on=NOW.date() + DAY)
        written_at = until - enrolling.NOMINATIONS_OPEN
        enrolling.notice(row, at=written_at, number=f"测城管培〔2026〕{number}号")
        assert found() == f"第 {expected} 期执法骨干班"
    assert "请在 2026-03-03 09:00 前联系单位联络员陈联络提名" in step(cast.wang)


def test_the_overview_and_a_list_of_nominations_in_one_press(
    cast: Cast, syllabus: Syllabus, client_of: ClientOf
) -> None:
    failed(syllabus, cast.wang, cast.zhao, cast.li)
    cohort = second(syllabus)
    enrolments.nominate_many(actor=SYSTEM, cohort=cohort, persons=[cast.zhao], at=NOW)
    officer = client_of(cast.officer)
    seen = officer.get(OVERVIEW).content.decode()
    for said in ("待补训 2 项，其中逾期 0 项", "第 2 期执法骨干班", "2026-04-13 开班", "东湖"):
        assert said in seen
    assert "试算提名 1 人" in seen
    assert '<input type="hidden" name="text" value="T1001">' in seen
    assert "南桥" not in seen
    reply = officer.post(reverse("courses:nominate", args=[cohort.public_id]), {"text": "T1001"})
    tried = reply.content.decode()
    assert "试算结果" in tried
    assert "王建国" in tried
    assert Enrolment.objects.filter(cohort=cohort).count() == 1
    enrolments.nominate_many(actor=SYSTEM, cohort=cohort, persons=[cast.wang], at=NOW)
    seen = officer.get(OVERVIEW).content.decode()
    assert "试算提名" not in seen
    assert "都已安排" in seen


def test_who_cannot_nominate_sees_how_it_stands(
    cast: Cast, syllabus: Syllabus, client_of: ClientOf
) -> None:
    failed(syllabus, cast.wang, cast.li)
    hr = client_of(cast.hr)
    assert "等待学院发布期次" in hr.get(OVERVIEW).content.decode()
    cohort = second(syllabus)
    where = reverse("courses:cohort", args=[cohort.public_id])
    for person, opens in ((cast.hr, False), (cast.leader, True)):
        seen = client_of(person).get(OVERVIEW).content.decode()
        assert "由单位联络员提名" in seen
        assert "试算提名" not in seen
        # Whoever may open the cohort's page finds the way there.
        assert (where in seen) is opens
    assert client_of(cast.wang).get(OVERVIEW).status_code == 403


def test_nothing_to_make_up(cast: Cast, client_of: ClientOf) -> None:
    assert "没有待补训的课程" in client_of(cast.hr).get(OVERVIEW).content.decode()


def test_the_card_of_who_arranges_it(cast: Cast, syllabus: Syllabus) -> None:
    assert office.make_ups(cast.officer, NOW) == []
    failed(syllabus, cast.wang, cast.zhao, cast.li)
    cohort = second(syllabus)

    def said(person: Person, at: datetime = NOW) -> tuple[str, str, str]:
        (card,) = office.make_ups(person, at)
        assert card.url == OVERVIEW
        return str(card.line), card.chip, str(card.chip_word)

    assert said(cast.hr) == ("待补训 3 项，尚未安排 3 项", "owed", "待安排")
    enrolments.nominate_many(actor=SYSTEM, cohort=cohort, persons=[cast.wang, cast.zhao], at=NOW)
    assert said(cast.officer) == ("待补训 2 项，尚未安排 0 项", "", "")
    assert said(cast.officer, make.LATE) == ("待补训 2 项，尚未安排 0 项", "late", "2 项逾期")


def test_loads_count_each_once(cast: Cast, syllabus: Syllabus) -> None:
    failed(syllabus, cast.wang, cast.zhao, cast.li)
    enrolments.nominate_many(
        actor=SYSTEM, cohort=second(syllabus), persons=[cast.zhao, cast.li], at=NOW
    )
    rows = MakeUp.objects.all()
    on = make.DUE + DAY
    assert makeup_next.loads(rows, "course_id", on=make.DUE) == [Load(syllabus.course_id, 3, 0, 2)]
    assert makeup_next.loads(rows, "unit_id", on=on) == [
        Load(cast.east.pk, 2, 2, 1),
        Load(cast.south.pk, 1, 1, 1),
    ]
    assert makeup_next.total(rows, on=on) == Load(0, 3, 3, 2)
    both = [cast.east.pk, cast.south.pk]
    assert makeup_next.to_nominate(rows, both, on=on) == {syllabus.course_id: ["T1001"]}
    assert makeup_next.to_nominate(rows, [cast.south.pk], on=on) == {}


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries(
    cast: Cast,
    syllabus: Syllabus,
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    failed(syllabus, *make_people.people(count, unit=cast.east, at=AT))
    second(syllabus)
    officer = client_of(cast.officer)
    with django_assert_num_queries(QUERIES):
        officer.get(OVERVIEW)
