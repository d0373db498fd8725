"""Silence of a page, and what may be done in which state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from exams.enums import Connection, SittingState, WatchDeed
from exams.rules import watching, words

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
S, D = SittingState, WatchDeed


@pytest.mark.parametrize(
    ("silence", "expected"),
    [
        (-1, Connection.LIVE),
        (0, Connection.LIVE),
        (29, Connection.LIVE),
        (30, Connection.LIVE),
        (31, Connection.QUIET),
        (89, Connection.QUIET),
        (90, Connection.QUIET),
        (91, Connection.LOST),
    ],
)
def test_connection(silence: int, expected: Connection) -> None:
    assert watching.connection(AT - timedelta(seconds=silence), at=AT) is expected


def test_never_heard_of() -> None:
    assert watching.connection(None, at=AT) is Connection.NEVER
    assert watching.newest(None, None) is None
    assert watching.newest(None, AT) == AT
    assert watching.newest(AT, AT + timedelta(seconds=1)) == AT + timedelta(seconds=1)


@pytest.mark.parametrize("state", SittingState)
@pytest.mark.parametrize("handed_in", [True, False])
def test_shown(state: SittingState, handed_in: bool) -> None:
    over = {S.MARKED, S.RELEASED}
    ended = S.HANDED_IN if handed_in else S.CLOSED
    assert watching.shown(state, handed_in=handed_in) is (ended if state in over else state)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.PREPARED, (D.ADMIT, D.EXTEND, D.NOTE, D.WAIVE, D.VOID)),
        (S.READY, (D.EXTEND, D.NOTE, D.WAIVE, D.VOID)),
        (S.OPEN, (D.PAUSE, D.EXTEND, D.NOTE, D.WAIVE, D.FORCE, D.VOID)),
        (S.PAUSED, (D.RESUME, D.EXTEND, D.NOTE, D.WAIVE, D.FORCE, D.VOID)),
        (S.HANDED_IN, (D.NOTE,)),
        (S.CLOSED, (D.NOTE,)),
        (S.MARKED, (D.NOTE,)),
        (S.RELEASED, (D.NOTE,)),
        (S.VOIDED, (D.NOTE,)),
    ],
)
def test_deeds(state: SittingState, expected: tuple[WatchDeed, ...]) -> None:
    assert watching.deeds(state, checked_in=True, lockdown=True, waived=False) == expected
    without = tuple(deed for deed in expected if deed is not D.WAIVE)
    assert watching.deeds(state, checked_in=True, lockdown=False, waived=False) == without
    assert watching.deeds(state, checked_in=True, lockdown=True, waived=True) == without


def test_nobody_is_admitted_before_checking_in() -> None:
    offered = watching.deeds(S.PREPARED, checked_in=False, lockdown=False, waived=False)
    assert offered == (D.EXTEND, D.NOTE, D.VOID)


@pytest.mark.parametrize(
    ("text", "required", "fault"),
    [
        ("", True, "missing"),
        ("", False, None),
        ("一", True, None),
        ("一二三", True, None),
        ("一二三四", True, "too_long"),
        ("\x00", True, "unsound_text"),
        ("\udfff", True, "unsound_text"),
    ],
)
def test_words(text: str, required: bool, fault: str | None) -> None:
    assert words.fault_of(text, limit=3, required=required) == fault
