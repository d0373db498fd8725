"""Words of reporting that its rules, queries and forms of output share."""

from enum import StrEnum


class Figure(StrEnum):
    """What is counted: each is a yes or no of one enrolment, so each opens to its names."""

    REQUIRED = "required"
    EXCLUDED = "excluded"
    WITHDREW = "withdrew"
    NAMED = "named"
    ATTENDED = "attended"
    DUE = "due"
    SAT_FIRST = "sat_first"
    SAT_MAKE_UP = "sat_make_up"
    SAT = "sat"
    PASSED_FIRST = "passed_first"
    PASSED_MAKE_UP = "passed_make_up"
    PASSED = "passed"
    EXCELLENT = "excellent"
    SCORED = "scored"
    CREDITED = "credited"


class Column(StrEnum):
    """What is printed, in the order in which it is printed."""

    REQUIRED = "required"
    EXCLUDED = "excluded"
    ATTENDED = "attended"
    ATTENDANCE_RATE = "attendance_rate"
    DUE = "due"
    SAT_FIRST = "sat_first"
    SAT_MAKE_UP = "sat_make_up"
    SAT = "sat"
    PASSED_FIRST = "passed_first"
    FIRST_PASS_RATE = "first_pass_rate"
    PASSED_MAKE_UP = "passed_make_up"
    PASSED = "passed"
    FINAL_PASS_RATE = "final_pass_rate"
    EXCELLENT = "excellent"
    EXCELLENCE_RATE = "excellence_rate"
    AVERAGE_SCORE = "average_score"
    HOURS = "hours"
    AVERAGE_HOURS = "average_hours"


class Group(StrEnum):
    """The headings that the columns stand under."""

    TRAINING = "training"
    EXAM = "exam"
    RESULT = "result"
    HOURS = "hours"


class Level(StrEnum):
    """What a row of a report is about: a unit's part, a unit (or month), or a sum of several."""

    PART = "part"
    UNIT = "unit"
    BRANCHES = "branches"
    TOTAL = "total"


class Dimension(StrEnum):
    """By what the people of one row are told apart in the rows below it."""

    STAFF_KIND = "staff_kind"
    RANK_BAND = "rank_band"
    TRACK = "track"
    REQUIREMENT = "requirement"


class Sitting(StrEnum):
    """Whose scores are spread out: the first sitting's, or the last one's, make-ups included."""

    FIRST = "first"
    FINAL = "final"


class Step(StrEnum):
    """Into what a history is cut."""

    MONTH = "month"
    YEAR = "year"


class Way(StrEnum):
    """How far somebody has come on the way to training."""

    NONE = "none"
    NOMINATED = "nominated"
    SEATED = "seated"
    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


class RankBand(StrEnum):
    """Ranks that the rules of training treat alike, from the highest."""

    COUNTY = "county"
    SECTION = "section"
    CLERK = "clerk"
    OTHER = "other"
    NONE = "none"


class Standing(StrEnum):
    """How one enrolment stands on a name list, in one word."""

    WITHDRAWN = "withdrawn"
    LEFT_OUT = "left_out"
    EXCELLENT = "excellent"
    PASSED = "passed"
    PASSED_MAKE_UP = "passed_make_up"
    FAILED = "failed"
    ABSENT = "absent"
    AWAITED = "awaited"


class Form(StrEnum):
    """In what a report is handed out."""

    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"


class Verb(StrEnum):
    """What the audit log says of reports."""

    EXTRACT_MADE = "reporting.extract_made"
    EXCLUSION_ASKED = "reporting.exclusion_asked"
    EXCLUSION_GRANTED = "reporting.exclusion_granted"
    EXCLUSION_REFUSED = "reporting.exclusion_refused"
    EXCLUSION_WITHDRAWN = "reporting.exclusion_withdrawn"
    EXCLUSION_REVOKED = "reporting.exclusion_revoked"
    EXCLUSIONS_TAKEN = "reporting.exclusions_taken"
    MAKE_UP_OPENED = "reporting.make_up_opened"
    MAKE_UP_PASSED = "reporting.make_up_passed"
    MAKE_UP_LEFT = "reporting.make_up_left"
    MAKE_UP_WITHDRAWN = "reporting.make_up_withdrawn"
    MAKE_UP_ESCALATED = "reporting.make_up_escalated"
    MAKE_UPS_TAKEN = "reporting.make_ups_taken"
    RECORD_HANDED_OUT = "reporting.record_handed_out"
    RUN_BEGUN = "reporting.run_begun"
    SCHEDULE_MADE = "reporting.schedule_made"
    SCHEDULE_CHANGED = "reporting.schedule_changed"
    SCHEDULE_PAUSED = "reporting.schedule_paused"
    SCHEDULE_RESUMED = "reporting.schedule_resumed"
    TARGETS_SET = "reporting.targets_set"
    SCHEDULE_LOG_TAKEN = "reporting.schedule_log_taken"
    SCHEDULE_SENT = "reporting.schedule_sent"


class ExclusionReason(StrEnum):
    """Why somebody is not counted."""

    NEW = "new"
    SICK = "sick"
    SECONDED = "seconded"
    RETIRED = "retired"
    PREGNANT = "pregnant"
    OTHER = "other"


