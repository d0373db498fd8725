"""Reading a list of scores that others gave to units: which unit, how many points. Pure."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from academy.people.rules import list_rows
from academy.people.rules.list_rows import Bad, Headings, Line
from academy.reporting.enums import OutsideFault
from academy.shared.tabular.grid import Workbook

TEMPLATE = ("单位", "得分")
_HEADINGS = Headings(
    {
        "unit": "单位 单位名称 单位代码 分局 镇街 Unit",
        "score": "得分 分数 成绩 综合得分 考核得分 总分 Score",
    },
    needed=("unit", "score"),
)
_LIMIT = Decimal(1000)


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """One unit's score, as row `number` of a sheet says it; `column` is where the score stood."""

    sheet: str
    number: int
    unit: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class OutsideRowFault:
    """Why a row cannot be taken: in which column (its heading), and what stood there."""

    sheet: str
    number: int
    column: str
    fault: OutsideFault
    shown: str


@dataclass(frozen=True, slots=True)
class OutsideReading:
    """What a list says: good rows and faulty ones, each in the list's order."""

    rows: tuple[OutsideRow, ...]
    faults: tuple[OutsideRowFault, ...]


def read(book: Workbook) -> OutsideReading:
    """Read every sheet that has a header with a unit and a score."""
    found = list_rows.read(book, _HEADINGS, lambda line: [_row(line)], OutsideFault)
    faults = (
        OutsideRowFault(
            each.sheet,
            each.number,
            TEMPLATE[0 if each.fault is OutsideFault.NO_UNIT else 1],
            each.fault,
            each.shown,
        )
        for each in found.faults
    )
    return OutsideReading(found.rows, tuple(faults))


def _row(line: Line[str]) -> OutsideRow:
    unit, score = line.text("unit"), line.text("score")
    if not unit:
        raise Bad(OutsideFault.NO_UNIT)
    if not score:
        raise Bad(OutsideFault.NO_SCORE, unit)
    points = points_of(score)
    if points is None:
        raise Bad(OutsideFault.BAD_SCORE, score)
    return OutsideRow(line.sheet, line.number, unit, points)


def points_of(text: str) -> Decimal | None:
    """Return a score of at most two decimals and below 1,000 either way; None for anything else."""
    try:
        points = Decimal(text)
    except InvalidOperation:
        return None
    if not points.is_finite() or abs(points) >= _LIMIT or points != round(points, 2):
        return None
    return points.quantize(Decimal("0.01"))
