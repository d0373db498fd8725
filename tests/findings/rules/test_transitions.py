"""The table of findings, cell by cell."""

import pytest

from academy.findings.enums import LIVE, FindingState, FindingVerb, FindingWhy
from academy.findings.rules.transitions import FINDING, finding_move

S, V, W = FindingState, FindingVerb, FindingWhy


def test_every_pair_has_its_cell() -> None:
    assert {state: set(row) for state, row in FINDING.items()} == {each: set(V) for each in S}


@pytest.mark.parametrize(
    ("state", "verb", "to"),
    [
        (S.OPEN, V.REPORT, S.RECTIFIED),
        (S.RECTIFIED, V.PASS, S.CLOSED),
        (S.RECTIFIED, V.FAIL, S.OPEN),
        (S.OPEN, V.WITHDRAW, S.WITHDRAWN),
        (S.RECTIFIED, V.WITHDRAW, S.WITHDRAWN),
    ],
)
def test_ways(state: FindingState, verb: FindingVerb, to: FindingState) -> None:
    move = finding_move(state, verb)
    assert (move.to, move.changes, move.why) == (to, True, None)


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (S.OPEN, V.ADD_EVIDENCE),
        (S.OPEN, V.ASSIGN),
        (S.OPEN, V.EXTEND),
        (S.RECTIFIED, V.ADD_EVIDENCE),
        (S.CLOSED, V.PASS),
        (S.WITHDRAWN, V.WITHDRAW),
    ],
)
def test_what_moves_nothing_is_success(state: FindingState, verb: FindingVerb) -> None:
    move = finding_move(state, verb)
    assert (move.to, move.changes, move.why) == (state, False, None)


def test_why_not() -> None:
    found = {
        (state, verb): move.why
        for state in S
        for verb in V
        if (move := finding_move(state, verb)).why is not None
    }
    over = {
        (state, verb): why
        for state, why, left in (
            (S.CLOSED, W.CLOSED, V.PASS),
            (S.WITHDRAWN, W.WITHDRAWN, V.WITHDRAW),
        )
        for verb in V
        if verb is not left
    }
    assert found == over | {
        (S.OPEN, V.PASS): W.NOT_REPORTED,
        (S.OPEN, V.FAIL): W.NOT_REPORTED,
        (S.RECTIFIED, V.ASSIGN): W.REPORTED,
        (S.RECTIFIED, V.EXTEND): W.REPORTED,
        (S.RECTIFIED, V.REPORT): W.REPORTED,
    }


def test_live_is_where_something_can_still_be_done() -> None:
    moving = {state for state in S if any(finding_move(state, verb).changes for verb in V)}
    assert moving == set(LIVE)
