"""A roster against the staff as it stands."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from academy.people.enums import Establishment, RosterLineKind, RosterMode, Sex, StaffKind
from academy.people.rules import roster_diff
from academy.people.rules.roster_diff import Base, Diff, Known, Serving
from academy.people.rules.roster_faults import Fault, FaultCode, Field
from academy.people.rules.roster_places import Place
from academy.people.rules.roster_rows import Entry, Reading, RefusedRow, SheetRead

ON = date(2026, 3, 1)
ROOT = Place(1, "T000", "测试市城管局", "市局")
EAST = Place(2, "T001", "测试市城管局东湖分局", "东湖")
SOUTH = Place(3, "T002", "测试市城管局南桥分局", "南桥")
COLUMNS = dict.fromkeys(Field, "A")
KNOWN = Known(
    id=7,
    staff_number="A001",
    name="张三",
    sex="male",
    staff_kind="enforcement",
    establishment="civil_servant",
    id_hash="#ID1",
    mobile_hash="#138",
    joined_on=None,
    left_on=None,
    latest=Serving(70, EAST.id, 5, None, date(2025, 1, 1), None),
)
ENTRY = Entry(
    sheet=0,
    row=2,
    staff_number="A001",
    name="张三",
    unit="东湖",
    sex=Sex.MALE,
    id_number="ID1",
    mobile="138",
    staff_kind=StaffKind.ENFORCEMENT,
    establishment=Establishment.CIVIL_SERVANT,
    post="科员",
)


def compare(
    *entries: Entry,
    known: tuple[Known, ...] = (KNOWN,),
    mode: RosterMode = RosterMode.WHOLE_SYSTEM,
    columns: dict[Field, str] = COLUMNS,
    scope: frozenset[int] = frozenset({1, 2, 3}),
    scope_unit: int | None = None,
    refused: tuple[RefusedRow, ...] = (),
    sheet: str = "一",
) -> Diff:
    reading = Reading(
        entries=list(entries),
        refused=list(refused),
        sheets=[SheetRead(sheet, columns, {}, (), "", len(entries))],
    )
    base = Base(
        persons={each.staff_number: each for each in known},
        units=(ROOT, EAST, SOUTH),
        posts={"科员": 5, "科长": 6},
        ranks={"一级科员": 8},
        scope=scope,
        scope_unit=scope_unit,
    )
    return roster_diff.compare(reading, base, mode=mode, on=ON, hashed=lambda value: f"#{value}")


def kinds(diff: Diff) -> list[tuple[str, RosterLineKind, tuple[Field, ...]]]:
    return [(line.staff_number, line.kind, line.changed) for line in diff.lines]


def faults(diff: Diff) -> list[tuple[FaultCode, Field | None]]:
    return [(fault.code, fault.field) for fault in diff.faults]


def test_unchanged() -> None:
    assert kinds(compare(ENTRY)) == [("A001", RosterLineKind.UNCHANGED, ())]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field.NAME, "张山"),
        (Field.STAFF_KIND, StaffKind.APPROVAL),
        (Field.ESTABLISHMENT, Establishment.CONTRACT),
        (Field.ID_NUMBER, "ID9"),
        (Field.MOBILE, "139"),
        (Field.JOINED_ON, ON),
        (Field.POST, "科长"),
        (Field.RANK, "一级科员"),
    ],
)
def test_each_column_that_changes(field: Field, value: object) -> None:
    changes: dict[str, Any] = {field.value: value}
    diff = compare(replace(ENTRY, **changes))
    assert kinds(diff) == [("A001", RosterLineKind.CHANGED, (field,))]
    assert diff.lines[0].moves is (field in {Field.POST, Field.RANK})


def test_what_is_not_stated_stays() -> None:
    bare = Entry(0, 2, "A001", "张三", "东湖")
    columns = {Field.STAFF_NUMBER: "A", Field.NAME: "B", Field.UNIT: "C"}
    assert kinds(compare(bare, columns=columns)) == [("A001", RosterLineKind.UNCHANGED, ())]


def test_an_empty_post_cell_ends_the_post() -> None:
    diff = compare(replace(ENTRY, post=""))
    assert kinds(diff) == [("A001", RosterLineKind.CHANGED, (Field.POST,))]
    assert diff.lines[0].post is None


def test_added_transferred_left() -> None:
    other = replace(KNOWN, id=8, staff_number="B1", name="李四", id_hash="#ID2")
    diff = compare(
        replace(ENTRY, staff_number="N1", name="新人", id_number="ID3"),
        replace(ENTRY, unit="南桥"),
        known=(KNOWN, other),
    )
    assert kinds(diff) == [
        ("N1", RosterLineKind.ADDED, ()),
        ("A001", RosterLineKind.TRANSFERRED, ()),
        ("B1", RosterLineKind.LEFT, ()),
    ]
    assert diff.lines[1].unit == SOUTH.id


def test_returned() -> None:
    gone = replace(KNOWN, left_on=ON, latest=Serving(70, EAST.id, 5, None, date(2025, 1, 1), ON))
    assert kinds(compare(ENTRY, known=(gone,))) == [("A001", RosterLineKind.RETURNED, ())]
    assert compare(known=(gone,)).lines == []


def test_one_units_roster_makes_nobody_leave() -> None:
    diff = compare(mode=RosterMode.ONE_UNIT, scope=frozenset({2}), scope_unit=2)
    assert (diff.lines, diff.absent) == ([], 1)
    diff = compare(mode=RosterMode.ONE_UNIT, scope=frozenset({3}), scope_unit=3)
    assert (diff.lines, diff.absent) == ([], 0)


def test_one_units_roster_speaks_of_that_unit_only() -> None:
    diff = compare(ENTRY, mode=RosterMode.ONE_UNIT, scope=frozenset({3}), scope_unit=3)
    assert faults(diff) == [(FaultCode.UNIT_OUT_OF_SCOPE, Field.UNIT)]
    moved = compare(
        replace(ENTRY, unit=""), mode=RosterMode.ONE_UNIT, scope=frozenset({3}), scope_unit=3
    )
    assert kinds(moved) == [("A001", RosterLineKind.TRANSFERRED, ())]


@pytest.mark.parametrize(
    "refused", [RefusedRow(0, 9, "A001", "李四"), RefusedRow(0, 9, "", "张三")]
)
def test_a_refused_row_makes_nobody_leave(refused: RefusedRow) -> None:
    assert compare(refused=(refused,)).lines == []


def test_a_row_refused_here_makes_nobody_leave() -> None:
    diff = compare(replace(ENTRY, unit="北山"))
    assert (diff.lines, faults(diff)) == ([], [(FaultCode.UNIT_UNKNOWN, Field.UNIT)])
    assert diff.refused == [RefusedRow(0, 2, "A001", "张三")]


@pytest.mark.parametrize(
    "written",
    [
        "东湖",
        "T001",
        "测试市城管局东湖分局",
        "东湖分局",
        "市局东湖分局",
        "东湖街道",
        "东 湖",
        "市城管局东湖街道分局",
    ],
)
def test_what_people_call_a_unit(written: str) -> None:
    assert compare(replace(ENTRY, unit=written)).lines[0].unit == EAST.id


def test_the_root_by_its_names() -> None:
    for written in ("市局", "测试市城管局"):
        assert compare(replace(ENTRY, unit=written)).lines[0].unit == ROOT.id


def test_an_unknown_unit_is_answered_with_the_nearest() -> None:
    (fault,) = compare(replace(ENTRY, unit="南乔分局")).faults
    assert (fault.code, fault.shown, fault.facts) == (
        FaultCode.UNIT_UNKNOWN,
        "南乔分局",
        {"nearest": "南桥"},
    )


@pytest.mark.parametrize(("days", "refused"), [(-1, 0), (0, 0), (1, 1)])
def test_a_staff_kind_that_changed_after_the_roster(days: int, refused: int) -> None:
    known = replace(KNOWN, kind_since=ON + timedelta(days=days))
    diff = compare(replace(ENTRY, staff_kind=StaffKind.AUXILIARY), known=(known,))
    assert faults(diff) == [(FaultCode.LATER_ASSIGNMENT, Field.STAFF_KIND)] * refused
    assert faults(compare(ENTRY, known=(known,))) == []


def test_a_sheet_named_after_a_unit() -> None:
    assert compare(replace(ENTRY, unit=""), sheet="南桥分局").lines[0].unit == SOUTH.id
    assert faults(compare(replace(ENTRY, unit=""))) == [(FaultCode.UNIT_MISSING, Field.UNIT)]


NEW = replace(ENTRY, staff_number="N1", id_number="")


@pytest.mark.parametrize(
    ("entry", "code", "field"),
    [
        (replace(NEW, sex=None), FaultCode.SEX_MISSING, Field.SEX),
        (replace(NEW, staff_kind=None), FaultCode.STAFF_KIND_MISSING, Field.STAFF_KIND),
        (
            replace(NEW, establishment=None),
            FaultCode.ESTABLISHMENT_MISSING,
            Field.ESTABLISHMENT,
        ),
        (replace(NEW, post="局座"), FaultCode.POST_UNKNOWN, Field.POST),
        (replace(NEW, rank="九级科员"), FaultCode.RANK_UNKNOWN, Field.RANK),
        (replace(NEW, id_number="ID1"), FaultCode.ID_OF_ANOTHER, Field.ID_NUMBER),
    ],
)
def test_refused_for_what_is_known(entry: Entry, code: FaultCode, field: Field) -> None:
    diff = compare(entry, ENTRY)
    assert faults(diff) == [(code, field)]
    assert kinds(diff) == [("A001", RosterLineKind.UNCHANGED, ())]


def test_a_staff_number_that_lost_its_zeros() -> None:
    padded = replace(KNOWN, staff_number="000123")
    entry = replace(ENTRY, staff_number="123", id_number="", staff_number_was_number=True)
    (fault,) = compare(entry, known=(padded,)).faults
    assert (fault.code, fault.facts) == (
        FaultCode.STAFF_NUMBER_LOST_ZEROS,
        {"expected": "000123"},
    )
    typed = replace(entry, staff_number_was_number=False)
    assert kinds(compare(typed, known=(padded,)))[0][:2] == ("123", RosterLineKind.ADDED)


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
def test_a_roster_older_than_the_record(days: int, refused: bool) -> None:
    since = ON + timedelta(days=days)
    known = replace(KNOWN, latest=Serving(70, EAST.id, 5, None, since, None))
    found: list[Fault] = compare(ENTRY, known=(known,)).faults
    assert [fault.code for fault in found] == [FaultCode.LATER_ASSIGNMENT] * refused


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
def test_a_return_before_the_leaving(days: int, refused: bool) -> None:
    until = ON + timedelta(days=days)
    known = replace(
        KNOWN, left_on=until, latest=Serving(70, EAST.id, 5, None, date(2025, 1, 1), until)
    )
    assert bool(compare(ENTRY, known=(known,)).faults) is refused
