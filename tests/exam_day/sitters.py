"""People sitting an exam on servers that fail them: each keeps a list of what was acknowledged.

A sitter sends the same request, byte by byte, until it is answered, as the page does; what has
been answered with 200 is in the journal, and the journal is compared with the database afterwards.
"""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

from tests.exam_day.site import HOST
from tests.exam_day.wire import Line, Unanswered, request, sitting_path

DUPLICATES = 0.05


@dataclass
class Journal:
    """What one sitter was told, in the order in which they were told it."""

    sitting: str
    saves: list[tuple[int, dict[str, Any], str]] = field(default_factory=list)
    """(sequence, answers, body of the reply) of each acknowledged save."""
    handed_in: list[str] = field(default_factory=list)
    unanswered: int = 0
    duplicates: int = 0
    unequal: int = 0
    """Replies to one and the same request that were not equal."""
    refused: str = ""
    """The first reply that was neither 200 nor a failure of the server: sitting on is no use."""


@dataclass(frozen=True)
class Plan:
    """How the exam goes: `saves` by each sitter, spread over `seconds`."""

    saves: int
    seconds: float
    seed: int


class Refused(Exception):
    """A final no."""


class Sitter:
    """One person with one page open."""

    def __init__(
        self, place: list[str], choices: dict[str, list[Any]], port: int, plan: Plan
    ) -> None:
        self.journal = Journal(place[0])
        self._ticket = place[1]
        self._choices = choices
        self._port = port
        self._plan = plan
        self._rng = random.Random(f"{plan.seed}:{place[0]}")
        self._client = f"page-{place[0][:24]}"
        self._line = Line(HOST, port)

    async def sit(self) -> None:
        """Start, save at one's own pace, hand in twice."""
        try:
            began = time.monotonic()
            times = sorted(
                self._rng.uniform(0, self._plan.seconds) for _ in range(self._plan.saves)
            )
            await asyncio.sleep(min(times[0], self._rng.uniform(0, 2)))
            told = json.loads(await self._until_told("POST", "start", {"client": self._client}))
            for sequence, moment in enumerate(times, start=1):
                await asyncio.sleep(max(0, began + moment - time.monotonic()))
                await self._save(sequence, told["lease"])
            for _ in range(2):
                end = await self._until_told("POST", "hand-in", {"lease": told["lease"]})
                self.journal.handed_in.append(end)
            self.journal.unequal += len(set(self.journal.handed_in)) - 1
        except Refused as no:
            self.journal.refused = str(no)
        finally:
            self._line.close()

    async def _save(self, sequence: int, lease: int) -> None:
        """Answer the next item; one time in ten think better of an earlier one as well."""
        items = [str((sequence - 1) % len(self._choices) + 1)]
        if self._rng.random() < 0.1:
            items.append(self._rng.choice(list(self._choices)))
        answers = {item: self._rng.choice(self._choices[item]) for item in items}
        body = {"sequence": sequence, "lease": lease, "answers": answers}
        twice = self._rng.random() < DUPLICATES
        if twice and sequence % 2:
            # At the same moment, over another connection.
            other = Line(HOST, self._port)
            both = await asyncio.gather(
                self._until_told("PUT", "responses", body),
                self._until_told("PUT", "responses", body, other),
            )
            replies = list(both)
            other.close()
        else:
            replies = [await self._until_told("PUT", "responses", body) for _ in range(1 + twice)]
        self.journal.duplicates += twice
        self.journal.unequal += len(set(replies)) - 1
        self.journal.saves.append((sequence, answers, replies[0]))

    async def _until_told(
        self, method: str, route: str, body: dict[str, Any], line: Line | None = None
    ) -> str:
        """Send the same bytes until they are answered; return the reply's body."""
        path = sitting_path(self.journal.sitting, route)
        sent = request(method, path, self._ticket, body)
        pause = 0.2
        while True:
            try:
                status, reply = await (line or self._line).send(sent)
            except Unanswered:
                status, reply = 0, b""
            if status == 200:
                return reply.decode()
            if 400 <= status < 500:
                raise Refused(f"{status} {reply.decode()[:300]}")
            self.journal.unanswered += 1
            # As the page does: a server that comes back is not run over.
            await asyncio.sleep(self._rng.uniform(pause, 2 * pause))
            pause = min(1.5, 2 * pause)


async def sit_all(room: dict[str, Any], port: int, plan: Plan, *, at_most: float) -> list[Journal]:
    """Let everybody in the room sit at once; return their journals.

    Raises:
        TimeoutError: somebody is still not through after `at_most` seconds.
    """
    sitters = [Sitter(place, room["answers"], port, plan) for place in room["sittings"]]
    async with asyncio.timeout(at_most):
        await asyncio.gather(*(sitter.sit() for sitter in sitters))
    return [sitter.journal for sitter in sitters]
