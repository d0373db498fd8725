"""Vocabulary of outcomes, completions and hours."""

from enum import StrEnum


class AttemptKind(StrEnum):
    """First sitting or the one make-up."""

    FIRST = "first"
    MAKE_UP = "make_up"


class OutcomeVerdict(StrEnum):
    """What an exam reports about one person."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"


class CompletionVerdict(StrEnum):
    """How a person's time in a cohort ended."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"


class HoursSource(StrEnum):
    """Where a line of the hours ledger comes from."""

    COMPLETION = "completion"
    PAST_RECORD = "past_record"
    OUTSIDE = "outside"
    ONLINE = "online"
    ADJUSTMENT = "adjustment"
    TRANSFER = "transfer"
    REVERSAL = "reversal"
