"""The transition table of a sitting: every (state, verb) pair not listed is impossible."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from exams.enums import SittingState as S
from exams.enums import SittingVerb as V

SITTING: Final = MappingProxyType(
    {
        (S.PREPARED, V.ADMIT): S.READY,
        (S.PREPARED, V.VOID): S.VOIDED,
        (S.READY, V.START): S.OPEN,
        (S.READY, V.VOID): S.VOIDED,
        (S.OPEN, V.HAND_IN): S.HANDED_IN,
        (S.OPEN, V.CLOSE): S.CLOSED,
        (S.OPEN, V.VOID): S.VOIDED,
        (S.OPEN, V.PAUSE): S.PAUSED,
        (S.PAUSED, V.RESUME): S.OPEN,
        (S.PAUSED, V.HAND_IN): S.HANDED_IN,
        (S.PAUSED, V.VOID): S.VOIDED,
        (S.HANDED_IN, V.MARK): S.MARKED,
        (S.CLOSED, V.MARK): S.MARKED,
        (S.MARKED, V.RELEASE): S.RELEASED,
    }
)

#: States in which the person has nothing more to do.
ENDED: Final = frozenset({S.HANDED_IN, S.CLOSED, S.MARKED, S.RELEASED})

#: States of a sitting that has begun and not ended.
RUNNING: Final = frozenset({S.OPEN, S.PAUSED})

#: States in which a sitting has been started by its person.
STARTED: Final = RUNNING | ENDED

#: States before the start.
WAITING: Final = frozenset({S.PREPARED, S.READY})


def after(state: S, verb: V) -> S | None:
    """The state ``verb`` leads to from ``state``, or None where the table has no such move."""
    return SITTING.get((state, verb))
