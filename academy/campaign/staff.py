"""The staff of the demonstration: people who do not exist, the same ones for the same seed."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from academy.campaign.names import draw_names
from academy.campaign.units import UnitLine, unit_lines
from academy.people.enums import Establishment, Sex, StaffKind
from academy.shared.idnumber import check_digit

# 44 is Guangdong; 99 99 has never been assigned to a place in it, so no number is anybody's.
UNASSIGNED_AREA = "449999"
# No operator issues numbers that begin with 154.
UNASSIGNED_MOBILE = "154"

_KIND_SHARES = {
    StaffKind.ENFORCEMENT: 44,
    StaffKind.AUXILIARY: 30,
    StaffKind.APPROVAL: 13,
    StaffKind.ADMINISTRATION: 10,
    StaffKind.LEGAL_REVIEW: 3,
}
_BUREAU_SHARES = {
    StaffKind.ENFORCEMENT: 30,
    StaffKind.AUXILIARY: 5,
    StaffKind.APPROVAL: 25,
    StaffKind.ADMINISTRATION: 32,
    StaffKind.LEGAL_REVIEW: 8,
}
POSTS = (
    "局长", "副局长", "科长", "副科长", "分局长", "副分局长", "股长", "副股长", "中队长",
    "副中队长", "科员", "办事员", "协管员",
)  # fmt: skip
RANKS = (
    "一级调研员", "二级调研员", "三级调研员", "四级调研员",
    "一级主任科员", "二级主任科员", "三级主任科员", "四级主任科员", "一级科员", "二级科员",
    "一级行政执法员", "二级行政执法员",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One person of the demonstration roster."""

    unit: UnitLine
    staff_number: str
    name: str
    sex: Sex
    id_number: str
    mobile: str
    staff_kind: StaffKind
    establishment: Establishment
    post: str
    rank: str
    joined_on: date


def staff_lines(count: int, *, seed: int, on: date) -> list[StaffLine]:
    """Return `count` (≥ 34) invented people in 34 units, unit by unit; `on` is the roster's day."""
    rng = random.Random(seed)
    units = unit_lines()
    sizes = _apportion(count, [unit.weight for unit in units])
    placed = [unit for unit, size in zip(units, sizes, strict=True) for _ in range(size)]
    sexes = [Sex.FEMALE if rng.random() < 0.31 else Sex.MALE for _ in placed]
    names = draw_names(sexes, rng)
    lines: list[StaffLine] = []
    position: dict[str, int] = {}
    for number, (unit, sex, name) in enumerate(zip(placed, sexes, names, strict=True)):
        position[unit.code] = position.get(unit.code, 0) + 1
        lines.append(_line(number, unit, position[unit.code], sex, name, rng, on))
    return lines


def _line(
    number: int,
    unit: UnitLine,
    position: int,
    sex: Sex,
    name: str,
    rng: random.Random,
    on: date,
) -> StaffLine:
    shares = _BUREAU_SHARES if unit.code.endswith("00") else _KIND_SHARES
    kind = rng.choices(list(shares), list(shares.values()))[0]
    if position <= 3:
        kind = StaffKind.ADMINISTRATION
    establishment = _establishment(kind, rng)
    born_on = on - timedelta(days=rng.randint(23 * 365, 58 * 365))
    joined_on = min(
        born_on + timedelta(days=rng.randint(21 * 365, 30 * 365)), on - timedelta(days=60)
    )
    # The last digit of the sequence part is odd for men. 3,600 people fill the 500 places of a
    # birthday more than once, so the day moves with each round and no two numbers are equal.
    order = number % 500 * 2 + (1 if sex is Sex.MALE else 0)
    born_on += timedelta(days=(number // 500 - born_on.toordinal()) % 40)
    first17 = f"{UNASSIGNED_AREA}{born_on:%Y%m%d}{order:03d}"
    post, rank = _post_and_rank(kind, establishment, unit, position, rng)
    return StaffLine(
        unit=unit,
        staff_number=f"CG{unit.code[2:]}{position:04d}",
        name=name,
        sex=sex,
        id_number=first17 + check_digit(first17),
        mobile=f"{UNASSIGNED_MOBILE}{number:08d}",
        staff_kind=kind,
        establishment=establishment,
        post=post,
        rank=rank,
        joined_on=joined_on,
    )


def _establishment(kind: StaffKind, rng: random.Random) -> Establishment:
    if kind is StaffKind.AUXILIARY:
        return Establishment.CONTRACT
    if kind is StaffKind.APPROVAL:
        return rng.choice([Establishment.CIVIL_SERVICE_LAW, Establishment.PUBLIC_INSTITUTION])
    if kind is StaffKind.ENFORCEMENT:
        return rng.choices(
            [Establishment.CIVIL_SERVICE_LAW, Establishment.PUBLIC_INSTITUTION], [7, 3]
        )[0]
    return Establishment.CIVIL_SERVANT


def _post_and_rank(
    kind: StaffKind,
    establishment: Establishment,
    unit: UnitLine,
    position: int,
    rng: random.Random,
) -> tuple[str, str]:
    """Return post and rank; contract staff have no rank."""
    bureau = unit.code.endswith("00")
    if position <= 3:
        leader = "局长" if bureau else "分局长"
        post = leader if position == 1 else f"副{leader}"
        return post, "二级调研员" if bureau else "一级主任科员"
    if establishment is Establishment.CONTRACT:
        return "协管员", ""
    if kind is StaffKind.ENFORCEMENT:
        post = rng.choices(["中队长", "副中队长", "科员"], [1, 2, 12])[0]
        return post, rng.choices(RANKS[5:], [1, 2, 3, 6, 5, 4, 4])[0]
    post = rng.choices(
        ["科长", "副科长", "科员"] if bureau else ["股长", "副股长", "科员", "办事员"],
        [1, 2, 9] if bureau else [1, 2, 8, 2],
    )[0]
    return post, rng.choices(RANKS[4:10], [2, 2, 3, 4, 6, 4])[0]


def _apportion(total: int, weights: list[int]) -> list[int]:
    """Share `total` by weight, at least one each, largest remainders first (Hamilton)."""
    rest = total - len(weights)
    if rest < 0:
        raise ValueError(f"at least {len(weights)} people are needed, one for each unit")
    exact = [rest * weight / sum(weights) for weight in weights]
    sizes = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (sizes[i] - exact[i], i))
    for i in by_remainder[: rest - sum(sizes)]:
        sizes[i] += 1
    return [1 + size for size in sizes]
