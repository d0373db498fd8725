"""From counts to the rates that are printed.

Rates are per cent with one decimal, averages have two, both rounded half up as in Chinese
statistical practice (GB/T 8170 is the other school: the bureau's forms round half up). A rate
over nobody is None, printed as "—": it is neither 0 % nor 100 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Counts:
    """The whole numbers of one row; everything that is printed follows from them.

    `excluded` is `withdrew` and `named` together. `score_hundredths` is the sum of first-sitting
    scores in hundredths of a per cent point of full marks; `hours_tenths` the sum of credit hours
    in tenths.
    """

    required: int = 0
    excluded: int = 0
    withdrew: int = 0
    named: int = 0
    attended: int = 0
    due: int = 0
    sat_first: int = 0
    sat_make_up: int = 0
    sat: int = 0
    passed_first: int = 0
    passed_make_up: int = 0
    passed: int = 0
    excellent: int = 0
    scored: int = 0
    credited: int = 0
    score_hundredths: int = 0
    hours_tenths: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{each: getattr(self, each) + getattr(other, each) for each in COUNT_NAMES})


COUNT_NAMES = tuple(each.name for each in fields(Counts))


@dataclass(frozen=True, slots=True)
class Rates:
    """What is derived from the counts of one row; None where nobody is in the denominator."""

    attendance_rate: Decimal | None
    first_pass_rate: Decimal | None
    final_pass_rate: Decimal | None
    excellence_rate: Decimal | None
    average_score: Decimal | None
    hours: Decimal
    average_hours: Decimal | None


def percent(part: int, whole: int) -> Decimal | None:
    """Return part ÷ whole in per cent with one decimal; None if `whole` is 0.

    Raises:
        ValueError: the part is negative or larger than the whole.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} is no part of {whole}")
    if whole == 0:
        return None
    return (Decimal(part) * 100 / whole).quantize(_TENTH, rounding=ROUND_HALF_UP)


def mean(total: Decimal, count: int) -> Decimal | None:
    """Return total ÷ count with two decimals; None if `count` is 0."""
    if count == 0:
        return None
    return (total / count).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


def hundredths(value: int) -> Decimal:
    """Return a number of hundredths as a decimal with two places."""
    return (Decimal(value) / 100).quantize(_HUNDREDTH)


def percentile(often: Mapping[int, int], percent: int) -> int | None:
    """Return the nearest-rank percentile of values given with how often each occurs.

    The smallest value that at least `percent` per cent of all do not exceed; 0 gives the smallest
    of all, 100 the largest. None of nothing. It always is a value that somebody has, so it can be
    checked against the list (Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996,
    definition 1).

    Raises:
        ValueError: `percent` is not within 0 to 100.
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} is no per cent")
    total = sum(often.values())
    rank = max(1, -(-total * percent // 100))
    for value in sorted(often):
        rank -= often[value]
        if rank <= 0:
            return value
    return None


def rates(counts: Counts) -> Rates:
    """Return the derived figures of a row; the denominators are those the glossary prints."""
    hours = Decimal(counts.hours_tenths) / 10
    return Rates(
        attendance_rate=percent(counts.attended, counts.required),
        first_pass_rate=percent(counts.passed_first, counts.sat_first),
        final_pass_rate=percent(counts.passed, counts.sat),
        excellence_rate=percent(counts.excellent, counts.sat_first),
        average_score=mean(Decimal(counts.score_hundredths) / 100, counts.scored),
        hours=hours.quantize(_TENTH),
        average_hours=mean(hours, counts.required),
    )
