"""Vocabulary of what is done with a leave."""

from enum import StrEnum


class LeaveVerb(StrEnum):
    """What may be done with a request for leave; GRANT is the last consent that it needs."""

    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    SIGN_BACK = "sign_back"
    UNDO_RETURN = "undo_return"


class LeaveWhy(StrEnum):
    """Why something cannot be done with a leave."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    NOT_GRANTED = "not_granted"
