"""Words of findings."""

from enum import StrEnum


class FindingState(StrEnum):
    """To be put right; reported so and waiting for a recheck; closed by it; or withdrawn."""

    OPEN = "open"
    RECTIFIED = "rectified"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


#: Where somebody still has something to do.
LIVE = (FindingState.OPEN, FindingState.RECTIFIED)


class FindingVerb(StrEnum):
    """What can be done with a finding."""

    ADD_EVIDENCE = "add_evidence"
    ASSIGN = "assign"
    EXTEND = "extend"
    REPORT = "report"
    PASS = "pass"
    FAIL = "fail"
    WITHDRAW = "withdraw"


class FindingWhy(StrEnum):
    """Why something cannot be done with a finding."""

    NOT_REPORTED = "not_reported"
    REPORTED = "reported"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class EntryKind(StrEnum):
    """What a line of a finding's history says."""

    OPENED = "opened"
    EVIDENCE = "evidence"
    REASSIGNED = "reassigned"
    DEADLINE_MOVED = "deadline_moved"
    RECTIFIED = "rectified"
    RECHECK_PASSED = "recheck_passed"
    RECHECK_FAILED = "recheck_failed"
    ESCALATED = "escalated"
    RECHECK_LATE = "recheck_late"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What the audit log says of findings. It never quotes a text."""

    OPENED = "findings.opened"
    EVIDENCE_ADDED = "findings.evidence_added"
    REASSIGNED = "findings.reassigned"
    DEADLINE_MOVED = "findings.deadline_moved"
    RECTIFIED = "findings.rectified"
    CLOSED = "findings.closed"
    REOPENED = "findings.reopened"
    ESCALATED = "findings.escalated"
    RECHECK_LATE = "findings.recheck_late"
    WITHDRAWN = "findings.withdrawn"
    REGISTER_TAKEN = "findings.register_taken"
