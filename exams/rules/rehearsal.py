"""The script of a rehearsal and what is made of it: who plays what, and the figures at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import ceil
from random import Random
from statistics import median
from typing import Any, Final

from exams.enums import ItemKind, RehearsalStep
from exams.rules.scoring import Scored

MIN_CANDIDATES: Final = 8
MAX_CANDIDATES: Final = 200
#: Saves of each candidate who answers everything.
ROUNDS: Final = 5


class Part(StrEnum):
    """What one fake candidate does besides answering; everybody after the first eight is plain."""

    FULL_MARKS = "full_marks"
    EMPTY = "empty"
    RELOADS = "reloads"
    TAKEN_OVER = "taken_over"
    PAUSED = "paused"
    EXTENDED = "extended"
    LATE = "late"
    TWICE = "twice"
    PLAIN = "plain"
    WALKS_AWAY = "walks_away"


_FIRST: Final = tuple(Part)[:8]


def part_of(number: int) -> Part:
    """The part of candidate ``number``, from 0; every fifth plain one never hands in."""
    if number < len(_FIRST):
        return _FIRST[number]
    return Part.WALKS_AWAY if number % 5 == 0 else Part.PLAIN


def ability_of(number: int, candidates: int) -> float:
    """How many answers of candidate ``number`` are right, between 0.3 and 1, spread evenly."""
    if part_of(number) is Part.FULL_MARKS:
        return 1.0
    return 0.3 + 0.7 * number / candidates


@dataclass(frozen=True, slots=True)
class Asked:
    """One item as a fake candidate meets it: what earns its points, and what may be chosen."""

    scored: Scored
    options: tuple[str, ...]
    blanks: int


def answer_to(asked: Asked, *, ability: float, random: Random) -> Any:
    """A right answer with probability ``ability``, otherwise a wrong one of the same shape."""
    return _right(asked) if random.random() < ability else _wrong(asked, random)


def _right(asked: Asked) -> Any:
    key = asked.scored.key
    match asked.scored.kind:
        case ItemKind.TRUE_FALSE | ItemKind.MULTIPLE:
            return key
        case ItemKind.SINGLE:
            return key[0]
        case ItemKind.FILL_IN:
            return [accepted[0] for accepted in key]
        case ItemKind.NUMERIC:
            return str(key["value"])


def _wrong(asked: Asked, random: Random) -> Any:
    key = asked.scored.key
    match asked.scored.kind:
        case ItemKind.TRUE_FALSE:
            return not key
        case ItemKind.SINGLE:
            return random.choice([option for option in asked.options if option not in key])
        case ItemKind.MULTIPLE:
            return _wrong_choice(asked, random)
        case ItemKind.FILL_IN:
            return ["（演练）"] * asked.blanks
        case ItemKind.NUMERIC:
            return "-987654321"


def _wrong_choice(asked: Asked, random: Random) -> list[str]:
    others = [option for option in asked.options if option not in asked.scored.key]
    return [random.choice(others)] if others else [asked.options[0]]


def pages(keys: Sequence[str], rounds: int = ROUNDS) -> list[list[str]]:
    """The item keys in the order answered, cut into at most ``rounds`` saves."""
    size = max(1, ceil(len(keys) / rounds))
    return [list(keys[start : start + size]) for start in range(0, len(keys), size)]


# -- the figures ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call:
    """One thing done: how long it took, and the code of the refusal if it was refused."""

    step: RehearsalStep
    milliseconds: float
    code: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """All calls of one step; times in milliseconds."""

    step: RehearsalStep
    count: int
    refused: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class RefusalLine:
    """How often a step was refused with a code, and whether the script wanted that."""

    step: RehearsalStep
    code: str
    count: int
    wanted: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """The distribution of the fake candidates' scores."""

    lowest: Decimal
    median: Decimal
    highest: Decimal
    passed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a rehearsal found. ``checks`` says of each promise whether it held."""

    candidates: int
    item_count: int
    full_marks: Decimal
    paper_bytes: int
    duration_seconds: int
    seconds: float
    steps: tuple[StepLine, ...]
    refusals: tuple[RefusalLine, ...]
    scores: Scores
    checks: Mapping[str, bool]

    @property
    def sound(self) -> bool:
        """Every promise held and nothing was refused that should not have been."""
        return all(self.checks.values()) and all(line.wanted for line in self.refusals)


def step_lines(calls: Sequence[Call]) -> tuple[StepLine, ...]:
    """One line for each step that was tried, in the order of the day."""
    lines = []
    for step in RehearsalStep:
        mine = [call for call in calls if call.step is step]
        if mine:
            times = sorted(call.milliseconds for call in mine)
            refused = sum(bool(call.code) for call in mine)
            lines.append(
                StepLine(step, len(mine), refused, percentile(times, 50), percentile(times, 95))
            )
    return tuple(lines)


def refusal_lines(calls: Sequence[Call]) -> tuple[RefusalLine, ...]:
    """How often each step was refused with which code; a wanted refusal that failed to come too."""
    found: dict[tuple[RehearsalStep, str, bool], int] = {}
    for call in calls:
        if call.code or call.expected:
            key = (call.step, call.code or f"no {call.expected}", call.code == call.expected)
            found[key] = found.get(key, 0) + 1
    return tuple(RefusalLine(*key[:2], count, key[2]) for key, count in sorted(found.items()))


def percentile(ordered: Sequence[float], per_cent: int) -> float:
    """The smallest value that ``per_cent`` of the values do not exceed (nearest rank)."""
    return ordered[max(0, ceil(len(ordered) * per_cent / 100) - 1)]


def score_line(scores: Sequence[tuple[Decimal, bool]]) -> Scores:
    """The distribution of (score, passed) pairs; all zero where nobody got as far as a score."""
    points = [score for score, _ in scores] or [Decimal(0)]
    passed = sum(ok for _, ok in scores)
    return Scores(
        lowest=min(points),
        median=median(points),
        highest=max(points),
        passed=passed,
        failed=len(scores) - passed,
    )