SENSITIVE = (ExclusionReason.SICK, ExclusionReason.PREGNANT)
"""Reasons that speak of somebody's health: shown only to who has to know."""


class ExclusionState(StrEnum):
    """How far a named exclusion has come."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class ExclusionMove(StrEnum):
    """What can be done with a named exclusion."""

    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"


class ExclusionFault(StrEnum):
    """Why a row of a list of exclusions cannot be asked for."""

    NO_STAFF_NUMBER = "no_staff_number"
    NO_DATE = "no_date"
    BAD_DATE = "bad_date"
    ENDS_BEFORE = "ends_before"
    UNKNOWN_REASON = "unknown_reason"
    NO_WORDS = "no_words"
    NO_EVIDENCE = "no_evidence"
    TOO_LONG = "too_long"
    UNKNOWN_TRACK = "unknown_track"
    UNKNOWN_PERSON = "unknown_person"
    OTHER_NAME = "other_name"
    OVERLAPS = "overlaps"


class BoardFigure(StrEnum):
    """A rate that a board weighs."""

    ATTENDANCE = "attendance"
    PASSING = "passing"
    HOURS = "hours"
    HOLDING = "holding"


class BoardEvent(StrEnum):
    """What costs a unit points on a board each time it happens."""

    CONDUCT = "conduct"
    OVERDUE = "overdue"


class BoardStanding(StrEnum):
    """Whether a unit is ranked, and if not, why."""

    RANKED = "ranked"
    TOO_SMALL = "too_small"
    NO_FIGURES = "no_figures"


class BoardColour(StrEnum):
    """Where a unit stands on a board: on the red list, on the black one, or on neither."""

    RED = "red"
    BLACK = "black"
    PLAIN = "plain"


class BoardState(StrEnum):
    """How far a board has come."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class BoardMove(StrEnum):
    """What can be done with a board."""

    ANNOUNCE = "announce"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class BoardObjectionState(StrEnum):
    """Where a unit's objection to a board stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class OutsideFault(StrEnum):
    """Why a row of outside scores cannot be taken."""

    NO_UNIT = "no_unit"
    UNKNOWN_UNIT = "unknown_unit"
    UNIT_TWICE = "unit_twice"
    NO_SCORE = "no_score"
    BAD_SCORE = "bad_score"


class BoardVerb(StrEnum):
    """What the audit log says of boards. It never quotes a text."""

    RULES_SET = "reporting.board_rules_set"
    DRAWN = "reporting.board_drawn"
    ANNOUNCED = "reporting.board_announced"
    PUBLISHED = "reporting.board_published"
    WITHDRAWN = "reporting.board_withdrawn"
    OBJECTION_RAISED = "reporting.board_objection_raised"
    OBJECTION_DECIDED = "reporting.board_objection_decided"
    DELISTED = "reporting.board_delisted"
    OUTSIDE_IMPORTED = "reporting.outside_scores_imported"
    OUTSIDE_UNDONE = "reporting.outside_scores_undone"


class MakeUpCause(StrEnum):
    """Why somebody has a course to make up."""

    FAILED = "failed"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class MakeUpState(StrEnum):
    """Where a make-up stands: passed, or ended otherwise, it is never open again."""

    OPEN = "open"
    PASSED = "passed"
    LEFT = "left"
    WITHDRAWN = "withdrawn"


class MakeUpEventKind(StrEnum):
    """What happened to a make-up."""

    OPENED = "opened"
    ESCALATED = "escalated"
    PASSED = "passed"
    LEFT = "left"
    WITHDRAWN = "withdrawn"


class RunState(StrEnum):
    """How far a report is that is made in the background."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Every(StrEnum):
    """How often a scheduled report is sent."""

    MONTH = "month"
    WEEK = "week"


class RelativePeriod(StrEnum):
    """The days that a scheduled report is about, told from the day it is due."""

    LAST_MONTH = "last_month"
    LAST_QUARTER = "last_quarter"
    THIS_YEAR = "this_year"
    LAST_12_MONTHS = "last_12_months"


class ScheduleState(StrEnum):
    """Whether a schedule sends."""

    ACTIVE = "active"
    PAUSED = "paused"


class TargetFigure(StrEnum):
    """A rate for which units have a target."""

    HOURS = "hours"
    PASSING = "passing"
    HOLDING = "holding"


class GoalSource(StrEnum):
    """Where it comes from what a unit is to reach."""

    OWN = "own"
    ABOVE = "above"
    WHOLE = "whole"
    SETTING = "setting"
    NONE = "none"


class ReceiptOutcome(StrEnum):
    """What became of one recipient of a sending: told, or left out for want of the right."""

    TOLD = "told"
    DROPPED = "dropped"


class Keeping(StrEnum):
    """How much of a document's cell is kept with its extract.

    As it is; as a keyed fingerprint that tells whether it is the same and nothing else; not at
    all, because it only says whom the line is about.
    """

    PLAIN = "plain"
    SEALED = "sealed"
    NAMES = "names"
