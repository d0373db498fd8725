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
from tests.people.operations.test_roster import ON, committed, new, workbook

DAY = timedelta(days=1)
ENFORCEMENT, AUXILIARY = StaffKind.ENFORCEMENT, StaffKind.AUXILIARY


def _change(person: Person, before: StaffKind, after: StaffKind, on: date) -> None:
    staff_kinds.keep([KindChange(person.pk, before, after)], on=on)
    Person.objects.filter(pk=person.pk).update(staff_kind=after)


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
    cast.wang.refresh_from_db()
    assert [(span.kind.value, span.since, span.until) for span in kinds.history_of(cast.wang)] == [
        ("approval", second, None),
        ("auxiliary", first, second),
        ("enforcement", None, first),
    ]


def test_what_was_changed_twice_on_a_day_lasted_no_day(cast: Cast, at: datetime) -> None:
    _change(cast.wang, ENFORCEMENT, AUXILIARY, ON)
    _change(cast.wang, AUXILIARY, StaffKind.APPROVAL, ON)
    assert _kinds(cast.wang, ON - DAY, ON) == ["enforcement", "approval"]
    _change(cast.wang, StaffKind.APPROVAL, ENFORCEMENT, ON)
    assert not FormerKind.objects.exists()


def test_the_database_takes_one_end_a_day_and_known_kinds_only(cast: Cast, at: datetime) -> None:
    _change(cast.wang, ENFORCEMENT, AUXILIARY, ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerKind.objects.create(person=cast.wang, staff_kind="approval", valid_until=ON)
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
    assert kept == [
        ("N0001", "enforcement", ON + DAY),
        ("N0003", "enforcement", ON + DAY),
    ]
    FormerKind.objects.all().delete()
    carry = import_module("academy.people.migrations.0005_former_kinds_from_rosters")._carry
    carry(apps, connection.schema_editor())
    assert _kept() == kept


def _kept() -> list[tuple[str, str, date]]:
    rows = FormerKind.objects.order_by("person__staff_number", "valid_until")
    return list(rows.values_list("person__staff_number", "staff_kind", "valid_until"))
