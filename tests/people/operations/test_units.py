"""The dated tree of units."""

from datetime import date, timedelta

import pytest

from academy.people.enums import UnitKind
from academy.people.errors import UnitPeriodInvalid
from academy.people.models import Unit, UnitEdition
from academy.people.operations import units
from academy.people.queries.units import subtree_ids, tree
from tests.cast import AT, FOUNDED_ON, SYSTEM, Cast

pytestmark = pytest.mark.django_db

RENAMED_ON = date(2025, 6, 1)


def _rename(unit: Unit, name: str, on: date, parent: Unit | None) -> UnitEdition:
    return units.edit(
        actor=SYSTEM,
        unit=unit,
        name=name,
        short_name=name[:4],
        official_order=2,
        parent=parent,
        valid_from=on,
        at=AT,
    )


def _names(on: date) -> list[str]:
    return [node.name for node in tree(on)]


def test_a_new_name_holds_from_its_day_and_the_old_one_before(cast: Cast) -> None:
    old = _names(RENAMED_ON)[1]
    _rename(cast.east, "东湖新城分局", RENAMED_ON, cast.bureau)
    assert _names(RENAMED_ON - timedelta(days=1))[1] == old
    assert _names(RENAMED_ON)[1] == "东湖新城分局"


def test_the_same_edition_again_is_the_same_edition(cast: Cast) -> None:
    first = _rename(cast.east, "东湖新城分局", RENAMED_ON, cast.bureau)
    assert _rename(cast.east, "东湖新城分局", RENAMED_ON, cast.bureau) == first
    assert UnitEdition.objects.filter(unit=cast.east).count() == 2


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False)])
def test_an_edition_begins_after_the_current_one(cast: Cast, days: int, refused: bool) -> None:
    on = FOUNDED_ON + timedelta(days=days)
    if not refused:
        _rename(cast.east, "东湖新城分局", on, cast.bureau)
        return
    with pytest.raises(UnitPeriodInvalid) as raised:
        _rename(cast.east, "东湖新城分局", on, cast.bureau)
    assert raised.value.code == "people.unit_period_invalid"
    assert UnitEdition.objects.filter(unit=cast.east).count() == 1


def test_the_tree_is_in_official_order_parents_first(cast: Cast) -> None:
    squad = units.found(
        actor=SYSTEM,
        code="T0011",
        kind=UnitKind.SQUAD,
        name="东湖分局一中队",
        short_name="一中队",
        official_order=1,
        parent=cast.east,
        valid_from=FOUNDED_ON,
        predecessors=[cast.south],
        at=AT,
    )
    nodes = tree(FOUNDED_ON)
    assert [(node.code, node.depth) for node in nodes] == [
        ("T000", 0),
        ("T001", 1),
        ("T0011", 2),
        ("T002", 1),
    ]
    assert subtree_ids(cast.east.pk, FOUNDED_ON) == {cast.east.pk, squad.pk}
    assert list(squad.predecessors.all()) == [cast.south]


def test_a_unit_moves_to_another_parent_from_a_day_on(cast: Cast) -> None:
    _rename(cast.east, "东湖分局", RENAMED_ON, cast.south)
    before = RENAMED_ON - timedelta(days=1)
    assert subtree_ids(cast.south.pk, before) == {cast.south.pk}
    assert subtree_ids(cast.south.pk, RENAMED_ON) == {cast.south.pk, cast.east.pk}


def test_founding_twice_is_one_unit(cast: Cast) -> None:
    again = units.found(
        actor=SYSTEM,
        code=cast.east.code,
        kind=UnitKind.TOWN,
        name="别的名字",
        short_name="别的",
        official_order=9,
        parent=None,
        valid_from=FOUNDED_ON,
        at=AT,
    )
    assert again == cast.east
    assert again.editions.count() == 1
