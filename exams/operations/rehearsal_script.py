"""The play of a rehearsal: an exam day from check-in to the closing sweep, act by act.

Candidates act through HTTP, invigilators through the operations their pages call. Each act
happens at an instant of the exam's own day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.urls import reverse

from academy.audit.record import Actor
from exams.enums import Admission, EntryRule, RehearsalStep
from exams.models import Exam, Policy
from exams.operations import admission, codes, pauses, sittings, watch
from exams.operations.rehearsal_cast import Candidate
from exams.operations.rehearsal_stage import Reply, Stage
from exams.queries.papers import PaperSheet
from exams.rules.rehearsal import Asked, Part, ability_of, answer_to, pages

_EARLY = timedelta(minutes=10)
_SECOND = timedelta(seconds=1)
# A border is met this little after it, for some databases read their clock in milliseconds.
_TICK = timedelta(milliseconds=5)
EXTRA_SECONDS = 60
WORDS = "演练"


class Play:
    """One exam day with fake candidates; what it finds stands on the stage and the candidates."""

    def __init__(
        self,
        stage: Stage,
        exam: Exam,
        policy: Policy,
        sheet: PaperSheet,
        cast: Sequence[Candidate],
        staff: Actor,
    ) -> None:
        self.stage, self.exam, self.policy, self.sheet = stage, exam, policy, sheet
        self.cast, self.staff = cast, staff
        self.duration = timedelta(seconds=exam.duration_seconds)
        self.random = Random(f"{exam.public_id}")  # the same rehearsal again for the same exam
        self.equal_replies = True
        self.paper_bytes = 0

    def run(self) -> None:
        """All acts in their order."""
        early = min(_EARLY, timedelta(minutes=self.policy.check_in_minutes))
        self.arrive(self.exam.opens_at - early + _TICK)
        self.begin(self.exam.opens_at + _TICK)
        self.work()
        self.end()

    def _by(self, part: Part) -> Candidate:
        return next(one for one in self.cast if one.part is part)

    def _at(self, share: float) -> datetime:
        """The instant at which this share of the plain duration has passed."""
        return self.exam.opens_at + self.duration * share

    def _ask(
        self,
        who: Candidate,
        step: RehearsalStep,
        method: str,
        name: str,
        body: dict[str, Any] | None = None,
        *,
        at: datetime,
        expected: str = "",
    ) -> Reply:
        subject = self.exam if name == "check_in" else who.sitting
        path = reverse(f"api-1:{name}", args=[subject.public_id])
        return self.stage.ask(who.browser, step, method, path, body, at=at, expected=expected)

    # -- before the start ---------------------------------------------------------------------

    def arrive(self, at: datetime) -> None:
        """Everybody checks in with what the policy asks for; one tries to start too early."""
        for who in self.cast:
            body = {"code": self._code(who, at)}
            reply = self._ask(who, RehearsalStep.CHECK_IN, "POST", "check_in", body, at=at)
            who.browser.ticket = str(reply.data.get("ticket", ""))
        waiting = {"lease": None, "seen": None}
        for who in self.cast:
            self._ask(who, RehearsalStep.WAIT, "POST", "pulse", waiting, at=at)
        if at < self.exam.opens_at:
            eager = self._by(Part.TWICE)
            self._start(eager, eager.client, at, RehearsalStep.START, "exams.not_open_yet")
        if self.policy.admission == Admission.INVIGILATOR.value:
            for who in self.cast:
                with self.stage.doing(RehearsalStep.ADMIT, at):
                    admission.admit(actor=self.staff, sitting=who.sitting, at=at)

    def _code(self, who: Candidate, at: datetime) -> str:
        match EntryRule(self.policy.entry_rule):
            case EntryRule.NONE:
                return ""
            case EntryRule.ACCESS_CODE:
                return self.policy.access_code
            case EntryRule.ONE_TIME_CODE:
                return codes.issue(actor=self.staff, sitting=who.sitting, at=at).code

    def begin(self, at: datetime) -> None:
        """All start in the same instant, and fetch the paper and what is saved."""
        for who in self.cast:
            reply = self._start(who, who.client, at, RehearsalStep.START)
            who.lease = reply.data.get("lease")
            who.deadline_at = _instant(reply.data.get("deadline_at"))
        for who in self.cast:
            paper = self._ask(who, RehearsalStep.PAPER, "GET", "get_paper", at=at)
            self.paper_bytes = max(self.paper_bytes, len(paper.content))
            self._ask(who, RehearsalStep.RESPONSES, "GET", "get_responses", at=at)

    def _start(
        self, who: Candidate, client: str, at: datetime, step: RehearsalStep, expected: str = ""
    ) -> Reply:
        body = {"client": client}
        return self._ask(who, step, "POST", "start_sitting", body, at=at, expected=expected)

    # -- while it lasts -----------------------------------------------------------------------

    def work(self) -> None:
        """Answers page by page; between the pages, what goes wrong on a real day."""
        between: dict[int, Callable[[datetime], None]] = {
            0: self._reload,
            1: self._take_over,
            2: self._pause,
            3: self._extend,
        }
        answers = {who.number: self._answers(who) for who in self.cast}
        shares = pages(self.sheet.keys)
        for number, keys in enumerate(shares):
            at = self._at(0.1 + 0.1 * number)
            for who in self.cast:
                if who.part is not Part.EMPTY:
                    self.save(who, {key: answers[who.number][key] for key in keys}, at)
        for number, happen in between.items():
            happen(self._at(0.62 + 0.04 * number))
        for who in self.cast:
            body = {"lease": who.lease, "seen": None}
            self._ask(who, RehearsalStep.PULSE, "POST", "pulse", body, at=self._at(0.8))

    def _answers(self, who: Candidate) -> dict[str, Any]:
        ability = ability_of(who.number, len(self.cast))
        return {
            key: answer_to(self._asked(key), ability=ability, random=self.random)
            for key in self.sheet.keys
        }

    def _asked(self, key: str) -> Asked:
        sheet = self.sheet
        return Asked(sheet.scored[key], sheet.options.get(key, ()), sheet.shapes[key].blanks)

    def save(
        self,
        who: Candidate,
        answers: dict[str, Any],
        at: datetime,
        *,
        step: RehearsalStep = RehearsalStep.SAVE,
        lease: int | None = None,
        expected: str = "",
    ) -> None:
        """Save, and keep in mind what the server has acknowledged."""
        who.sequence += 1
        body = {"sequence": who.sequence, "lease": lease or who.lease, "answers": answers}
        reply = self._ask(who, step, "PUT", "save_responses", body, at=at, expected=expected)
        if not reply.code:
            who.acknowledged |= answers

    def _some(self, who: Candidate) -> dict[str, Any]:
        """An answer once more, as it was acknowledged."""
        key = self.sheet.keys[0]
        return {key: who.acknowledged.get(key)}

    def _reload(self, at: datetime) -> None:
        who = self._by(Part.RELOADS)
        self._start(who, who.client, at, RehearsalStep.RELOAD)
        self._ask(who, RehearsalStep.RELOAD, "GET", "get_responses", at=at)
        self.save(who, self._some(who), at)

    def _take_over(self, at: datetime) -> None:
        """Another computer goes on: refused at first, then by taking over; the old page is out."""
        who, step = self._by(Part.TAKEN_OVER), RehearsalStep.TAKE_OVER
        other, old = who.client + "b", who.lease
        asked = {"client": other, "take_over": False, "code": ""}
        self._ask(who, step, "POST", "take_lease", asked, at=at, expected="exams.lease_held")
        asked |= {"take_over": True, "code": self._code(who, at)}
        reply = self._ask(who, step, "POST", "take_lease", asked, at=at)
        who.client, who.lease = other, reply.data.get("lease")
        self.save(who, self._some(who), at, step=step, lease=old, expected="exams.lease_lost")
        self.save(who, self._some(who), at)

    def _pause(self, at: datetime) -> None:
        who = self._by(Part.PAUSED)
        with self.stage.doing(RehearsalStep.PAUSE, at):
            pauses.pause(actor=self.staff, sitting=who.sitting, reason=WORDS, at=at)
        refused = "exams.sitting_paused"
        self.save(who, self._some(who), at, step=RehearsalStep.PAUSE, expected=refused)
        later = at + _SECOND
        with self.stage.doing(RehearsalStep.RESUME, later):
            pauses.resume(actor=self.staff, sitting=who.sitting, reason=WORDS, at=later)
        self.save(who, self._some(who), later)

    def _extend(self, at: datetime) -> None:
        who = self._by(Part.EXTENDED)
        with self.stage.doing(RehearsalStep.EXTEND, at):
            watch.give_extra_time(
                actor=self.staff, sitting=who.sitting, seconds=EXTRA_SECONDS, reason=WORDS, at=at
            )

    # -- the end ------------------------------------------------------------------------------

    def end(self) -> None:
        """Hand-ins; one saves within its extra time, one comes too late; then the sweep."""
        for who in self.cast:
            if who.part not in (Part.EMPTY, Part.EXTENDED, Part.LATE, Part.WALKS_AWAY):
                self._hand_in(who, self._at(0.9))
        extended = self._by(Part.EXTENDED)
        if extended.deadline_at is not None:
            beyond = extended.deadline_at + _SECOND
            self.save(extended, self._some(extended), beyond, step=RehearsalStep.EXTEND)
            self._hand_in(extended, beyond)
        late = self._by(Part.LATE)
        if late.deadline_at is not None:
            over, refused = late.deadline_at + _TICK, "exams.sitting_closed"
            self.save(late, self._some(late), over, step=RehearsalStep.LATE, expected=refused)
        self._sweep()

    def _hand_in(self, who: Candidate, at: datetime) -> None:
        body = {"lease": who.lease}
        first = self._ask(who, RehearsalStep.HAND_IN, "POST", "hand_in_sitting", body, at=at)
        if who.part is Part.TWICE:
            again = self._ask(
                who, RehearsalStep.HAND_IN, "POST", "hand_in_sitting", body, at=at + _SECOND
            )
            self.equal_replies = first.content == again.content

    def _sweep(self) -> None:
        ends = [who.deadline_at for who in self.cast if who.deadline_at is not None]
        if not ends:
            return
        at = max(ends) + timedelta(seconds=EXTRA_SECONDS)
        with self.stage.doing(RehearsalStep.CLOSE, at):
            sittings.close_overdue(actor=self.staff, exam=self.exam, at=at)


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
