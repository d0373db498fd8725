"""What a questionnaire may ask, which answers are taken, and when results are shown."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from courses.enums.evaluation import AnswerWhy, PromptAbout, PromptKind, Shown

SCALE = 5
MOST_PROMPTS = 40
MOST_CHOICES = 10
MOST_TEXT = 500
MOST_DAYS = 60
HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class PromptLine:
    """A prompt to be published; `choices` only for a choice."""

    kind: PromptKind
    about: PromptAbout
    text: str
    choices: Sequence[str] = ()
    required: bool = True

    @property
    def choices_fit(self) -> bool:
        """Whether a choice is one, and nothing else has choices."""
        if self.kind is not PromptKind.CHOICE:
            return not self.choices
        return 2 <= len(set(self.choices)) == len(self.choices) <= MOST_CHOICES


def values_of(kind: PromptKind, choices: Sequence[str]) -> range:
    """Return the values that a prompt may be given; none for a text."""
    if kind is PromptKind.SCALE:
        return range(1, SCALE + 1)
    return range(1, len(choices) + 1) if kind is PromptKind.CHOICE else range(0)


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of an evaluation as its answers are judged."""

    number: int
    values: range
    required: bool

    @property
    def is_text(self) -> bool:
        """Whether it is answered in words."""
        return not self.values


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says: values and texts by the line's number. What is blank is left out."""

    values: Mapping[int, int] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerNo:
    """Why an answer is not taken: at which line, or how many lines are missing."""

    why: AnswerWhy
    number: int = 0
    count: int = 0


def window(opens_on: date, last_on: date, *, on: date) -> AnswerWhy | None:
    """Return why no answer is taken on that day, None from the first to the last day."""
    if on < opens_on:
        return AnswerWhy.BEFORE
    return AnswerWhy.AFTER if on > last_on else None


def refused(asked: Mapping[int, Asked], answer: Answer) -> AnswerNo | None:
    """Return the first reason against an answer, None if it is complete and in range."""
    for number in (*answer.values, *answer.texts):
        if number not in asked:
            return AnswerNo(AnswerWhy.UNKNOWN_LINE, number)
    for number, value in answer.values.items():
        if value not in asked[number].values:
            return AnswerNo(AnswerWhy.OUT_OF_RANGE, number)
    for number, text in answer.texts.items():
        if not asked[number].is_text:
            return AnswerNo(AnswerWhy.OUT_OF_RANGE, number)
        if len(text) > MOST_TEXT:
            return AnswerNo(AnswerWhy.TEXT_TOO_LONG, number)
    missing = missing_in(asked, answer)
    return AnswerNo(AnswerWhy.INCOMPLETE, count=len(missing)) if missing else None


def missing_in(asked: Mapping[int, Asked], answer: Answer) -> list[int]:
    """Return the numbers of required lines that the answer leaves out."""
    given = {*answer.values, *answer.texts}
    return [number for number, line in asked.items() if line.required and number not in given]


def shown(answers: int, *, minimum: int, last_on: date, on: date) -> Shown:
    """Return whether results are shown: once no more answers come, and from the minimum up.

    While answers come in nothing is shown, for the difference between two looks would be an
    answer.
    """
    if on <= last_on:
        return Shown.STILL_OPEN
    return Shown.YES if answers >= minimum else Shown.TOO_FEW


def average(counts: Mapping[int, int]) -> Decimal | None:
    """Return the mean of values by how often each was given, half up to two decimals."""
    total = sum(counts.values())
    if not total:
        return None
    mean = Decimal(sum(value * count for value, count in counts.items())) / total
    return mean.quantize(Decimal("0.01"), ROUND_HALF_UP)


# Eleven digits of a mobile and seventeen or eighteen of an ID number, also written in groups.
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
_ID_NUMBER = re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx]?(?![\dXx])")
_WIDE = {ord("０") + each: ord("0") + each for each in range(10)}


def masked(text: str, staff_numbers: Collection[str]) -> str:
    """Return the text without what would name its writer by number: staff, ID, mobile numbers.

    Each is replaced by `***`. A name, or a way of writing, no rule can take out.
    """
    plain = text.translate(_WIDE)
    plain = _ID_NUMBER.sub(HIDDEN, plain)
    plain = _MOBILE.sub(HIDDEN, plain)
    if staff_numbers:
        # The longest first, so that one that begins another does not leave its rest behind.
        longest_first = sorted(staff_numbers, key=len, reverse=True)
        numbers = "|".join(re.escape(each) for each in longest_first)
        alone = rf"(?<![A-Za-z0-9])(?:{numbers})(?![A-Za-z0-9])"
        plain = re.sub(alone, HIDDEN, plain, flags=re.IGNORECASE)
    return plain
