"""The two transition tables of courses: every (state, verb) pair has its cell.

A cell is a state (move there; the same state means "already so", which is success) or a
reason why not. `None` as an enrolment's state means that there is no row yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from courses.enums import (
    CohortState,
    CohortVerb,
    CohortWhy,
    EnrolmentState,
    EnrolmentVerb,
    EnrolmentWhy,
)

_C = CohortState
_CV = CohortVerb
_CW = CohortWhy

COHORT: Final[Mapping[CohortState, Mapping[CohortVerb, CohortState | CohortWhy]]] = {
    _C.DRAFT: {
        _CV.PUBLISH: _C.PUBLISHED,
        _CV.OPEN: _CW.NOT_PUBLISHED,
        _CV.CLOSE_OUT: _CW.NOT_RUNNING,
        _CV.CANCEL: _C.CANCELLED,
    },
    _C.PUBLISHED: {
        _CV.PUBLISH: _C.PUBLISHED,
        _CV.OPEN: _C.RUNNING,
        _CV.CLOSE_OUT: _CW.NOT_RUNNING,
        _CV.CANCEL: _C.CANCELLED,
    },
    _C.RUNNING: {
        _CV.PUBLISH: _CW.ALREADY_RUNNING,
        _CV.OPEN: _C.RUNNING,
        _CV.CLOSE_OUT: _C.CLOSED,
        # People are in the building: such a cohort ends by close-out, with everyone accounted for.
        _CV.CANCEL: _CW.ALREADY_RUNNING,
    },
    _C.CLOSED: {
        _CV.PUBLISH: _CW.CLOSED,
        _CV.OPEN: _CW.CLOSED,
        _CV.CLOSE_OUT: _C.CLOSED,
        _CV.CANCEL: _CW.CLOSED,
    },
    _C.CANCELLED: {
        _CV.PUBLISH: _CW.CANCELLED,
        _CV.OPEN: _CW.CANCELLED,
        _CV.CLOSE_OUT: _CW.CANCELLED,
        _CV.CANCEL: _C.CANCELLED,
    },
}

_E = EnrolmentState
_EV = EnrolmentVerb
_EW = EnrolmentWhy
_Row = Mapping[EnrolmentVerb, EnrolmentState | EnrolmentWhy]
_FINISHED: Final[_Row] = dict.fromkeys(EnrolmentVerb, _EW.FINISHED)
# What needs a seat, for somebody who has none.
_NO_SEAT: Final[_Row] = {
    _EV.CHECK_IN: _EW.NOT_ENROLLED,
    _EV.UNDO_CHECK_IN: _EW.NOT_ENROLLED,
    _EV.SUBSTITUTE: _EW.NOT_ENROLLED,
    _EV.TRANSFER: _EW.NOT_ENROLLED,
    _EV.COMPLETE: _EW.NOT_ENROLLED,
    _EV.FAIL: _EW.NOT_ENROLLED,
    _EV.MARK_ABSENT: _EW.NOT_ENROLLED,
}
# The steps before the seat, for somebody who has one.
_BEHIND: Final[_Row] = {
    _EV.NOMINATE: _EW.ALREADY_FURTHER,
    _EV.ENDORSE: _EW.ALREADY_FURTHER,
    _EV.RETURN: _EW.ALREADY_FURTHER,
    _EV.APPROVE: _EW.ALREADY_FURTHER,
    _EV.DECLINE: _EW.ALREADY_FURTHER,
    # A unit takes back what it proposed, never a seat.
    _EV.RECALL: _EW.ALREADY_FURTHER,
}

ENROLMENT: Final[Mapping[EnrolmentState | None, _Row]] = {
    None: {
        **_NO_SEAT,
        _EV.NOMINATE: _E.NOMINATED,
        _EV.ENDORSE: _EW.NOT_NOMINATED,
        _EV.RETURN: _EW.NOT_NOMINATED,
        _EV.APPROVE: _EW.NOT_NOMINATED,
        _EV.DECLINE: _EW.NOT_NOMINATED,
        _EV.ENROL: _E.ENROLLED,
        _EV.WITHDRAW: _EW.NOT_ENROLLED,
        _EV.RECALL: _EW.NOT_NOMINATED,
    },
    _E.NOMINATED: {
        **_NO_SEAT,
        _EV.NOMINATE: _E.NOMINATED,
        _EV.ENDORSE: _E.ENDORSED,
        _EV.RETURN: _E.RETURNED,
        # First the unit's leader, then the academy.
        _EV.APPROVE: _EW.NOT_ENDORSED,
        _EV.DECLINE: _E.DECLINED,
        _EV.ENROL: _EW.NOT_APPROVED,
        _EV.WITHDRAW: _E.WITHDRAWN,
        _EV.RECALL: _E.WITHDRAWN,
    },
    _E.ENDORSED: {
        **_NO_SEAT,
        _EV.NOMINATE: _EW.ALREADY_FURTHER,
        _EV.ENDORSE: _E.ENDORSED,
        # A leader may think again as long as the academy has not decided.
        _EV.RETURN: _E.RETURNED,
        _EV.APPROVE: _E.WAITING,
        _EV.DECLINE: _E.DECLINED,
        _EV.ENROL: _EW.NOT_APPROVED,
        _EV.WITHDRAW: _E.WITHDRAWN,
        _EV.RECALL: _E.WITHDRAWN,
    },
    _E.RETURNED: {
        **dict.fromkeys(EnrolmentVerb, _EW.RETURNED),
        # What was returned may be nominated again, with what was missing.
        _EV.NOMINATE: _E.NOMINATED,
        _EV.RETURN: _E.RETURNED,
    },
    _E.WAITING: {
        **_NO_SEAT,
        _EV.NOMINATE: _EW.ALREADY_FURTHER,
        _EV.ENDORSE: _EW.ALREADY_FURTHER,
        _EV.RETURN: _EW.ALREADY_FURTHER,
        _EV.APPROVE: _E.WAITING,
        _EV.DECLINE: _E.DECLINED,
        _EV.ENROL: _E.ENROLLED,
        _EV.WITHDRAW: _E.WITHDRAWN,
        _EV.RECALL: _E.WITHDRAWN,
    },
    _E.DECLINED: {
        **dict.fromkeys(EnrolmentVerb, _EW.DECLINED),
        # A declined nomination may be made again, with what was missing.
        _EV.NOMINATE: _E.NOMINATED,
        _EV.DECLINE: _E.DECLINED,
    },
    _E.ENROLLED: {
        **_BEHIND,
        _EV.ENROL: _E.ENROLLED,
        _EV.CHECK_IN: _E.CHECKED_IN,
        _EV.UNDO_CHECK_IN: _E.ENROLLED,
        _EV.WITHDRAW: _E.WITHDRAWN,
        _EV.SUBSTITUTE: _E.WITHDRAWN,
        _EV.TRANSFER: _E.TRANSFERRED,
        # Nobody completes or fails a class at which he never checked in.
        _EV.COMPLETE: _EW.NOT_CHECKED_IN,
        _EV.FAIL: _EW.NOT_CHECKED_IN,
        _EV.MARK_ABSENT: _E.ABSENT,
    },
    _E.CHECKED_IN: {
        **_BEHIND,
        # The seat asked for is taken by this very person: nothing to do, nothing wrong.
        _EV.ENROL: _E.CHECKED_IN,
        _EV.CHECK_IN: _E.CHECKED_IN,
        # The wrong name was tapped at the gate.
        _EV.UNDO_CHECK_IN: _E.ENROLLED,
        _EV.WITHDRAW: _E.WITHDRAWN,
        # Who has come is not sent home for somebody else: that would be a withdrawal.
        _EV.SUBSTITUTE: _EW.ALREADY_FURTHER,
        _EV.TRANSFER: _E.TRANSFERRED,
        _EV.COMPLETE: _E.COMPLETED,
        _EV.FAIL: _E.FAILED,
        _EV.MARK_ABSENT: _E.ABSENT,
    },
    _E.COMPLETED: {**_FINISHED, _EV.COMPLETE: _E.COMPLETED},
    _E.FAILED: {**_FINISHED, _EV.FAIL: _E.FAILED},
    _E.ABSENT: {**_FINISHED, _EV.MARK_ABSENT: _E.ABSENT},
    _E.WITHDRAWN: {
        **dict.fromkeys(EnrolmentVerb, _EW.WITHDRAWN),
        # A withdrawal made by mistake, or a substitute's substitute: the place may be asked again.
        _EV.NOMINATE: _E.NOMINATED,
        _EV.ENROL: _E.ENROLLED,
        _EV.WITHDRAW: _E.WITHDRAWN,
        _EV.RECALL: _E.WITHDRAWN,
    },
    # The story goes on in another cohort and never comes back here.
    _E.TRANSFERRED: {
        **dict.fromkeys(EnrolmentVerb, _EW.TRANSFERRED),
        _EV.TRANSFER: _E.TRANSFERRED,
    },
}


@dataclass(frozen=True, slots=True)
class CohortMove:
    """The answer for one cohort: where it goes, whether that changes anything, or why not."""

    to: CohortState
    changes: bool
    why: CohortWhy | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentMove:
    """The answer for one enrolment; `to` is None only while there is no row and none is made."""

    to: EnrolmentState | None
    changes: bool
    why: EnrolmentWhy | None = None


def cohort_move(state: CohortState, verb: CohortVerb) -> CohortMove:
    """Look one pair up in the cohort table."""
    cell = COHORT[state][verb]
    if isinstance(cell, CohortWhy):
        return CohortMove(to=state, changes=False, why=cell)
    return CohortMove(to=cell, changes=cell is not state)


def enrolment_move(state: EnrolmentState | None, verb: EnrolmentVerb) -> EnrolmentMove:
    """Look one pair up in the enrolment table."""
    cell = ENROLMENT[state][verb]
    if isinstance(cell, EnrolmentWhy):
        return EnrolmentMove(to=state, changes=False, why=cell)
    return EnrolmentMove(to=cell, changes=cell is not state)
