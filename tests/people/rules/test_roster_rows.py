"""Rows of people among the rest, and every reason to refuse one by itself."""

from datetime import date, timedelta

import pytest

from academy.people.enums import Establishment, Sex, StaffKind
from academy.people.rules import roster_rows
from academy.people.rules.roster_faults import FaultCode, Field
from academy.people.rules.roster_rows import Entry, Reading
from academy.shared import idnumber
from academy.shared.tabular.grid import Cell, Grid, Merge, Workbook

ON = date(2026, 3, 1)
HEADER: list[Cell] = [
    "工号", "姓名", "性别", "身份证号", "手机", "单位", "人员类别", "编制类型", "职务", "职级",
    "参加工作时间",
]  # fmt: skip


def id_of(first17: str) -> str:
    return first17 + idnumber.check_digit(first17)


HIS = id_of("99999919900101001")
HERS = id_of("99999919900101002")


def row(**changes: Cell) -> list[Cell]:
    cells: dict[str, Cell] = {
        "number": "A001",
        "name": "张三",
        "sex": "男",
        "id": HIS,
        "mobile": "13800000000",
        "unit": "东湖",
        "kind": "一线执法人员",
        "footing": "公务员",
        "post": "科员",
        "rank": "一级科员",
        "joined": "2015年7月1日",
    }
    cells.update(changes)
    return list(cells.values())


def read(*rows: list[Cell], merges: tuple[Merge, ...] = (), header: bool = True) -> Reading:
    lines = [HEADER, *rows] if header else list(rows)
    book = Workbook("xlsx", (Grid("一", lines, merges),))
    return roster_rows.read(book, on=ON, missing=lambda name: "㐂" if "㐂" in name else "")


def codes(*rows: list[Cell]) -> list[tuple[FaultCode, Field | None, int]]:
    reading = read(*rows)
    assert len(reading.refused) + len(reading.entries) == len(rows)
    return [(fault.code, fault.field, fault.row) for fault in reading.faults]


def test_a_full_row() -> None:
    reading = read(row())
    assert reading.faults == []
    assert reading.entries == [
        Entry(
            sheet=0,
            row=2,
            staff_number="A001",
            name="张三",
            unit="东湖",
            sex=Sex.MALE,
            id_number=HIS,
            mobile="13800000000",
            staff_kind=StaffKind.ENFORCEMENT,
            establishment=Establishment.CIVIL_SERVANT,
            post="科员",
            rank="一级科员",
            joined_on=date(2015, 7, 1),
        )
    ]
    assert reading.sheets[0].columns[Field.ID_NUMBER] == "D"
    assert reading.sheets[0].people == 1


def test_what_a_hurried_hand_writes() -> None:
    reading = read(
        row(
            number="Ａ００１",
            name="张　三",
            id=f" {HIS[:6]} {HIS[6:]}\t",
            mobile="+86 138-0000-0000",
            kind=" 协管员 ",
            footing="聘员（编外）",
            post="无",
        )
    )
    (entry,) = reading.entries
    assert (entry.staff_number, entry.name, entry.id_number) == ("A001", "张三", HIS)
    assert (entry.mobile, entry.staff_kind) == ("13800000000", StaffKind.AUXILIARY)
    assert (entry.establishment, entry.post) == (Establishment.CONTRACT, "")


def test_text_kept_by_an_export() -> None:
    (entry,) = read(row(id=f'="{HIS}"', mobile="'13800000000", number=20190001)).entries
    assert (entry.id_number, entry.mobile) == (HIS, "13800000000")
    assert (entry.staff_number, entry.staff_number_was_number) == ("20190001", True)


def test_sex_follows_from_the_id_number() -> None:
    (entry,) = read(row(sex=None, id=HERS)).entries
    assert entry.sex is Sex.FEMALE


