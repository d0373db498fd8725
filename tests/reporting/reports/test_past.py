"""Whatever happens after a day, every report as of that day says what it said."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.people.access import actor
from academy.people.enums import Role, StaffKind, UnitKind
from academy.people.models import Assignment, Person, Rank, Unit, UnitEdition
from academy.people.operations import dictionary, staff_kinds, units
from academy.people.operations.staff_kinds import KindChange
from academy.reporting import frames
from academy.reporting.operations import exclusions as exclusion_operations
from academy.reporting.reports import REPORTS
from academy.shared.clock import local_date
from certificates.models import Certificate
from courses.enums import AttemptKind, CohortState
from courses.models import HoursEntry
from courses.operations import hours, requirements, transfers
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import certificates, courses, exclusions, people, reporting

DAY = timedelta(days=1)
Event = Callable[[Cast, datetime], None]


BEFORE = date(2026, 2, 20)
"""A day before the one that is reported, which is that of `at`: what reaches back begins on it."""


def _is_moved(cast: Cast, at: datetime) -> None:
    exclusions.moved(cast.wang, cast.south, on=local_date(at), at=at)


def _was_moved(cast: Cast, at: datetime) -> None:
    exclusions.moved(cast.officer, cast.south, on=BEFORE, at=at)


def _was_promoted(cast: Cast, at: datetime) -> None:
    _promote(cast.instructor, BEFORE, at)


def _had_another_kind(cast: Cast, at: datetime) -> None:
    _change_kind(cast.invigilator, BEFORE, at)


def _had_left(cast: Cast, at: datetime) -> None:
    open_one = Assignment.objects.filter(person=cast.marker, valid_until=None)
    open_one.update(valid_until=BEFORE, closed_at=at)
    Person.objects.filter(pk=cast.marker.pk).update(left_on=BEFORE)


def _unit_was_under_another(cast: Cast, at: datetime) -> None:
    squad = Unit.objects.get(code=SQUAD)
    units.edit(
        actor=SYSTEM,
        unit=squad,
        name="南桥分局一中队",
        short_name="一中队",
        official_order=1,
        parent=cast.south,
        valid_from=BEFORE,
        at=at,
    )


def _is_promoted(cast: Cast, at: datetime) -> None:
    _promote(cast.li, local_date(at), at)


def _promote(person: Person, on: date, at: datetime) -> None:
    dictionary.ensure_ranks(["四级调研员"])
    was = Assignment.objects.get(person=person, valid_until=None)
    Assignment.objects.filter(pk=was.pk).update(valid_until=on, closed_at=at)
    Assignment.objects.create(
        person=person,
        unit=was.unit,
        rank=Rank.objects.get(name="四级调研员"),
        valid_from=on,
        recorded_at=at,
    )


def _changes_kind(cast: Cast, at: datetime) -> None:
    _change_kind(cast.zhao, local_date(at), at)


def _change_kind(person: Person, on: date, at: datetime) -> None:
    was = StaffKind(Person.objects.get(pk=person.pk).staff_kind)
    change = KindChange(person.pk, was, StaffKind.LEGAL_REVIEW)
    staff_kinds.keep([change], on=on, said_at=at)
    Person.objects.filter(pk=person.pk).update(staff_kind=StaffKind.LEGAL_REVIEW)


def _unit_is_merged(cast: Cast, at: datetime) -> None:
    """South is no more from the day on; its people go to the east."""
    on = local_date(at)
    last = UnitEdition.objects.filter(unit=cast.south, valid_until=None)
    last.update(valid_until=on, closed_at=at)
    for row in Assignment.objects.filter(unit=cast.south, valid_until=None):
        if row.valid_from < on:
            exclusions.moved(row.person, cast.east, on=on, at=at)


def _certificate_is_revoked(cast: Cast, at: datetime) -> None:
    certificates.revoked(Certificate.objects.get(person=cast.wang), at=at)


def _certificate_is_corrected(cast: Cast, at: datetime) -> None:
    certificates.corrected(Certificate.objects.get(person=cast.li), at=at)


def _hours_are_reversed(cast: Cast, at: datetime) -> None:
    entry = HoursEntry.objects.filter(person=cast.wang, reverses=None).order_by("pk")[0]
    hours.reverse(actor=SYSTEM, entry=entry, reason="重复计时", at=at)


def _make_up_is_passed(cast: Cast, at: datetime) -> None:
    place = cast.hr.enrolments.get(cohort__number=2)
    courses.outcome(place, score="70", attempt=AttemptKind.MAKE_UP, at=at)


def _is_transferred(cast: Cast, at: datetime) -> None:
    place = cast.auditor.enrolments.get(cohort__number=2)
    to = courses.cohort(
        at=at,
        number=3,
        state=CohortState.RUNNING,
        starts_on=date(2026, 4, 6),
        ends_on=date(2026, 4, 10),
        persons=[cast.leader],
    )
    transfers.transfer(actor=SYSTEM, enrolment=place, to=to, reason="工作需要", at=at)


def _is_left_out(cast: Cast, at: datetime) -> None:
    admin = cast.holder_of(Role.ACADEMY_ADMIN)
    exclusions.granted(exclusions.draft(cast.officer), by=cast.hr, decider=admin, at=at)


def _counts_again(cast: Cast, at: datetime) -> None:
    admin = cast.holder_of(Role.ACADEMY_ADMIN)
    row = cast.zhao.exclusions.get()
    exclusion_operations.revoke(actor=actor(admin), exclusion=row, reason="借调结束", at=at)


def _place_is_left_out(cast: Cast, at: datetime) -> None:
    """The auditor has sat no exam of the second cohort."""
    admin = cast.holder_of(Role.ACADEMY_ADMIN)
    exclusions.granted(exclusions.draft(cast.auditor), by=cast.hr, decider=admin, at=at)


def _place_counts_again(cast: Cast, at: datetime) -> None:
    """HR missed the first cohort's exam, and was seconded meanwhile."""
    admin = cast.holder_of(Role.ACADEMY_ADMIN)
    row = cast.hr.exclusions.get()
    exclusion_operations.revoke(actor=actor(admin), exclusion=row, reason="未予批准", at=at)


