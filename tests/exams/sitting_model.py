"""What a sitting is, in plain Python: the model the state machine compares the system with.

Nothing of the system is imported here: times, leases, sequences and refusals are worked out again
from the promises, not from the code that keeps them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

Answers = dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """The exam's own figures; lengths in seconds."""

    opens_at: datetime
    closes_at: datetime
    check_in_at: datetime
    duration: int
    self_admission: bool


@dataclass
class Acknowledged:
    """A save that was answered: what was asked and the reply, byte for byte."""

    answers: Answers
    reply: str


@dataclass
class Go:
    """One numbered sitting of one person."""

    number: int
    state: str = "prepared"
    checked_in: bool = False
    planned: int = 0
    incident: int = 0
    paused: int = 0
    started_at: datetime | None = None
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    lease: int = 0
    holder: str = ""
    saves: dict[int, Acknowledged] = field(default_factory=dict)
    late: dict[tuple[int, str], str] = field(default_factory=dict)
    standing: Answers = field(default_factory=dict)
    end_reply: str = ""

    def deadline(self, terms: Terms) -> datetime | None:
        """Start, duration and every second that was granted; the window's end has no say."""
        if self.started_at is None:
            return None
        granted = self.planned + self.incident + self.paused
        return self.started_at + timedelta(seconds=terms.duration + granted)

    def over(self, terms: Terms, at: datetime) -> bool:
        """True from the deadline itself on, unless the clock stands still."""
        deadline = self.deadline(terms)
        return self.state == "open" and deadline is not None and at >= deadline

    def shown(self, terms: Terms, at: datetime) -> str:
        """The state a reader must be shown."""
        return "closed" if self.over(terms, at) else self.state

    @property
    def last_sequence(self) -> int:
        """The highest sequence that was acknowledged."""
        return max(self.saves, default=0)

    # -- what must happen; "" means it is done, else the code of the refusal ------------------

    def start(self, terms: Terms, client: str, at: datetime) -> str:
        """Opening the sitting, or going on with it."""
        if self.state == "voided":
            return "exams.sitting_voided"
        if self.state not in ("prepared", "ready"):
            ended = self.shown(terms, at) in ("closed", "handed_in", "marked")
            return "exams.sitting_closed" if ended else ""
        if at < terms.opens_at:
            return "exams.not_open_yet"
        if at >= terms.closes_at:
            return "exams.window_over"
        if self.state == "prepared":
            return "exams.not_admitted"
        self.state, self.started_at = "open", at
        self.lease, self.holder = 1, client
        return ""

    def take(self, terms: Terms, client: str, at: datetime, *, over: bool) -> str:
        """Becoming the one page that may write."""
        refusal = self._not_running(terms, at)
        if refusal:
            return refusal
        if client != self.holder:
            if not over and self.holder:
                return "exams.lease_held"
            self.lease, self.holder = self.lease + 1, client
        return ""

    def _not_running(self, terms: Terms, at: datetime) -> str:
        shown = self.shown(terms, at)
        if shown == "voided":
            return "exams.sitting_voided"
        if shown in ("prepared", "ready"):
            return "exams.sitting_not_started"
        return "" if shown in ("open", "paused") else "exams.sitting_closed"

    def save(
        self, terms: Terms, sequence: int, lease: int, answers: Answers, at: datetime
    ) -> tuple[str, str | None]:
        """(refusal, reply): the reply is known where the save was acknowledged before."""
        if self.state == "voided":
            return "exams.sitting_voided", None
        if self.started_at is None:
            return "exams.sitting_not_started", None
        known = self.saves.get(sequence)
        if known is not None and known.answers == answers:
            return "", known.reply
        for refusal, cause, applies in (
            ("exams.lease_lost", "lease", lease != self.lease),
            ("exams.sitting_paused", "paused", self.state == "paused"),
            ("exams.sitting_closed", "deadline", self.shown(terms, at) != "open"),
        ):
            if applies:
                self.late.setdefault((sequence, canonical(answers)), cause)
                return refusal, None
        if known is not None:
            return "exams.seq_conflict", None
        if sequence < self.last_sequence:
            return "exams.seq_stale", None
        self.standing |= answers
        return "", None

    def acknowledged(self, sequence: int, answers: Answers, reply: str) -> None:
        """A save was answered for the first time."""
        self.saves[sequence] = Acknowledged(answers, reply)

    def hand_in(self, terms: Terms, lease: int, at: datetime) -> str:
        """The candidate's own end."""
        if self.state == "voided":
            return "exams.sitting_voided"
        if self.started_at is None:
            return "exams.sitting_not_started"
        if self.state == "marked":
            return ""
        if self.over(terms, at):
            self._close(terms)
            return ""
        if lease != self.lease:
            return "exams.lease_lost"
        if self.state == "paused":
            return "exams.sitting_paused"
        self.state, self.ended_at, self.ended_by = "marked", at, "handed_in"
        return ""

    def force(self, terms: Terms, at: datetime) -> str:
        """The invigilator's end: no lease is asked for, and a pause does not stand in the way."""
        if self.state == "marked":
            return ""
        if self.started_at is None or self.state == "voided":
            return "exams.force_refused"
        if self.over(terms, at):
            self._close(terms)
        else:
            self._end_pause(at)
            self.state, self.ended_at, self.ended_by = "marked", at, "handed_in"
        return ""

    def _end_pause(self, at: datetime) -> None:
        if self.paused_at is not None:
            self.paused += ceil((at - self.paused_at).total_seconds())
            self.paused_at = None

    def _close(self, terms: Terms) -> None:
        self.state, self.ended_at, self.ended_by = "marked", self.deadline(terms), "closed"

    def sweep(self, terms: Terms, at: datetime) -> bool:
        """Whether the sweeper has something to write down."""
        due = self.over(terms, at)
        if due:
            self._close(terms)
        return due

    def pause(self, terms: Terms, at: datetime) -> str:
        """The clock stands still; pausing what is paused changes nothing."""
        if self.state == "paused":
            return ""
        if self.shown(terms, at) != "open":
            return "exams.pause_refused"
        self.state, self.paused_at = "paused", at
        return ""

    def resume(self, terms: Terms, at: datetime) -> str:
        """The clock goes on; the length of the pause, in whole seconds upward, is given back."""
        if self.state == "paused":
            self._end_pause(at)
            self.state = "open"
            return ""
        return "" if self.shown(terms, at) == "open" else "exams.resume_refused"

    def extend(self, terms: Terms, seconds: int, at: datetime) -> str:
        """More time, as long as it is not over."""
        if self.shown(terms, at) not in ("prepared", "ready", "open", "paused"):
            return "exams.extra_time_refused"
        self.incident += seconds
        return ""

    def void(self) -> str:
        """Out of the count, unless it has been marked."""
        if self.state == "marked":
            return "exams.void_refused"
        self.state, self.paused_at = "voided", None
        return ""

    def admit(self) -> str:
        """Let in by an invigilator."""
        if self.state == "voided" or (self.state == "prepared" and not self.checked_in):
            return "exams.admit_refused"
        if self.state == "prepared":
            self.state = "ready"
        return ""

    def check_in(self, terms: Terms, at: datetime) -> str:
        """Taking the place; asked for a sitting under way, it is that sitting."""
        if self.state not in ("prepared", "ready"):
            return "" if self.shown(terms, at) in ("open", "paused") else "exams.sitting_closed"
        refusal = arrival(terms, at)
        if not refusal:
            self.checked_in = True
            if terms.self_admission:
                self.state = "ready"
        return refusal


def arrival(terms: Terms, at: datetime) -> str:
    """Whether one may check in now."""
    if at < terms.check_in_at:
        return "exams.check_in_not_yet"
    return "exams.window_over" if at >= terms.closes_at else ""


def canonical(answers: Answers) -> str:
    """One text for equal answers."""
    return json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
