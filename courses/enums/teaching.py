"""Vocabulary of instructors and of what they teach."""

from enum import StrEnum


class DayPart(StrEnum):
    """The part of a day that one line of teaching takes; the order is that of the day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class QualificationLevel(StrEnum):
    """How far an instructor's qualification in a course goes, from the first up."""

    JUNIOR = "junior"
    INTERMEDIATE = "intermediate"
    SENIOR = "senior"


class AvailabilityKind(StrEnum):
    """What a span of days says of an instructor."""

    AWAY = "away"
    OFFERED = "offered"
