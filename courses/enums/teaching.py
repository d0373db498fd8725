"""Vocabulary of instructors and of what they teach."""

from enum import StrEnum


class DayPart(StrEnum):
    """The part of a day in which a line of teaching begins; the order is that of the day."""

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


class TeachingWhy(StrEnum):
    """Why an instructor may not be given a line of teaching, in the order of asking."""

    COHORT_OVER = "cohort_over"
    NOT_IN_SYLLABUS = "not_in_syllabus"
    NO_SLOTS = "no_slots"
    TIMES_INVALID = "times_invalid"
    OUTSIDE_COHORT_DAYS = "outside_cohort_days"
    NOT_QUALIFIED = "not_qualified"
    NOT_AVAILABLE = "not_available"
    DOUBLE_BOOKED = "double_booked"
    HALL_NOT_IN_USE = "hall_not_in_use"
    HALL_TAKEN = "hall_taken"
    HALL_TOO_SMALL = "hall_too_small"
