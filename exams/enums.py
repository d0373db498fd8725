"""The closed lists of the exams storey. Plain ``StrEnum``s, so that rules stay free of Django."""

from __future__ import annotations

from enum import StrEnum


class ItemKind(StrEnum):
    """How an item is answered."""

    TRUE_FALSE = "true_false"
    SINGLE = "single"
    MULTIPLE = "multiple"
    FILL_IN = "fill_in"
    NUMERIC = "numeric"


class Difficulty(StrEnum):
    """The author's estimate of how hard an item is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class MultipleRule(StrEnum):
    """How a multiple-choice item earns points; printed on the paper."""

    ALL_OR_NOTHING = "all_or_nothing"
    PARTIAL_IF_NONE_WRONG = "partial_if_none_wrong"
    PER_RIGHT_OPTION = "per_right_option"


class PartShare(StrEnum):
    """What an incomplete but faultless choice earns under ``PARTIAL_IF_NONE_WRONG``."""

    HALF = "half"
    PROPORTIONAL = "proportional"


class ItemState(StrEnum):
    """Whether an item may still be drawn for a new paper."""

    ACTIVE = "active"
    RETIRED = "retired"


class ExamKind(StrEnum):
    """Which go at the same requirement an exam is."""

    FIRST = "first"
    MAKE_UP = "make_up"


class ExamState(StrEnum):
    """An exam's own states; whether its window is open follows from the clock instead."""

    SCHEDULED = "scheduled"
    RELEASED = "released"
    CANCELLED = "cancelled"


class SittingState(StrEnum):
    """One person's numbered go at an exam, from the place laid out to the published result."""

    PREPARED = "prepared"
    READY = "ready"
    OPEN = "open"
    PAUSED = "paused"
    HANDED_IN = "handed_in"
    CLOSED = "closed"
    MARKED = "marked"
    RELEASED = "released"
    VOIDED = "voided"


class SittingVerb(StrEnum):
    """The moves between sitting states."""

    ADMIT = "admit"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    HAND_IN = "hand_in"
    CLOSE = "close"
    MARK = "mark"
    RELEASE = "release"
    VOID = "void"


class Admission(StrEnum):
    """Who lets a candidate in at the door."""

    SELF = "self"
    INVIGILATOR = "invigilator"


class EntryRule(StrEnum):
    """What a candidate has to type at check-in and when changing computers."""

    NONE = "none"
    ACCESS_CODE = "access_code"
    ONE_TIME_CODE = "one_time_code"


class MakeUpCounts(StrEnum):
    """Which result stands where somebody has sat a make-up."""

    BEST = "best"
    LAST = "last"


class IncidentKind(StrEnum):
    """What was written down about a room or a sitting."""

    NOTE = "note"
    MISCONDUCT = "misconduct"
    TECHNICAL = "technical"
    TAKEN_OVER = "taken_over"
    LEASE_REFUSED = "lease_refused"
    LOCKDOWN_WAIVED = "lockdown_waived"
    LOCKDOWN_FAILED = "lockdown_failed"
    NETWORK_REFUSED = "network_refused"
    CODE_REFUSED = "code_refused"


class LateCause(StrEnum):
    """Why answers that reached the server were kept aside instead of counted."""

    DEADLINE = "deadline"
    LEASE = "lease"
    PAUSED = "paused"


class Connection(StrEnum):
    """How recently a candidate's page was heard of."""

    LIVE = "live"
    QUIET = "quiet"
    LOST = "lost"
    NEVER = "never"


class WatchDeed(StrEnum):
    """What an invigilator can do about one person."""

    ADMIT = "admit"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    NOTE = "note"
    WAIVE = "waive"
    FORCE = "force"
    VOID = "void"


class Window(StrEnum):
    """Where an instant lies relative to an exam's start window."""

    BEFORE = "before"
    OPEN = "open"
    OVER = "over"


class ResultVerdict(StrEnum):
    """What a released result says; the values are those courses knows for outcomes."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"


class RehearsalStep(StrEnum):
    """What is tried in a rehearsal, in the order of the day."""

    CHECK_IN = "check_in"
    WAIT = "wait"
    ADMIT = "admit"
    START = "start"
    PAPER = "paper"
    RESPONSES = "responses"
    SAVE = "save"
    PULSE = "pulse"
    RELOAD = "reload"
    TAKE_OVER = "take_over"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    HAND_IN = "hand_in"
    LATE = "late"
    CLOSE = "close"


class Readiness(StrEnum):
    """Whether one point of the checklist before an exam is in order."""

    OK = "ok"
    WARN = "warn"
    STOP = "stop"


class Verb(StrEnum):
    """Audit verbs of this storey."""

    BANK_FOUNDED = "exams.bank_founded"
    ITEMS_IMPORTED = "exams.items_imported"
    BLUEPRINT_DEFINED = "exams.blueprint_defined"
    PAPER_ASSEMBLED = "exams.paper_assembled"
    EXAM_SCHEDULED = "exams.exam_scheduled"
    EXAM_CANCELLED = "exams.exam_cancelled"
    EXAM_RELEASED = "exams.exam_released"
    SITTINGS_PREPARED = "exams.sittings_prepared"
    SITTING_STARTED = "exams.sitting_started"
    SITTING_HANDED_IN = "exams.sitting_handed_in"
    SITTING_CLOSED = "exams.sitting_closed"
    SITTING_VOIDED = "exams.sitting_voided"
    LATE_ANSWERS_KEPT = "exams.late_answers_kept"
    EXTRA_TIME_GIVEN = "exams.extra_time_given"
    SITTING_CHECKED_IN = "exams.sitting_checked_in"
    SITTING_ADMITTED = "exams.sitting_admitted"
    SITTING_PAUSED = "exams.sitting_paused"
    SITTING_RESUMED = "exams.sitting_resumed"
    SITTING_FORCED_IN = "exams.sitting_forced_in"
    SITTING_TAKEN_OVER = "exams.sitting_taken_over"
    LOCKDOWN_WAIVED = "exams.lockdown_waived"
    ENTRY_CODE_ISSUED = "exams.entry_code_issued"
    ENTRY_CODE_USED = "exams.entry_code_used"
    POLICY_SET = "exams.policy_set"
    ROOM_OPENED = "exams.room_opened"
    ROOM_CHANGED = "exams.room_changed"
    ROOM_RETIRED = "exams.room_retired"
    SEATS_ASSIGNED = "exams.seats_assigned"
    SEAT_MOVED = "exams.seat_moved"
    INCIDENT_NOTED = "exams.incident_noted"
    ANNOUNCED = "exams.announced"
    OUTAGE_CREDITED = "exams.outage_credited"
    LATE_ANSWERS_DECIDED = "exams.late_answers_decided"
    ACCOMMODATION_GRANTED = "exams.accommodation_granted"
    ACCOMMODATION_ENDED = "exams.accommodation_ended"
    ABSENCE_EXCUSED = "exams.absence_excused"
    EXCUSE_WITHDRAWN = "exams.excuse_withdrawn"
    EXAM_REHEARSED = "exams.exam_rehearsed"
