"""The transition table of findings: every (state, verb) pair has its cell.

A cell is a state (move there; the same state means that the verb moves nothing, or that it is so
already, which is success) or a reason why not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from academy.findings.enums import FindingState, FindingVerb, FindingWhy

_S = FindingState
_V = FindingVerb
_W = FindingWhy

FINDING: Final[Mapping[FindingState, Mapping[FindingVerb, FindingState | FindingWhy]]] = {
    _S.OPEN: {
        _V.ADD_EVIDENCE: _S.OPEN,
        _V.ASSIGN: _S.OPEN,
        _V.EXTEND: _S.OPEN,
        _V.REPORT: _S.RECTIFIED,
        _V.PASS: _W.NOT_REPORTED,
        _V.FAIL: _W.NOT_REPORTED,
        _V.WITHDRAW: _S.WITHDRAWN,
    },
    _S.RECTIFIED: {
        _V.ADD_EVIDENCE: _S.RECTIFIED,
        # The owner has done their part; who rechecks gives the new deadline, should it fail.
        _V.ASSIGN: _W.REPORTED,
        _V.EXTEND: _W.REPORTED,
        _V.REPORT: _W.REPORTED,
        _V.PASS: _S.CLOSED,
        _V.FAIL: _S.OPEN,
        _V.WITHDRAW: _S.WITHDRAWN,
    },
    _S.CLOSED: {**dict.fromkeys(_V, _W.CLOSED), _V.PASS: _S.CLOSED},
    _S.WITHDRAWN: {**dict.fromkeys(_V, _W.WITHDRAWN), _V.WITHDRAW: _S.WITHDRAWN},
}


@dataclass(frozen=True, slots=True)
class FindingMove:
    """The answer for one finding: where it goes, whether that changes its state, or why not."""

    to: FindingState
    changes: bool
    why: FindingWhy | None = None


def finding_move(state: FindingState, verb: FindingVerb) -> FindingMove:
    """Look one pair up in the table."""
    cell = FINDING[state][verb]
    if isinstance(cell, FindingWhy):
        return FindingMove(to=state, changes=False, why=cell)
    return FindingMove(to=cell, changes=cell is not state)
