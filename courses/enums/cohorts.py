"""Vocabulary of cohorts and places in them."""

from enum import StrEnum


class CohortState(StrEnum):
    """Where one dated run of a course stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class CohortVerb(StrEnum):
    """What may be asked of a cohort."""

    PUBLISH = "publish"
    OPEN = "open"
    CLOSE_OUT = "close_out"
    CANCEL = "cancel"


class EnrolmentState(StrEnum):
    """Where one person's place in a cohort stands."""

    NOMINATED = "nominated"
    ENDORSED = "endorsed"
    RETURNED = "returned"
    WAITING = "waiting"
    DECLINED = "declined"
    ENROLLED = "enrolled"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    FAILED = "failed"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"


class EnrolmentVerb(StrEnum):
    """What may be asked of an enrolment."""

    NOMINATE = "nominate"
    ENDORSE = "endorse"
    RETURN = "return"
    APPROVE = "approve"
    DECLINE = "decline"
    ENROL = "enrol"
    CHECK_IN = "check_in"
    WITHDRAW = "withdraw"
    SUBSTITUTE = "substitute"
    TRANSFER = "transfer"
    COMPLETE = "complete"
    FAIL = "fail"
    MARK_ABSENT = "mark_absent"
    RECALL = "recall"
    UNDO_CHECK_IN = "undo_check_in"


# A seat in the room: these count against capacity and quota.
SEATED = frozenset({EnrolmentState.ENROLLED, EnrolmentState.CHECKED_IN})
# Proposed by the unit and not yet decided by the academy.
PENDING = frozenset({EnrolmentState.NOMINATED, EnrolmentState.ENDORSED})
# Still going somewhere: a cancelled cohort withdraws these.
LIVE = SEATED | PENDING | {EnrolmentState.WAITING}
# The person's days are (or were) given to this cohort: no second cohort on the same days.
BUSY = LIVE | {EnrolmentState.COMPLETED, EnrolmentState.FAILED}
# Close-out has spoken.
FINISHED = frozenset({EnrolmentState.COMPLETED, EnrolmentState.FAILED, EnrolmentState.ABSENT})
# Cohorts in which people may be nominated, approved and seated.
ENROLLING = frozenset({CohortState.PUBLISHED, CohortState.RUNNING})


class CohortWhy(StrEnum):
    """Why a cohort may not do what was asked."""

    NOT_PUBLISHED = "not_published"
    NOT_RUNNING = "not_running"
    ALREADY_RUNNING = "already_running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class EnrolmentWhy(StrEnum):
    """Why an enrolment may not do what was asked."""

    NOT_NOMINATED = "not_nominated"
    NOT_ENDORSED = "not_endorsed"
    NOT_APPROVED = "not_approved"
    NOT_ENROLLED = "not_enrolled"
    NOT_CHECKED_IN = "not_checked_in"
    ALREADY_FURTHER = "already_further"
    RETURNED = "returned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    FINISHED = "finished"


class SeatWhy(StrEnum):
    """Why a person may not have a seat in a cohort, the order being the order of asking."""

    LEFT = "left"
    WRONG_STAFF_KIND = "wrong_staff_kind"
    NO_ASSIGNMENT = "no_assignment"
    UNIT_ENDED = "unit_ended"
    CERTIFIED = "certified"
    OVERLAPPING = "overlapping"
    SAME_COURSE = "same_course"
    BLOCKED = "blocked"
    NOT_OWED = "not_owed"
    NO_SEAT_LEFT = "no_seat_left"
    OVER_QUOTA = "over_quota"
