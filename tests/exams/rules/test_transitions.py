"""The whole state × verb table of a sitting, spelled out."""

from __future__ import annotations

from exams.enums import SittingState as S
from exams.enums import SittingVerb as V
from exams.rules.transitions import after

EXPECTED = {
    S.PREPARED: {V.ADMIT: S.READY, V.VOID: S.VOIDED},
    S.READY: {V.START: S.OPEN, V.VOID: S.VOIDED},
    S.OPEN: {V.PAUSE: S.PAUSED, V.HAND_IN: S.HANDED_IN, V.CLOSE: S.CLOSED, V.VOID: S.VOIDED},
    S.PAUSED: {V.RESUME: S.OPEN, V.HAND_IN: S.HANDED_IN, V.VOID: S.VOIDED},
    S.HANDED_IN: {V.MARK: S.MARKED},
    S.CLOSED: {V.MARK: S.MARKED},
    S.MARKED: {V.RELEASE: S.RELEASED},
    S.RELEASED: {},
    S.VOIDED: {},
}


def test_whole_table() -> None:
    got = {state: {verb: to for verb in V if (to := after(state, verb)) is not None} for state in S}
    assert got == EXPECTED
