"""The personal training record: figures against sums of their own, the day, who may read what."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from academy.people.enums import Role, StaffKind
from academy.people.models import FormerKind
from academy.reporting import access
from academy.reporting.enums import ExclusionReason
from academy.reporting.errors import AsOfInFuture
from academy.shared.errors import NotFound
from courses.enums import AttemptKind, CohortState
from courses.models import HoursEntry
from courses.operations import hours, transfers
from tests.cast import SYSTEM, Cast
from tests.make import certificates, courses, exclusions, requirements, stories
from tests.make.stories import Lived, line, record_of, table

DAY = timedelta(days=1)


@pytest.fixture
def lived(cast: Cast, at: datetime) -> Lived:
    return stories.lived(cast, at=at)


def test_a_whole_record(cast: Cast, at: datetime, lived: Lived) -> None:
    requirements.edition(at=at)
    first = lived.crowd[0]
    story = record_of(cast.hr, first)
    attended = table(story, "cohorts").lines
    assert len(attended) == 1
    assert attended[0].values["first_score"] == Decimal("100.00")
    assert (attended[0].values["standing"], attended[0].values["hours"]) == (
        "excellent",
        Decimal("40.0"),
    )
    ledger = HoursEntry.objects.filter(person=first).aggregate(total=Sum("hours"))["total"]
    assert line(story, "ledger").values["hours"] == ledger
    assert line(story, "years", "2026").values["hours"] == ledger
    owed = line(story, "standings", "2026/R1").values
    assert [owed[each] for each in ("owed", "earned", "missing")] == [
        Decimal("60.0"),
        Decimal("40.0"),
        Decimal("20.0"),
    ]
    held = table(story, "certificates").lines
    assert [(each.key, each.values["state"]) for each in held] == [
        (lived.revoked.number, "revoked")
    ]
    told = table(story, "stays").lines[0].values
    assert (told["hours_there"], told["points"]) == (Decimal("2.0"), Decimal("100.0"))
    seventh = table(record_of(cast.hr, lived.crowd[6]), "stays").lines[0].values
    assert (seventh["late"], seventh["entries"], seventh["points"]) == (1, 1, Decimal("95.0"))
    absent = table(record_of(cast.hr, lived.crowd[5]), "stays").lines[0].values
    assert absent["hours_absent"] == Decimal("2.0")


def test_the_day_before_and_after_each_change(cast: Cast, at: datetime, lived: Lived) -> None:
    first, last = lived.crowd[0], lived.crowd[9]
    before = record_of(cast.hr, first, at=stories.REVOKED_AT - DAY)
    assert [each.values["state"] for each in table(before, "certificates").lines] == ["held"]
    early = record_of(cast.hr, first, at=stories.EXAM_AT - DAY)
    assert table(early, "certificates").lines == table(early, "ledger").lines == []
    assert table(early, "cohorts").lines[0].values["standing"] == "awaited"
    assert record_of(cast.hr, last, at=stories.EXAM_AT - DAY) is not None
    stood = [
        table(record_of(cast.hr, last, at=when), "cohorts").lines[0].values["standing"]
        for when in (stories.EXAM_AT - DAY, stories.EXAM_AT)
    ]
    assert stood == ["awaited", "withdrawn"]


def test_service_and_kinds_are_dated(cast: Cast, at: datetime) -> None:
    exclusions.moved(cast.wang, cast.south, on=date(2026, 3, 10))
    FormerKind.objects.create(
        person=cast.wang, staff_kind=StaffKind.AUXILIARY.value, valid_until=date(2026, 3, 10)
    )
    for day, units, kinds in ((9, 1, 1), (10, 2, 2), (11, 2, 2)):
        when = datetime.fromisoformat(f"2026-03-{day:02}T02:00:00+00:00")
        story = record_of(cast.hr, cast.wang, at=when)
        assert len(table(story, "service").lines) == units
        assert len(table(story, "kinds").lines) == kinds
        assert table(story, "service").lines[-1].values["last_on"] is None
    story = record_of(cast.hr, cast.wang)
    ended = table(story, "service").lines[0].values
    assert ended["last_on"] == date(2026, 3, 9)
    assert story.scope_name == "测试市城管局南桥分局"
    assert table(story, "kinds").lines[0].values["staff_kind"] == "auxiliary"


def test_reversals_are_lines_of_their_own(cast: Cast, at: datetime) -> None:
    entry = requirements.entry(cast.wang, at=at)
    hours.reverse(actor=SYSTEM, entry=entry, reason="登记有误", at=at + DAY)
    before, after = (record_of(cast.hr, cast.wang, at=when) for when in (at, at + DAY))
    assert [each.values["hours"] for each in table(before, "ledger").lines] == [Decimal("8.0")] * 2
    told = [each.values["hours"] for each in table(after, "ledger").lines]
    assert told == [Decimal("8.0"), Decimal("-8.0"), Decimal("0.0")]
    assert line(after, "years", "2026").values["hours"] == Decimal("0.0")


def test_transfers_and_make_ups(cast: Cast, at: datetime) -> None:
    old = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    new = courses.cohort(at=at, number=2, state=CohortState.RUNNING, persons=[cast.li])
    place = courses.enrolment_of(old, cast.wang)
    transfers.transfer(actor=SYSTEM, enrolment=place, to=new, reason="工作需要", at=at)
    here = courses.enrolment_of(new, cast.wang)
    courses.outcome(here, score="50", at=at)
    courses.outcome(here, score="70", attempt=AttemptKind.MAKE_UP, at=at)
    told = {
        each.values["cohort"]: each.values
        for each in table(record_of(cast.hr, cast.wang, at=at), "cohorts").lines
    }
    assert told[old.name]["standing"] == "moved"
    assert (told[new.name]["first_score"], told[new.name]["make_up_score"]) == (
        Decimal("50.00"),
        Decimal("70.00"),
    )
    assert told[new.name]["standing"] == "passed_make_up"


def test_health_is_told_to_who_has_to_know(cast: Cast, at: datetime) -> None:
    draft = exclusions.draft(cast.wang, reason=ExclusionReason.SICK)
    exclusions.granted(draft, by=cast.hr, decider=cast.holder_of(Role.ACADEMY_ADMIN), at=at)
    for reader in (cast.hr, cast.officer, cast.wang):
        told = table(record_of(reader, cast.wang, at=at), "exclusions").lines
        assert [each.values["reason"] for each in told] == ["sick"]
    exclusions.moved(cast.wang, cast.bureau, on=at.date())
    with pytest.raises(NotFound):
        record_of(cast.officer, cast.wang, at=at)


def test_a_later_units_officer_learns_no_reason_of_health(cast: Cast, at: datetime) -> None:
    draft = exclusions.draft(cast.li, reason=ExclusionReason.PREGNANT, until=None)
    exclusions.granted(draft, by=cast.hr, decider=cast.holder_of(Role.ACADEMY_ADMIN), at=at)
    exclusions.moved(cast.li, cast.east, on=at.date())
    told = table(record_of(cast.officer, cast.li, at=at), "exclusions")
    assert told.lines[0].values["reason"] == "discreet"
    assert "孕产" not in "".join(told.said(told.lines[0], each) for each in told.columns)


def test_doors(cast: Cast, at: datetime) -> None:
    on = at.date()
    with pytest.raises(NotFound):
        record_of(cast.officer, cast.li, at=at)
    with pytest.raises(NotFound):
        record_of(cast.leader, cast.wang, at=at)
    for reader in (cast.hr, cast.admin, cast.auditor, cast.officer, cast.wang):
        assert record_of(reader, cast.wang, at=at).subject == "王建国"
    with pytest.raises(AsOfInFuture):
        access.own_record(cast.wang, as_of=on + DAY, on=on)
    assert access.own_record(cast.wang, as_of=on, on=on).on == on
    assert access.own_record(cast.wang, as_of=on - DAY, on=on).on == on - DAY


def test_queries_do_not_grow_with_cohorts(cast: Cast, at: datetime) -> None:
    counted = []
    for number in (1, 2, 3):
        starts_on = courses.STARTS_ON + 7 * (number - 1) * DAY
        row = certificates.closed_cohort(
            persons=[cast.wang], at=at, number=number, starts_on=starts_on
        )
        certificates.issued(row, at=at)
        record_of(cast.hr, cast.wang, at=at)
        with CaptureQueriesContext(connection) as queries:
            record_of(cast.hr, cast.wang, at=at)
        counted.append(len(queries))
    assert counted == [counted[0]] * 3
    assert counted[0] < 50


def test_the_digest_is_of_figures_not_of_words(cast: Cast, lived: Lived) -> None:
    story = record_of(cast.hr, lived.crowd[0])
    with translation.override("en"):
        assert record_of(cast.hr, lived.crowd[0]).digest == story.digest
    assert story.digest == record_of(cast.officer, lived.crowd[0]).digest
