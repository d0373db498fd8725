"""Vocabulary of courses: plain enums that rules, models and API share."""

from courses.enums.cohorts import (
    BUSY,
    ENROLLING,
    FINISHED,
    LIVE,
    PENDING,
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
from courses.enums.enrolling import (
    OVERRIDABLE,
    FillRule,
    OverQuota,
)
from courses.enums.verbs import (
    Verb,
)

__all__ = [
    "BUSY",
    "ENROLLING",
    "FINISHED",
    "LIVE",
    "OVERRIDABLE",
    "PENDING",
    "SEATED",
    "AttemptKind",
    "CohortState",
    "CohortVerb",
    "CohortWhy",
    "CompletionVerdict",
    "EnrolmentState",
    "EnrolmentVerb",
    "EnrolmentWhy",
    "FillRule",
    "HoursSource",
    "OutcomeVerdict",
    "OverQuota",
    "SeatWhy",
    "Verb",
]