def test_minority_names_keep_their_dot() -> None:
    (entry,) = read(row(name="阿依古丽•买买提")).entries
    assert entry.name == "阿依古丽·买买提"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"number": None}, FaultCode.STAFF_NUMBER_MISSING, Field.STAFF_NUMBER),
        ({"number": "张"}, FaultCode.STAFF_NUMBER_INVALID, Field.STAFF_NUMBER),
        ({"number": 1.5e20}, FaultCode.STAFF_NUMBER_INVALID, Field.STAFF_NUMBER),
        ({"name": None}, FaultCode.NAME_MISSING, Field.NAME),
        ({"name": "无"}, FaultCode.NAME_MISSING, Field.NAME),
        ({"name": "王㐂"}, FaultCode.NAME_NOT_PRINTABLE, Field.NAME),
        ({"sex": "男女"}, FaultCode.SEX_UNKNOWN, Field.SEX),
        ({"sex": "女"}, FaultCode.SEX_CONTRADICTS_ID, Field.SEX),
        ({"id": float(HIS[:17] + "0")}, FaultCode.ID_AS_NUMBER, Field.ID_NUMBER),
        ({"id": "9.99999E+17"}, FaultCode.ID_AS_NUMBER, Field.ID_NUMBER),
        ({"id": "999999900101001"}, FaultCode.ID_MALFORMED, Field.ID_NUMBER),
        ({"id": id_of("99999919900231001")}, FaultCode.ID_BIRTH_DATE, Field.ID_NUMBER),
        (
            {"id": HIS[:17] + str((int(HIS[17].replace("X", "0")) + 1) % 10)},
            FaultCode.ID_CHECK_DIGIT,
            Field.ID_NUMBER,
        ),
        ({"mobile": "1380000000"}, FaultCode.MOBILE_INVALID, Field.MOBILE),
        ({"kind": "司机"}, FaultCode.STAFF_KIND_UNKNOWN, Field.STAFF_KIND),
        ({"footing": "外星"}, FaultCode.ESTABLISHMENT_UNKNOWN, Field.ESTABLISHMENT),
        ({"joined": "2015年2月30日"}, FaultCode.DATE_IMPOSSIBLE, Field.JOINED_ON),
        ({"joined": "1989-12-31"}, FaultCode.DATE_IMPOSSIBLE, Field.JOINED_ON),
        ({"joined": 2015.1}, FaultCode.DATE_AMBIGUOUS, Field.JOINED_ON),
    ],
)
def test_refused_rows(change: dict[str, Cell], code: FaultCode, field: Field) -> None:
    assert codes(row(**change)) == [(code, field, 2)]


def test_check_digit_of_every_ending() -> None:
    good = [ending for ending in "0123456789X" if not codes(row(id=HIS[:17] + ending))]
    assert good == [HIS[17]]


def test_name_length_border() -> None:
    assert [bool(codes(row(name="王" * length))) for length in (59, 60, 61)] == [
        False,
        False,
        True,
    ]


def test_joined_on_border() -> None:
    days = [ON - timedelta(days=1), ON, ON + timedelta(days=1)]
    assert [codes(row(joined=day)) for day in days] == [
        [],
        [],
        [(FaultCode.DATE_AFTER_ROSTER, Field.JOINED_ON, 2)],
    ]


def test_one_row_names_all_its_faults() -> None:
    assert codes(row(name=None, kind="司机", mobile="1")) == [
        (FaultCode.NAME_MISSING, Field.NAME, 2),
        (FaultCode.MOBILE_INVALID, Field.MOBILE, 2),
        (FaultCode.STAFF_KIND_UNKNOWN, Field.STAFF_KIND, 2),
    ]


def test_repeated_numbers_are_refused_everywhere() -> None:
    reading = read(row(), row(number="A001", name="李四", id=HERS, sex="女"), row(number="A2"))
    assert [(f.code, f.row, f.facts["other_row"]) for f in reading.faults] == [
        (FaultCode.STAFF_NUMBER_TWICE, 2, 3),
        (FaultCode.ID_TWICE, 2, 4),
        (FaultCode.STAFF_NUMBER_TWICE, 3, 2),
        (FaultCode.ID_TWICE, 4, 2),
    ]
    assert reading.entries == []
    assert HIS not in repr(reading.faults)


def test_no_fault_shows_a_number_in_full() -> None:
    bad = HIS[:17] + "A"
    reading = read(row(id=bad, mobile="23800000000"))
    assert [fault.shown for fault in reading.faults] == ["999*************1A", "238******00"]


def test_what_is_no_row_of_people() -> None:
    reading = read(
        ["东湖分局花名册"],
        ["序号", *HEADER],
        ["一、机关"],
        [1, *row()],
        [],
        [2],
        ["序号", *HEADER],
        ["合计", None, "1人"],
        [None, "合计", "1"],
        ["填表人：李四", None, "审核人：王五"],
        ["注：以上人员均在岗"],
        [None, "审核人", None, None],
        header=False,
    )
    assert [entry.row for entry in reading.entries] == [4]
    assert reading.faults == []


def test_merged_units_are_filled_down() -> None:
    second = row(number="A2", unit=None, id=HERS, sex="女")
    reading = read(row(), second, merges=(Merge(1, 5, 2, 5),))
    assert [entry.unit for entry in reading.entries] == ["东湖", "东湖"]


def test_unit_line_stands_in_for_a_missing_column() -> None:
    reading = read(["单位：南桥分局"], ["工号", "姓名"], ["A1", "张三"], header=False)
    assert [entry.unit for entry in reading.entries] == ["南桥分局"]


def test_hidden_and_foreign_sheets_are_left_out() -> None:
    book = Workbook(
        "xlsx",
        (
            Grid("旧", [HEADER, row()], hidden=True),
            Grid("说明", [["请勿改动"]]),
            Grid("空", []),
            Grid("一", [HEADER, row()]),
        ),
    )
    reading = roster_rows.read(book, on=ON, missing=lambda name: "")
    assert [sheet.name for sheet in reading.sheets] == ["一"]
    assert reading.skipped_sheets == ["旧", "说明"]
    assert len(reading.entries) == 1