EVENTS: tuple[Event, ...] = (
    _is_moved,
    _is_promoted,
    _changes_kind,
    _unit_is_merged,
    _was_moved,
    _was_promoted,
    _had_another_kind,
    _had_left,
    _unit_was_under_another,
    _certificate_is_revoked,
    _certificate_is_corrected,
    _hours_are_reversed,
    _make_up_is_passed,
    _is_transferred,
    _is_left_out,
    _counts_again,
    _place_is_left_out,
    _place_counts_again,
)
_OF_PLACES: tuple[Event, ...] = (_place_is_left_out, _place_counts_again)


SQUAD = "T0011"


def _live(cast: Cast, at: datetime) -> None:
    squad = units.found(
        actor=SYSTEM,
        code=SQUAD,
        kind=UnitKind.SQUAD,
        name="东湖分局一中队",
        short_name="一中队",
        official_order=1,
        parent=cast.east,
        valid_from=FOUNDED_ON,
        at=at,
    )
    # With the first roster the academy is set up.
    people.committed(people.row("R1", 1, squad), on=BEFORE, at=at, unit=cast.bureau)
    certificates.issued(reporting.closed_cohort(cast, at=at), at=at)
    requirements.publish_usual(actor=SYSTEM, at=at)
    admin = cast.holder_of(Role.ACADEMY_ADMIN)
    exclusions.granted(exclusions.draft(cast.zhao), by=cast.hr, decider=admin, at=at)
    exclusions.granted(exclusions.draft(cast.hr), by=cast.auditor, decider=admin, at=at)
    row = courses.cohort(
        at=at, number=2, state=CohortState.RUNNING, persons=[cast.hr, cast.auditor]
    )
    courses.outcome(courses.enrolment_of(row, cast.hr), score="40", at=at)


def _digests(at: datetime) -> dict[tuple[str, str], str]:
    return {
        (code, by): frames.read(spec, reporting.ask(Unit.objects.all(), at=at, by=by)).digest
        for code, spec in REPORTS.items()
        for by in spec.dimensions
    }


@pytest.mark.django_db
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=st.lists(st.sampled_from(EVENTS), min_size=1, max_size=6, unique=True))
def test_what_comes_later_leaves_the_day_as_it_was(
    cast: Cast, at: datetime, events: list[Event]
) -> None:
    with transaction.atomic():
        _live(cast, at)
        told = _digests(at)
        for number, event in enumerate(events, start=1):
            event(cast, at + number * DAY)
        assert _digests(at) == told
        transaction.set_rollback(True)


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: each.__name__)
def test_each_of_these_changes_some_report_of_its_own_day(
    cast: Cast, at: datetime, event: Event
) -> None:
    """Else the test above would prove nothing about it."""
    _live(cast, at)
    before = _digests(at + DAY)
    event(cast, at + DAY)
    assert _digests(at + DAY) != before


@pytest.mark.parametrize("event", _OF_PLACES, ids=lambda each: each.__name__)
def test_these_change_the_reports_of_places(cast: Cast, at: datetime, event: Event) -> None:
    """The hours report alone would do above; these two are about places in cohorts."""
    _live(cast, at)
    before = _digests(at + DAY)
    event(cast, at + DAY)
    after = _digests(at + DAY)
    changed = {code for code, by in before if before[code, by] != after[code, by]}
    assert {"completion", "history"} <= changed
