"""Who may be left out of a report's denominators, for which days, and what may become of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from academy.reporting.enums import ExclusionMove, ExclusionReason, ExclusionState

TEXT_LENGTH = 300
"""Characters of evidence, of a reason in words, and of a decision."""
FIRST_YEAR, LAST_YEAR = 2000, 2999


class ExclusionWhy(StrEnum):
    """Why an exclusion cannot be asked for as it was written."""

    PERIOD = "period"
    WORDS = "words"
    EVIDENCE = "evidence"
    TOO_LONG = "too_long"


class SecondWhy(StrEnum):
    """Why somebody may not decide on an exclusion, whatever their role."""

    ASKED_IT = "asked_it"
    ABOUT_THEM = "about_them"


@dataclass(frozen=True, slots=True)
class Term:
    """The days [starts_on, until_on), without end for None, in one track; "" is every track."""

    starts_on: date
    until_on: date | None
    track: str = ""

    @property
    def last_on(self) -> date | None:
        """The last day that belongs to it, as offices say it; None for a term without end."""
        return self.until_on - timedelta(days=1) if self.until_on else None

    def overlaps(self, other: "Term") -> bool:
        """Whether some day of some track belongs to both."""
        if self.track and other.track and self.track != other.track:
            return False
        begins_before = other.until_on is None or self.starts_on < other.until_on
        return begins_before and (self.until_on is None or other.starts_on < self.until_on)


def leaves_out(term: Term, starts_on: date, ends_on: date, track: str) -> bool:
    """Whether a term leaves its person out of a cohort of a track from one day to another.

    It does when they have a day in common, `ends_on` included: the cohort's days decide, not the
    day of the report, so that a place of March stays in the year's figures whatever October brings.
    """
    return term.overlaps(Term(starts_on, ends_on + timedelta(days=1), track))


def why_not_ask(
    term: Term, *, reason: ExclusionReason, words: str, evidence: str
) -> ExclusionWhy | None:
    """Return why an exclusion cannot be asked for, or None.

    Every one has its evidence (a document number or a note); "other" is said in words.
    """
    until = term.until_on
    if until is not None and until <= term.starts_on:
        return ExclusionWhy.PERIOD
    if any(
        not FIRST_YEAR <= day.year <= LAST_YEAR
        for day in (term.starts_on, until)
        if day is not None
    ):
        return ExclusionWhy.PERIOD
    if reason is ExclusionReason.OTHER and not words.strip():
        return ExclusionWhy.WORDS
    if not evidence.strip():
        return ExclusionWhy.EVIDENCE
    if max(len(words.strip()), len(evidence.strip())) > TEXT_LENGTH:
        return ExclusionWhy.TOO_LONG
    return None


def why_not_second(*, decider: int, asker: int, person: int) -> SecondWhy | None:
    """Return why the decider, by id, is no second person to an exclusion, or None."""
    if decider == person:
        return SecondWhy.ABOUT_THEM
    return SecondWhy.ASKED_IT if decider == asker else None


_S, _M = ExclusionState, ExclusionMove
_TABLE: dict[tuple[ExclusionState, ExclusionMove], ExclusionState] = {
    (_S.ASKED, _M.GRANT): _S.GRANTED,
    (_S.ASKED, _M.REFUSE): _S.REFUSED,
    (_S.ASKED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.GRANTED, _M.REVOKE): _S.REVOKED,
    # Done already: asking again is success.
    (_S.GRANTED, _M.GRANT): _S.GRANTED,
    (_S.REFUSED, _M.REFUSE): _S.REFUSED,
    (_S.WITHDRAWN, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.REVOKED, _M.REVOKE): _S.REVOKED,
}


def moved(state: ExclusionState, move: ExclusionMove) -> ExclusionState | None:
    """Return the state a move leads to: the same if it was done before, None if it may not be."""
    return _TABLE.get((state, move))
