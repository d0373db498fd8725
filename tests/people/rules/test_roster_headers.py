"""Headers under titles and unit lines, in one row or two."""

from academy.people.rules import roster_headers
from academy.people.rules.roster_faults import Field
from academy.shared.tabular.grid import Cell, Grid, Merge

WANTED = {Field.STAFF_NUMBER: 1, Field.NAME: 2, Field.MOBILE: 3}


def grid(*rows: list[Cell], merges: tuple[Merge, ...] = ()) -> Grid:
    return Grid("一", rows, merges)


def test_below_title_and_unit_line() -> None:
    found = roster_headers.find(
        grid(
            ["东莞市城管系统人员花名册"],
            ["单位：东城分局                 填报日期：2026年3月1日"],
            [],
            ["序号", "工　号", "姓 名", "手机（必填）", "备注"],
            [1, "A1", "张三", "13800000000"],
        )
    )
    assert found is not None
    assert (found.first_row, found.columns, found.unit_line) == (4, WANTED, "东城分局")
    assert found.ignored == ("序号", "备注")
    assert found.titles[Field.MOBILE] == "手机（必填）"


def test_two_levels_merged() -> None:
    found = roster_headers.find(
        grid(
            ["花名册", None, None, None, None, None, None],
            ["序号", "工号", "姓名", "联系方式", None, "编制情况", None],
            [None, None, None, "手机", "微信", "类型", "职级"],
            [1, "A1", "张三", "13800000000", "x", "公务员", "科员"],
            merges=(
                Merge(0, 0, 0, 6),
                Merge(1, 0, 2, 0),
                Merge(1, 1, 2, 1),
                Merge(1, 2, 2, 2),
                Merge(1, 3, 1, 4),
                Merge(1, 5, 1, 6),
            ),
        )
    )
    assert found is not None
    assert found.first_row == 3
    assert found.columns == {**WANTED, Field.ESTABLISHMENT: 5, Field.RANK: 6}
    assert found.titles[Field.ESTABLISHMENT] == "编制情况 类型"


def test_two_levels_in_text_without_merges() -> None:
    found = roster_headers.find(
        grid(
            ["序号", "工号", "姓名", "联系方式", ""],
            ["", "", "", "手机", "微信"],
            ["1", "A1", "张三", "13800000000", "x"],
        )
    )
    assert found is not None
    assert (found.first_row, found.columns) == (2, WANTED)


def test_groups_above_plain_headings() -> None:
    found = roster_headers.find(
        grid(
            ["基本信息", None, None, "编制情况", None],
            ["工号", "姓名", "性别", "类型", "职务"],
            ["A1", "张三", "男", "公务员", "科长"],
        )
    )
    assert found is not None
    assert found.first_row == 2
    assert found.columns == {
        Field.STAFF_NUMBER: 0,
        Field.NAME: 1,
        Field.SEX: 2,
        Field.ESTABLISHMENT: 3,
        Field.POST: 4,
    }


def test_one_level_is_not_taken_for_two() -> None:
    found = roster_headers.find(grid(["工号", "姓名", "单位"], ["A1", "张三", None]))
    assert found is not None
    assert found.first_row == 1


def test_first_of_repeated_headers() -> None:
    found = roster_headers.find(grid(["工号", "姓名"], ["A1", "张三"], ["工号", "姓名"]))
    assert found is not None
    assert found.first_row == 1


def test_synonyms_and_first_of_two_columns() -> None:
    found = roster_headers.find(
        grid(["人员编号", "姓名", "公民身份号码", "联系电话", "所属分局", "手机"])
    )
    assert found is not None
    assert found.columns == {
        Field.STAFF_NUMBER: 0,
        Field.NAME: 1,
        Field.ID_NUMBER: 2,
        Field.MOBILE: 3,
        Field.UNIT: 4,
    }
    assert found.ignored == ("手机",)


def test_unit_in_the_next_cell() -> None:
    found = roster_headers.find(grid(["单位：", "南城分局", "", "日期"], ["工号", "姓名"]))
    assert found is not None
    assert found.unit_line == "南城分局"


def test_no_header() -> None:
    assert roster_headers.find(grid(["姓名", "性别"], ["张三", "男"])) is None
    assert roster_headers.find(grid()) is None


def test_too_low() -> None:
    filler: list[list[Cell]] = [["x"]] * (roster_headers.SEARCHED_ROWS - 1)
    assert roster_headers.find(grid(*filler, ["工号", "姓名"])) is not None
    assert roster_headers.find(grid(*filler, ["x"], ["x"], ["工号", "姓名"])) is None
