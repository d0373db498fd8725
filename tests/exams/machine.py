"""A state machine of two people's sittings: every step is done to the system and to the model.

Both clients of a person, the invigilators and the sweeper act in any order; requests are sent
again, out of order, and under numbers used before; the clock jumps, also exactly to a border.
After each step the system is compared with the model by value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from academy.shared.errors import Refusal
from exams.api import candidate_replies as replies
from exams.models import Sitting
from exams.operations import (
    admission,
    entry,
    leases,
    pauses,
    pulses,
    responses,
    sittings,
    watch,
)
from exams.queries.papers import sheet_of
from tests.cast import SYSTEM
from tests.exams.sitting_compare import same_answers, same_row
from tests.exams.sitting_model import Answers, Go, Terms, arrival
from tests.exams.sitting_story import Story

SECOND = timedelta(seconds=1)
WHO = st.sampled_from(["wang", "li"])
CLIENT = st.sampled_from(["client-a", "client-b"])
# Mostly the page that may write, for little happens otherwise; "" stands for it.
WRITER = st.sampled_from(["", "", "", "client-a", "client-b"])
# What ends a story is left out most of the time: 50 steps should not be over after ten.
RARELY = st.sampled_from([False, False, False, False, False, True])
JUMPS = (0.001, 1, 1, 4.25, 4.25, 17.5, 60, 300)


@dataclass(frozen=True)
class Request:
    """One save as it was sent."""

    sequence: int
    lease: int
    answers: Answers


def answers_of(story_keys: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    """One to three (item, choice) pairs by number."""
    pair = st.tuples(st.integers(1, story_keys), st.integers(0, 2))
    return st.lists(pair, min_size=1, max_size=3, unique_by=lambda each: each[0])


ANSWERS = answers_of(7)
# By which page; how far ahead or behind; with which answers.
Save = tuple[str, int, list[tuple[int, int]]]
SAVE = st.tuples(WRITER, st.integers(0, 9), ANSWERS)
_GAPS = 7


class SittingMachine(RuleBasedStateMachine):
    """Two people, two clients each, one exam."""

    story: ClassVar[Story]

    def __init__(self) -> None:
        super().__init__()
        self._block = transaction.atomic()
        self._block.__enter__()
        self.at = self.terms.check_in_at
        self.goes: dict[str, list[Go]] = {"wang": [], "li": []}
        self.rows: dict[str, list[Sitting]] = {"wang": [], "li": []}
        self.leases: dict[tuple[str, str], int] = {}
        self.sent: dict[str, list[Request]] = {"wang": [], "li": []}

    def teardown(self) -> None:
        """Leave nothing for the next example."""
        transaction.set_rollback(True)
        self._block.__exit__(None, None, None)

    @property
    def terms(self) -> Terms:
        """The exam's figures."""
        return self.story.terms

    def _latest(self, who: str) -> tuple[Go, Sitting] | None:
        return (self.goes[who][-1], self.rows[who][-1]) if self.goes[who] else None

    def _answers(self, picked: list[tuple[int, int]]) -> Answers:
        return {str(key): self.story.choices[str(key)][choice] for key, choice in picked}

    # -- the clock ----------------------------------------------------------------------------

    @initialize(minutes=st.sampled_from([*[0] * 9, -31, -30, 1, 119, 120]))
    def begin(self, minutes: int) -> None:
        """Somewhere round the window; mostly with both sitting from its first instant on."""
        self.at = self.terms.opens_at + timedelta(minutes=minutes)
        for who in self.goes:
            self.check_in(who)
            self.start(who, "client-a")

    @rule(seconds=st.sampled_from(JUMPS))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.at += timedelta(seconds=seconds)

    @rule(who=WHO, off=st.sampled_from([-1, 0, 1]), sure=RARELY)
    def wait_for_deadline(self, who: str, off: int, sure: bool) -> None:
        """To the very deadline, a millisecond before or after it."""
        latest = self._latest(who) if sure else None
        deadline = latest[0].deadline(self.terms) if latest else None
        if deadline is not None and latest is not None and latest[0].state == "open":
            self.at = max(self.at, deadline + timedelta(milliseconds=off))

    @rule(off=st.sampled_from([-1, 0, 1]))
    def wait_for_opening(self, off: int) -> None:
        """To the first instant of the window, or a millisecond beside it."""
        self.at = max(self.at, self.terms.opens_at + timedelta(milliseconds=off))

    # -- coming in ----------------------------------------------------------------------------

    @rule(who=WHO)
    def check_in(self, who: str) -> None:
        """Take a place; after a void, the next one."""
        standing = self.goes[who] and self.goes[who][-1].state != "voided"
        go = self.goes[who][-1] if standing else Go(len(self.goes[who]) + 1)
        expected = go.check_in(self.terms, self.at) if standing else arrival(self.terms, self.at)
        found = self._do(
            expected,
            lambda: entry.check_in(
                actor=SYSTEM, exam=self.story.exam, person=self.story.people[who], at=self.at
            ),
        )
        if found is not None and not standing:
            go.check_in(self.terms, self.at)
            self.goes[who].append(go)
            self.rows[who].append(found)
            self.sent[who] = []
        self.check(who)

    @rule(who=WHO)
    def admit(self, who: str) -> None:
        """An invigilator lets the person in."""
        self._staff(who, lambda go: go.admit(), admission.admit)

    @rule(who=WHO, client=CLIENT)
    def start(self, who: str, client: str) -> None:
        """Start, or come back by a reload."""
        latest = self._latest(who)
        if latest is None:
            return
        go, row = latest
        began = go.started_at is None
        expected = go.start(self.terms, client, self.at)
        if began and not expected:
            go.planned = self.story.planned[who]
        found = self._do(
            expected,
            lambda: sittings.start(actor=SYSTEM, sitting=row, client=client, at=self.at),
        )
        if found is not None and found.lease_client == client:
            self.leases[who, client] = found.lease
        self.check(who)

    @rule(who=WHO, client=CLIENT, over=st.booleans())
    def take_lease(self, who: str, client: str, over: bool) -> None:
        """Ask for the lease, or take it over."""
        latest = self._latest(who)
        if latest is None:
            return
        go, row = latest
        expected = go.take(self.terms, client, self.at, over=over)
        found = self._do(
            expected,
            lambda: leases.take(
                actor=SYSTEM, sitting=row, client=client, take_over=over, at=self.at
            ),
        )
        if found is not None:
            assert found.lease == go.lease
            self.leases[who, client] = found.lease
        self.check(who)

    # -- saving -------------------------------------------------------------------------------

    @rule(who=WHO, burst=st.lists(SAVE, min_size=1, max_size=3))
    def save_new(self, who: str, burst: list[Save]) -> None:
        """The next numbers, or such as pass some over."""
        for client, number, picked in burst if self.goes[who] else []:
            ahead = 1 if number < _GAPS else number - _GAPS + 2
            self._send(who, self._request(who, client, ahead, picked))

    @rule(who=WHO, burst=st.lists(SAVE, min_size=1, max_size=3))
    def save_old(self, who: str, burst: list[Save]) -> None:
        """Numbers at or below the last one, used before or passed over."""
        for client, number, picked in burst if self.goes[who] else []:
            back = min(number // 2, self.goes[who][-1].last_sequence - 1)
            if back >= 0:
                self._send(who, self._request(who, client, -back, picked))

    @rule(who=WHO, which=st.lists(st.integers(0, 30), min_size=1, max_size=4))
    def send_again(self, who: str, which: list[int]) -> None:
        """Earlier requests once more, as they were, in any order, whatever has happened since."""
        sent = self.sent[who]
        for number in which if sent else []:
            self._send(who, sent[number % len(sent)])

    @rule(who=WHO, first=SAVE, second=SAVE, which=st.integers(0, 30))
    def save_and_repeat(self, who: str, first: Save, second: Save, which: int) -> None:
        """Two saves of the writing page, and then an earlier request again."""
        self.save_new(who, [("", *first[1:]), ("", *second[1:])])
        self.send_again(who, [which])

    def _request(self, who: str, client: str, ahead: int, picked: list[tuple[int, int]]) -> Request:
        go = self.goes[who][-1]
        lease = self.leases.get((who, client or go.holder), 0)
        return Request(go.last_sequence + ahead, lease, self._answers(picked))

    @rule(who=WHO, wrong=st.sampled_from(["number", "item", "option", "nothing"]))
    def save_nonsense(self, who: str, wrong: str) -> None:
        """A request that is wrong in itself changes nothing, in whatever state."""
        latest = self._latest(who)
        if latest is None:
            return
        sequence = 0 if wrong == "number" else latest[0].last_sequence + 1
        answers: dict[str, Answers] = {
            "number": {"1": True},
            "item": {"99": True},
            "option": {"3": "Z"},
            "nothing": {},
        }
        codes = {
            "number": "exams.seq_invalid",
            "item": "exams.unknown_item",
            "option": "exams.unknown_option",
            "nothing": "exams.nothing_to_save",
        }
        request = Request(sequence, latest[0].lease, answers[wrong])
        self._do(codes[wrong], lambda: self.deliver(latest[1], request))
        self.check(who)

    def _send(self, who: str, request: Request) -> None:
        go, row = self.goes[who][-1], self.rows[who][-1]
        expected, known = go.save(
            self.terms, request.sequence, request.lease, request.answers, self.at
        )
        if request not in self.sent[who]:
            self.sent[who].append(request)
        reply = self._do(expected, lambda: self.deliver(row, request))
        if reply is not None:
            if known is None:
                go.acknowledged(request.sequence, request.answers, reply)
            else:
                assert reply == known, "the receipt of a repeated save differs"
        self.check(who)

    def deliver(self, row: Sitting, request: Request) -> str:
        """Send one save to the system; the reply as the candidate gets it, byte for byte."""
        receipt = responses.save(
            actor=SYSTEM,
            sitting=row,
            sequence=request.sequence,
            lease=request.lease,
            answers=request.answers,
            at=self.at,
        )
        return replies.receipt(row.public_id, receipt)

    @rule(who=WHO)
    def pulse(self, who: str) -> None:
        """A sign of life tells how things stand."""
        latest = self._latest(who)
        if latest is None:
            return
        go, row = latest
        told = replies.pulse(pulses.pulse(sitting=row, seen=None, at=self.at), go.lease)
        shown = go.shown(self.terms, self.at)
        assert told.state == (go.ended_by if shown == "marked" else shown)
        assert told.deadline_at == go.deadline(self.terms)
        assert told.last_sequence == go.last_sequence
        assert told.lease_held
        self.check(who)

    # -- the end ------------------------------------------------------------------------------

    @rule(who=WHO, client=WRITER, sure=RARELY)
    def hand_in(self, who: str, client: str, sure: bool) -> None:
        """Either page may try; only the one with the lease may end it."""
        latest = self._latest(who) if sure else None
        if latest is None:
            return
        go, row = latest
        lease = self.leases.get((who, client or go.holder), 0)
        expected = go.hand_in(self.terms, lease, self.at)
        result = self._do(
            expected,
            lambda: sittings.hand_in(actor=SYSTEM, sitting=row, lease=lease, at=self.at),
        )
        if result is not None and result.sitting is not None:
            reply = replies.handed_in(result.sitting).model_dump_json()
            go.end_reply = go.end_reply or reply
            assert reply == go.end_reply, "the second hand-in is answered differently"
        self.check(who)

    @rule()
    def sweep(self) -> None:
        """The sweeper writes down what has ended by itself."""
        due = [go.sweep(self.terms, self.at) for goes in self.goes.values() for go in goes]
        closed = sittings.close_overdue(actor=SYSTEM, exam=self.story.exam, at=self.at)
        assert closed == sum(due)
        for who in self.goes:
            self.check(who)

    # -- the staff ----------------------------------------------------------------------------

    @rule(who=WHO)
    def pause(self, who: str) -> None:
        """The person's clock is stopped."""
        self._staff(who, lambda go: go.pause(self.terms, self.at), pauses.pause, reason="停电")

    @rule(who=WHO)
    def resume(self, who: str) -> None:
        """The person's clock goes on."""
        self._staff(who, lambda go: go.resume(self.terms, self.at), pauses.resume)

    @rule(who=WHO, seconds=st.sampled_from([1, 59, 600]))
    def extend(self, who: str, seconds: int) -> None:
        """More time is given."""
        self._staff(
            who,
            lambda go: go.extend(self.terms, seconds, self.at),
            watch.give_extra_time,
            seconds=seconds,
            reason="网络中断",
        )

    @rule(who=WHO, sure=RARELY)
    def force(self, who: str, sure: bool) -> None:
        """An invigilator hands in for the person."""
        if sure:
            told = "身体不适"
            force = watch.force_hand_in
            self._staff(who, lambda go: go.force(self.terms, self.at), force, reason=told)

    @rule(who=WHO, sure=RARELY)
    def void(self, who: str, sure: bool) -> None:
        """The sitting is taken out of the count."""
        if sure:
            self._staff(who, lambda go: go.void(), watch.void, reason="坐错机位")

    def _staff(self, who: str, told: Any, operation: Any, **facts: Any) -> None:
        latest = self._latest(who)
        if latest is not None:
            go, row = latest

            def call() -> Any:
                return operation(actor=SYSTEM, sitting=row, at=self.at, **facts)

            self._do(told(go), call)
            self.check(who)

    def _do(self, expected: str, call: Any) -> Any:
        """Do it to the system: what it gives, or None where it was refused as expected."""
        found, code = None, ""
        try:
            found = call()
        except Refusal as refusal:
            code = refusal.code
        assert code == expected
        return found

    # -- the comparison -----------------------------------------------------------------------

    def check(self, who: str) -> None:
        """All sittings of one person are what the model says, by value."""
        for go, row in zip(self.goes[who], self.rows[who], strict=True):
            same_row(go, row.pk, self.terms)
            same_answers(go, row, sheet_of(row.paper_id).key_of_row)
