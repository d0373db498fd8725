"""The people who do not exist."""

from collections import Counter
from datetime import date

import pytest

from academy.campaign.names import RARE
from academy.campaign.staff import UNASSIGNED_AREA, staff_lines
from academy.campaign.units import unit_lines
from academy.people.enums import StaffKind
from academy.shared import idnumber

ON = date(2026, 1, 5)


def test_units_are_the_bureau_and_its_branches_in_official_order() -> None:
    lines = unit_lines()
    assert len(lines) == 34
    assert [line.short_name for line in lines[:5]] == ["市局", "莞城", "东城", "南城", "万江"]
    assert lines[-1].short_name == "松山湖"


def test_the_whole_staff_is_distinct_valid_and_nobodys() -> None:
    lines = staff_lines(3600, seed=7, on=ON)
    assert len({line.staff_number for line in lines}) == 3600
    assert len({line.id_number for line in lines}) == 3600
    assert len({line.mobile for line in lines}) == 3600
    assert {line.unit.code for line in lines} == {unit.code for unit in unit_lines()}
    assert {line.staff_kind for line in lines} == set(StaffKind)
    for line in lines:
        parsed = idnumber.parse(line.id_number)
        assert parsed.area == UNASSIGNED_AREA
        assert parsed.female is (line.sex == "female")
        assert parsed.born_on < line.joined_on < ON


def test_one_name_in_a_hundred_holds_a_rare_character() -> None:
    names = [line.name for line in staff_lines(3600, seed=7, on=ON)]
    rare = set(RARE.split())
    assert sum(bool(rare & set(name)) for name in names) == 36
    assert any(len(char.encode("utf-16-le")) == 4 for name in names for char in name)
    assert any("·" in name for name in names)


def test_the_same_seed_gives_the_same_people_and_another_gives_others() -> None:
    assert staff_lines(100, seed=1, on=ON) == staff_lines(100, seed=1, on=ON)
    assert staff_lines(100, seed=1, on=ON) != staff_lines(100, seed=2, on=ON)


@pytest.mark.parametrize(("count", "least"), [(34, 1), (35, 1), (340, 3)])
def test_every_unit_has_somebody(count: int, least: int) -> None:
    sizes = Counter(line.unit.code for line in staff_lines(count, seed=1, on=ON))
    assert len(sizes) == 34
    assert sum(sizes.values()) == count
    assert min(sizes.values()) >= least


def test_fewer_people_than_units_is_an_error() -> None:
    with pytest.raises(ValueError, match="34"):
        staff_lines(33, seed=1, on=ON)
