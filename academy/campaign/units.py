"""The 34 units of the demonstration: a bureau and its 33 branches, in official order."""

from dataclasses import dataclass

from academy.people.enums import UnitKind


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit to found; `weight` is its share of the staff."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    weight: int


_STREETS = "莞城 东城 南城 万江"
_TOWNS = (
    "石碣 石龙 茶山 石排 企石 横沥 桥头 谢岗 东坑 常平 寮步 樟木头 大朗 黄江 清溪 塘厦 凤岗 大岭山 "
    "长安 虎门 厚街 沙田 道滘 洪梅 麻涌 望牛墩 中堂 高埗"
)
_PARK = "松山湖"

# Shares of the staff: the bureau itself, then branches by the size of the place.
_LARGE = frozenset("东城 南城 常平 大朗 塘厦 凤岗 长安 虎门 厚街 寮步".split())
_SMALL = frozenset("企石 谢岗 东坑 洪梅 望牛墩 石龙".split())


def _branch(order: int, place: str, kind: UnitKind) -> UnitLine:
    weight = 14 if place in _LARGE else 6 if place in _SMALL else 9
    return UnitLine(f"DG{order:02d}", f"{place}分局", place, kind, weight)


def unit_lines() -> list[UnitLine]:
    """Return the bureau and its branches in official order: streets, towns, park."""
    bureau = UnitLine("DG00", "市城市管理和综合执法局", "市局", UnitKind.BUREAU, 28)
    places = [(place, UnitKind.STREET) for place in _STREETS.split()]
    places += [(place, UnitKind.TOWN) for place in _TOWNS.split()]
    places.append((_PARK, UnitKind.PARK))
    return [bureau] + [
        _branch(order, place, kind) for order, (place, kind) in enumerate(places, start=1)
    ]
