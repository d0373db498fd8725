"""Coming in: what a candidate comes with, and the rules of the day it is held against."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from hmac import compare_digest
from typing import Final

from exams.enums import Admission, EntryRule, MakeUpCounts, SittingState
from exams.rules.transitions import RUNNING

#: Wrong codes in a row after which a sitting takes none for a while.
MAX_TRIES: Final = 5
#: How long a wrong code counts, in seconds.
TRIES_SECONDS: Final = 600
#: How long a one-time code is good for unless its giver says otherwise, and the bounds of that.
CODE_MINUTES: Final = 30
CODE_MINUTES_RANGE: Final = range(1, 241)
#: Digits of a one-time code.
CODE_DIGITS: Final = 6
#: Characters of an access code: none that is mistaken for another when read aloud or from a board.
CODE_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
ACCESS_CODE_LENGTH: Final = 6
#: How long an access code may be that somebody thought of.
ACCESS_CODE_LENGTHS: Final = range(4, 13)
MAX_CHECK_IN_MINUTES: Final = 240
#: The most keys of one kind, and the furthest day of a make-up.
MAX_KEYS: Final = 50
MAX_DAYS: Final = 1000

_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a request came.

    ``address`` is the client's as the server sees it, ``code`` what was typed. ``url`` is the
    absolute address asked for and ``page_url`` that of the page which asks, both without
    fragment; ``config_hash`` and ``exam_hash`` are what Safe Exam Browser sent along, as hex, empty
    where it sent nothing.
    """

    address: str
    code: str = ""
    url: str = ""
    page_url: str = ""
    config_hash: str = ""
    exam_hash: str = ""


def asks_code(rule: EntryRule, *, state: SittingState, checked_in: bool) -> bool:
    """Whether a code is asked for: when checking in, and when changing computers after the start.

    Between the two, the candidate is in the room already.
    """
    if rule is EntryRule.NONE:
        return False
    return not checked_in or state in RUNNING


def typed(code: str) -> str:
    """A typed code as it is compared: full-width forms folded, upper case, without blanks."""
    folded = unicodedata.normalize("NFKC", code).upper()
    return "".join(character for character in folded if character.isalnum())


def same_code(given: str, expected: str) -> bool:
    """Whether a typed code is the expected one; how long it takes does not tell where they differ.

    An empty expected code is never given.
    """
    left, right = typed(given).encode(), typed(expected).encode()
    return compare_digest(left, right) and bool(right)


def lockdown_key(text: str) -> str | None:
    """A key of Safe Exam Browser as it is kept: 64 hex digits in lower case; None if it is none."""
    key = text.strip().lower()
    return key if _KEY.fullmatch(key) else None


@dataclass(frozen=True, slots=True)
class Terms:
    """An exam's rules of the day as they are set: what ``Policy`` holds, as plain values."""

    check_in_minutes: int = 30
    admission: Admission = Admission.SELF
    entry_rule: EntryRule = EntryRule.NONE
    access_code: str = ""
    networks_enforced: bool = False
    config_keys: tuple[str, ...] = ()
    exam_keys: tuple[str, ...] = ()
    make_up_capped: bool = False
    make_up_counts: MakeUpCounts = MakeUpCounts.BEST
    make_up_for_unexcused: bool = True
    make_up_from_days: int = 0
    make_up_until_days: int | None = None


def fault_of(terms: Terms) -> tuple[str, str] | None:
    """The first field that cannot be kept as it is, and why; None if all can."""
    if not 0 <= terms.check_in_minutes <= MAX_CHECK_IN_MINUTES:
        return "check_in_minutes", "out_of_range"
    length = len(typed(terms.access_code))
    if terms.entry_rule is EntryRule.ACCESS_CODE and length not in ACCESS_CODE_LENGTHS:
        return "access_code", "wrong_length"
    for name in ("config_keys", "exam_keys"):
        keys: tuple[str, ...] = getattr(terms, name)
        if len(keys) > MAX_KEYS:
            return name, "too_many_keys"
        if any(lockdown_key(key) != key for key in keys):
            return name, "not_a_key"
    until = terms.make_up_until_days
    if not 0 <= terms.make_up_from_days <= MAX_DAYS:
        return "make_up_from_days", "out_of_range"
    if until is not None and not terms.make_up_from_days < until <= MAX_DAYS:
        return "make_up_until_days", "out_of_range"
    return None


def changed(before: Terms, after: Terms) -> list[str]:
    """The names of the fields that differ."""
    names = [each.name for each in fields(Terms)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def harmful(before: Terms, after: Terms) -> list[str]:
    """Of the fields that differ, those that must not once somebody has started.

    By then only what lets more people in may change: another access code, further keys where keys
    were asked for, networks no longer enforced; and who admits, for it concerns those to come.
    """
    harmless = {"access_code", "admission"}
    if before.networks_enforced and not after.networks_enforced:
        harmless.add("networks_enforced")
    for name in ("config_keys", "exam_keys"):
        old = set(getattr(before, name))
        if old and old <= set(getattr(after, name)):
            harmless.add(name)
    return [name for name in changed(before, after) if name not in harmless]
