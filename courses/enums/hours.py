"""Vocabulary of requirements: who owes what, within which time."""

from enum import StrEnum


class Metric(StrEnum):
    """What a requirement counts."""

    HOURS = "hours"
    COMPLETION = "completion"


class WindowKind(StrEnum):
    """Within which time it must be met."""

    CALENDAR_YEAR = "calendar_year"
    ROLLING_YEARS = "rolling_years"
    AFTER_EVENT = "after_event"


class Event(StrEnum):
    """From what a time is counted."""

    JOINED = "joined"
    ASSIGNED = "assigned"
    PROMOTED = "promoted"
    LAST_COMPLETION = "last_completion"


class JudgedOn(StrEnum):
    """On which day somebody must belong to those it is for: the day asked, or the window's last."""

    AS_OF = "as_of"
    WINDOW_END = "window_end"


class RequirementWhy(StrEnum):
    """Why an edition of a requirement cannot stand, in the order of asking."""

    AMOUNT = "amount"
    WINDOW = "window"
    PERIOD = "period"
    COURSE = "course"
    JUDGED = "judged"
    PRO_RATA = "pro_rata"
    BAND = "band"
    CONDITION = "condition"
    CAP = "cap"


class ImportState(StrEnum):
    """How far an import of past records has come.

    What is uploaded waits to be read; while rows are entered or taken back, chunk by chunk, it is
    entering or undoing: stopped there, it is gone on with or (an entering) taken back.
    """

    UPLOADED = "uploaded"
    REFUSED = "refused"
    READ = "read"
    ENTERING = "entering"
    COMMITTED = "committed"
    UNDOING = "undoing"
    UNDONE = "undone"
