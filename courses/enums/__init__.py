"""Vocabulary of courses: plain enums that rules, models and API share."""

from courses.enums.cohorts import (
    BUSY,
    ENROLLING,
    FINISHED,
    LIVE,
    SEATED,
    CohortState,
    CohortVerb,
    CohortWhy,
    EnrolmentState,
    EnrolmentVerb,
    EnrolmentWhy,
    SeatWhy,
)
from courses.enums.completion import (
    AttemptKind,
    CompletionVerdict,
    HoursSource,
    OutcomeVerdict,
)
from courses.enums.verbs import (
    Verb,
)

__all__ = [
    "BUSY",
    "ENROLLING",
    "FINISHED",
    "LIVE",
    "SEATED",
    "AttemptKind",
    "CohortState",
    "CohortVerb",
    "CohortWhy",
    "CompletionVerdict",
    "EnrolmentState",
    "EnrolmentVerb",
    "EnrolmentWhy",
    "HoursSource",
    "OutcomeVerdict",
    "SeatWhy",
    "Verb",
]
