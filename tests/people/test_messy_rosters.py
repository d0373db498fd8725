"""Rosters as units really send them: every form of the same list imports to the same staff."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from academy.people.enums import RosterMode
from academy.people.models import Assignment, Person
from academy.people.operations import dictionary, roster
from academy.shared.errors import Refusal
from tests.cast import SYSTEM, Cast
from tests.make import workbooks
from tests.make.people import id_number

ON = date(2026, 3, 2)
Rows = Sequence[Sequence[object]]

# Two-level headings over merged cells, a title, a unit line, blank rows, section lines, a total
# and signatures: two people of one unit, the second by hand and in a hurry.
MESSY: Rows = [
    ["测试市城管系统在编在岗人员花名册（2026年3月）"],
    ["填报单位：东湖分局                      填报日期：２０２６年３月１日"],
    [],
    [
        *("序号", "工 号", "姓　名", "基本信息", None, "联系方式", None, "任职情况", None, None),
        "入职\n日期",
    ],
    [
        *(None, None, None, "性别", "身份证号码\n（18位）", "手机", "微信"),
        *("人员类别", "编制类型", "职务"),
    ],
    ["一、机关"],
    [
        *("1", "N001", "张　三", "女", id_number(2), "１３８００００００01", "wx1"),
        *("一线执法人员", "公务员", "科员", "2019年3月5日"),
    ],
    [],
    ["二、中队"],
    [
        *("2", "N002", "赵䶮", "", id_number(5) + " ", "138-0000-0002", None),
        *("协管员", "聘员", "", "2020.7"),
    ],
    ["3", None, None, None, None, None, None, None, None, None, None],
    ["合计", "2人", None, None, None, None, None, None, None, None, None],
    ["填表人：李四", None, None, None, "审核人：王五", None, None, None, "（盖章）"],
]
MERGES = ["A1:K1", "A2:K2", "A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:G4", "H4:J4", "K4:K5", "A6:K6"]
EXPECTED = [
    ("N001", "张三", "female", "13800000001", "enforcement", date(2019, 3, 5), "T001", "科员"),
    ("N002", "赵䶮", "male", "13800000002", "auxiliary", date(2020, 7, 1), "T001", None),
]


def flat(rows: Rows) -> Rows:
    """Return what a text export makes of the rows: no line breaks inside cells."""
    return [
        [cell.replace("\n", "") if isinstance(cell, str) else cell for cell in row] for row in rows
    ]


FORMS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "xlsx": ("a.xlsx", lambda: workbooks.xlsx(("花名册", MESSY), merges=MERGES)),
    "xlsx with other sheets": (
        "a.xlsx",
        lambda: workbooks.xlsx(("说明", [["填表说明"]]), ("花名册", MESSY), ("Sheet3", [])),
    ),
    "xls": ("a.xls", lambda: workbooks.xls("花名册", MESSY)),
    "utf-8": ("a.csv", lambda: workbooks.csv_bytes(flat(MESSY), "utf-8")),
    "utf-8 with mark": ("a.csv", lambda: workbooks.csv_bytes(flat(MESSY), "utf-8-sig")),
    "gb18030": ("a.csv", lambda: workbooks.csv_bytes(flat(MESSY), "gb18030")),
    "utf-16": ("a.csv", lambda: workbooks.csv_bytes(flat(MESSY), "utf-16")),
    "tabs": ("a.csv", lambda: workbooks.csv_bytes(flat(MESSY), "utf-16", "\t")),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_staff(cast: Cast, at: datetime, form: str) -> None:
    dictionary.ensure_posts(["科员"])
    name, make = FORMS[form]
    run = roster.upload(
        actor=SYSTEM,
        file_name=name,
        data=make(),
        mode=RosterMode.ONE_UNIT,
        unit=cast.bureau,
        as_of_on=ON,
        at=at,
    )
    run = roster.preview(run=run, at=at)
    assert [(line.row, line.code, line.shown) for line in run.lines.filter(kind="refused")] == []
    roster.commit(actor=SYSTEM, run=run, at=at)
    found = []
    for person in Person.objects.filter(staff_number__startswith="N").order_by("staff_number"):
        served = Assignment.objects.get(person=person)
        found.append(
            (
                person.staff_number,
                person.name,
                person.sex,
                person.mobile,
                person.staff_kind,
                person.joined_on,
                served.unit.code,
                served.post.name if served.post else None,
            )
        )
    assert found == EXPECTED


CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "imports"


def corpus() -> list[Path]:
    """Return the collected messy tables; names that aren't a table's are tried as .csv."""
    return sorted(path for path in CORPUS.rglob("*") if path.is_file() and path.suffix != ".json")


def end_of(path: Path, cast: Cast, at: datetime) -> str:
    """Return the state a file's run ends in, or the code it is refused with."""
    try:
        run = roster.upload(
            actor=SYSTEM,
            file_name=path.name,
            data=path.read_bytes(),
            mode=RosterMode.ONE_UNIT,
            unit=cast.bureau,
            as_of_on=ON,
            at=at,
        )
        return roster.preview(run=run, at=at).state
    except Refusal as refusal:
        return refusal.code if str(refusal) and refusal.advice else "a refusal without words"


@pytest.mark.skipif(
    not CORPUS.is_dir(),
    reason="the messy tables are not beside the repository (../shared/data/imports)",
)
def test_collected_tables_end_in_a_preview_or_a_refusal(cast: Cast, at: datetime) -> None:
    ends: dict[str, str] = {}
    for path in corpus():
        ends[path.name] = end_of(path, cast, at)
    assert len(ends) > 50
    families = {end.partition(".")[0] for end in ends.values()}
    assert families <= {"previewed", "tabular", "people"}
    assert ends["encrypted_no_password.xls"] == "tabular.encrypted"
    # None of these files is a roster, so none may come through as one.
    assert "previewed" not in families
