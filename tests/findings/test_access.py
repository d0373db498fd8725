"""Who sees a finding, and what each can do with it."""

from datetime import date, datetime
from uuid import UUID

import pytest

from academy.findings import access
from academy.findings.enums import FindingVerb
from academy.findings.errors import FindingOwnerInvalid, FindingPersonInvalid
from academy.findings.operations import findings
from academy.people.access import actor
from academy.people.models import Person
from academy.shared.errors import NotFound
from tests.cast import Cast
from tests.make import findings as make
from tests.make.people import person as make_person

ON = date(2026, 3, 3)
V = FindingVerb
ALL = set(FindingVerb)
UNIT = {V.ADD_EVIDENCE, V.REPORT}


def deeds(person: Person, public_id: UUID) -> set[FindingVerb]:
    row = access.finding_for(person, public_id, on=ON)
    return set(access.office_of(person, on=ON).deeds(row))


def test_units_and_owners_see_strangers_do_not(cast: Cast) -> None:
    east = make.opened(cast, person=cast.wang)
    south = make.opened(cast, "2026-02/T002", unit=cast.south, owner=cast.li)
    seen = {
        person.name: set(access.findings_for(person, on=ON))
        for person in (
            cast.admin, cast.hr, cast.auditor, cast.leader, cast.officer, cast.li, cast.wang,
            cast.zhao, cast.instructor,
        )
    }  # fmt: skip
    both = {east, south}
    assert seen == {
        cast.admin.name: both,
        cast.hr.name: both,
        cast.auditor.name: both,
        cast.leader.name: {east},
        cast.officer.name: {east},
        cast.li.name: {south},
        # Whom it is about has no part in it.
        cast.wang.name: set(),
        cast.zhao.name: set(),
        cast.instructor.name: set(),
    }
    for person in (cast.wang, cast.leader):
        with pytest.raises(NotFound):
            access.finding_for(person, south.public_id, on=ON)
    with pytest.raises(NotFound):
        access.finding_for(cast.admin, UUID(int=0), on=ON)


def test_what_each_can_do_with_an_open_one(cast: Cast) -> None:
    row = make.opened(cast, owner=cast.wang)
    found = {
        person: deeds(person, row.public_id)
        for person in (cast.wang, cast.officer, cast.leader, cast.hr, cast.admin, cast.auditor)
    }
    keeps = {V.ADD_EVIDENCE, V.ASSIGN, V.EXTEND, V.WITHDRAW}
    assert found == {
        cast.wang: UNIT,
        cast.officer: UNIT,
        cast.leader: UNIT | {V.ASSIGN},
        cast.hr: keeps,
        cast.admin: keeps,
        cast.auditor: set(),
    }


def test_what_each_can_do_with_a_reported_one(cast: Cast, at: datetime) -> None:
    row = make.reported(cast)
    checks = {V.PASS, V.FAIL, V.ADD_EVIDENCE}
    found = {
        person: deeds(person, row.public_id)
        for person in (cast.officer, cast.leader, cast.hr, cast.auditor)
    }
    assert found == {
        cast.officer: {V.ADD_EVIDENCE},
        cast.leader: checks,
        cast.hr: checks | {V.WITHDRAW},
        cast.auditor: set(),
    }
    findings.recheck(actor=actor(cast.leader), finding=row, passed=True, at=at)
    assert deeds(cast.admin, row.public_id) == set()


def test_what_is_not_theirs_is_absent(cast: Cast) -> None:
    row = make.opened(cast, owner=cast.leader, unit=cast.south)
    # Who leads another unit reports as owner and hands nothing out.
    access.finding_to(V.REPORT, cast.leader, row.public_id, on=ON)
    for verb in ALL - UNIT:
        with pytest.raises(NotFound):
            access.finding_to(verb, cast.leader, row.public_id, on=ON)
    for verb in ALL:
        with pytest.raises(NotFound):
            access.finding_to(verb, cast.auditor, row.public_id, on=ON)


def test_who_opened_it_by_hand_takes_it_back_until_its_deadline(cast: Cast, at: datetime) -> None:
    row = make.by_hand(cast)

    def withdraws(person: Person, on: date) -> bool:
        return access.office_of(person, on=on).may(V.WITHDRAW, row)

    assert [withdraws(cast.leader, day) for day in (ON, make.DUE)] == [True, True]
    assert not withdraws(cast.leader, make.LATE.date())
    assert withdraws(cast.hr, make.LATE.date())
    assert not withdraws(cast.officer, ON)
    assert V.WITHDRAW in deeds(cast.leader, row.public_id)
    # What another opened, and what came from elsewhere, is not theirs.
    for other in (make.by_hand(cast, by=cast.hr), make.opened(cast, who=actor(cast.leader))):
        assert V.WITHDRAW not in deeds(cast.leader, other.public_id)
    row = findings.report_rectified(actor=actor(cast.officer), finding=row, text="x", at=at)
    assert not withdraws(cast.leader, ON)


def named(
    cast: Cast, person: Person, unit: str = "T001", about: str = "", owner: str = "T1003"
) -> access.Named:
    return access.named(person, unit=unit, owner=owner, about=about, on=ON)


def test_what_a_new_one_names_lies_within_reach(cast: Cast) -> None:
    found = named(cast, cast.leader, about=" T1001 ")
    assert (found.unit, found.owner, found.person) == (cast.east, cast.officer, cast.wang)
    assert named(cast, cast.hr, unit="T002", owner="T1003").person is None
    for unit in ("T000", "T002", "T999", ""):
        with pytest.raises(NotFound) as absent:
            named(cast, cast.leader, unit=unit)
        assert absent.value.field == "unit"
    with pytest.raises(FindingOwnerInvalid):
        named(cast, cast.leader, owner="T2001")
    # HR sees them all; somebody of another unit is a slip all the same.
    for about in ("T2001", "T9999"):
        with pytest.raises(FindingPersonInvalid):
            named(cast, cast.hr, about=about)
    assert named(cast, cast.hr, unit="T000", about="T2001").person == cast.li


def test_new_owners_are_found_in_ones_units(cast: Cast, at: datetime) -> None:
    squad = make_person(1, unit=cast.east, at=at)
    assert access.owner_by_number(cast.leader, " P00001 ", on=ON) == squad
    assert access.owner_by_number(cast.hr, "T2001", on=ON) == cast.li
    for number in ("T2001", "T9999", ""):
        with pytest.raises(FindingOwnerInvalid):
            access.owner_by_number(cast.leader, number, on=ON)
