"""Vocabulary of planning runs and of lists of days."""

from enum import StrEnum


class PlanState(StrEnum):
    """Where a planning run stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    INFEASIBLE = "infeasible"
    FAILED = "failed"


class PlanBasis(StrEnum):
    """What a run's demand is drawn from."""

    POPULATION = "population"
    OWING = "owing"


class DecisionKind(StrEnum):
    """What a person decided about a proposal."""

    LINE_LOCKED = "line_locked"
    LINE_RELEASED = "line_released"
    LINE_EDITED = "line_edited"
    SEAT_LOCKED = "seat_locked"
    SEAT_RELEASED = "seat_released"
    SEAT_MOVED = "seat_moved"
    SEAT_DROPPED = "seat_dropped"
    LINE_ACCEPTED = "line_accepted"


class BlockFault(StrEnum):
    """Why a row of a duty roster or leave list cannot be entered."""

    NO_STAFF_NUMBER = "no_staff_number"
    UNKNOWN_PERSON = "unknown_person"
    OTHER_NAME = "other_name"
    LEFT = "left"
    UNKNOWN_KIND = "unknown_kind"
    NO_DATE = "no_date"
    BAD_DATE = "bad_date"
    ENDS_BEFORE = "ends_before"
    TOO_LONG = "too_long"
