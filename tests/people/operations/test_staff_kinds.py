"""Staff kinds are dated: what somebody was until a day is kept when a roster changes it."""

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from academy.people.enums import StaffKind
from academy.people.models import FormerKind, Person
from academy.people.operations import staff_kinds
from academy.people.operations.staff_kinds import KindChange
from academy.people.queries import kinds
from tests.cast import Cast
from tests.make import tamper
from tests.people.operations.test_roster import ON, committed, new, workbook

DAY = timedelta(days=1)
ENFORCEMENT, AUXILIARY = StaffKind.ENFORCEMENT, StaffKind.AUXILIARY


def _change(
    person: Person, before: StaffKind, after: StaffKind, on: date, said_at: datetime | None = None
) -> None:
    staff_kinds.keep([KindChange(person.pk, before, after)], on=on, said_at=said_at)
    Person.objects.filter(pk=person.pk).update(staff_kind=after)


def _spans(person: Person) -> list[tuple[str, date | None, date | None]]:
    person.refresh_from_db()
    return [(span.kind.value, span.since, span.until) for span in kinds.history_of(person)]


def _kinds(person: Person, *days: date) -> list[str]:
    return [kinds.kinds_on([person.pk], day)[person.pk] for day in days]


def test_the_kind_of_a_day_around_its_changes(cast: Cast, at: datetime) -> None:
    first, second = ON + 10 * DAY, ON + 20 * DAY
    _change(cast.wang, ENFORCEMENT, AUXILIARY, first)
    _change(cast.wang, AUXILIARY, StaffKind.APPROVAL, second)
    assert _kinds(cast.wang, first - DAY, first, first + DAY) == [
        "enforcement",
        "auxiliary",
        "auxiliary",
    ]
    assert _kinds(cast.wang, second - DAY, second) == ["auxiliary", "approval"]
    assert _kinds(cast.li, ON) == [cast.li.staff_kind]
    assert _spans(cast.wang) == [
        ("approval", second, None),
        ("auxiliary", first, second),
        ("enforcement", None, first),
    ]


def test_what_was_changed_twice_on_a_day_lasted_no_day(cast: Cast, at: datetime) -> None:
    hour = timedelta(hours=1)
    _change(cast.wang, ENFORCEMENT, AUXILIARY, ON, at)
    _change(cast.wang, AUXILIARY, StaffKind.APPROVAL, ON, at + hour)
    assert _kinds(cast.wang, ON - DAY, ON) == ["enforcement", "approval"]
    assert _spans(cast.wang) == [("approval", ON, None), ("enforcement", None, ON)]
    _change(cast.wang, StaffKind.APPROVAL, ENFORCEMENT, ON, at + 2 * hour)
    assert _kinds(cast.wang, ON - DAY, ON) == ["enforcement", "enforcement"]
    assert _spans(cast.wang) == [("enforcement", None, None)]


@pytest.mark.parametrize("said", [True, False])
def test_what_was_changed_twice_in_one_instant_was_never_known(
    cast: Cast, at: datetime, said: bool
) -> None:
    said_at = at if said else None
    _change(cast.wang, ENFORCEMENT, AUXILIARY, ON, said_at)
    _change(cast.wang, AUXILIARY, StaffKind.APPROVAL, ON, said_at)
    assert FormerKind.objects.count() == 1
    assert _spans(cast.wang) == [("approval", ON, None), ("enforcement", None, ON)]


def test_the_database_takes_one_end_a_day_and_known_kinds_only(cast: Cast, at: datetime) -> None:
    _change(cast.wang, ENFORCEMENT, AUXILIARY, ON)
    _change(cast.li, StaffKind.APPROVAL, AUXILIARY, ON, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerKind.objects.create(person=cast.wang, staff_kind="approval", valid_until=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerKind.objects.create(
            person=cast.li, staff_kind="approval", valid_until=ON, recorded_at=at
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerKind.objects.create(person=cast.wang, staff_kind="guard", valid_until=ON + DAY)


def test_a_roster_keeps_what_people_were_and_the_migration_finds_the_same(
    cast: Cast, at: datetime
) -> None:
    committed(workbook(new(1), new(2), new(3)), at, unit=cast.bureau)
    rosters = [
        (1, (new(1, kind="法制审核人员"), new(2), new(3, kind="协管人员"))),
        (2, (new(1, kind="协管人员"), new(2), new(3, kind="协管人员"))),
        (2, (new(1, kind="协管人员"), new(2, kind="协管人员"), new(3, kind="一线执法人员"))),
        (2, (new(1, kind="法制审核人员"), new(2), new(3, kind="协管人员"))),
    ]
    for days, rows in rosters:
        committed(workbook(*rows), at, unit=cast.bureau, on=ON + days * DAY)
    kept = _kept()
    assert kept == {
        "N0001": [("legal_review", ON + DAY, None), ("enforcement", None, ON + DAY)],
        "N0002": [("enforcement", None, None)],
        "N0003": [("auxiliary", ON + DAY, None), ("enforcement", None, ON + DAY)],
    }
    # PostgreSQL alters no table whose foreign keys are still to be checked.
    connection.check_constraints()
    with tamper.lifted("people_formerkind"):
        FormerKind.objects.all().delete()
    carry = import_module("academy.people.migrations.0005_former_kinds_from_rosters")._carry
    carry(apps, connection.schema_editor())
    assert _kept() == kept


def _kept() -> dict[str, list[tuple[str, date | None, date | None]]]:
    rows = Person.objects.filter(staff_number__startswith="N").order_by("staff_number")
    return {person.staff_number: _spans(person) for person in rows}
