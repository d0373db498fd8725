"""A process that sends mail in children which are shot at every step; run by the tests.

Each pass tells the same people something new and lets a child empty the outbox into a real mail
server, which lives outside. The child is ended by SIGKILL, at a given event (a statement, or
something said to the server) or after a given time. What it held when it fell is noted; then the
hold runs out and the outbox is emptied in peace.
"""

import json
import os
import random
import signal
import sys
import time
import uuid
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  (Django first)
from django.db import connection, connections  # noqa: E402  # after setup()

from academy.notices.enums import Rhythm  # noqa: E402  # after setup()
from academy.notices.models import Delivery  # noqa: E402  # after setup()
from academy.notices.operations import deliveries  # noqa: E402  # after setup()
from academy.notices.post import letters, sending  # noqa: E402  # after setup()
from academy.notices.rules.mailing import Answer  # noqa: E402  # after setup()
from academy.people.models import Person  # noqa: E402  # after setup()
from tests.cast import AT, gather  # noqa: E402  # after setup()
from tests.durability.steps import Steps  # noqa: E402  # after setup()
from tests.make import mail, people  # noqa: E402  # after setup()

PEOPLE, BATCH = 5, 3
TRACE = Path(settings.DATA_DIR) / "trace"


def noted(event: str, _arguments: tuple[Any, ...]) -> bool:
    """Whether something is sent to a mail server: each thing is noted before it is."""
    return event in ("smtplib.connect", "smtplib.send")


def prepare() -> list[Person]:
    """Make the people; one of them wants a summary, which carries two notices in one letter."""
    crowd = people.people(PEOPLE, unit=gather(at=AT).east, at=AT)
    for number, person in enumerate(crowd):
        mail.confirmed(person, at=AT, rhythm=Rhythm.EACH if number else Rhythm.DAILY)
    # Small enough that a pass has a first batch, noted, and a second.
    deliveries.BATCH = BATCH
    return crowd


def tell(crowd: list[Person], turn: int, at: datetime) -> None:
    """Tell everybody something, and the first of them one thing more."""
    for person in crowd:
        mail.told(person, f"pass:{turn}", at=at)
    mail.told(crowd[0], f"pass:{turn}:more", at=at)


def empty(at: datetime) -> None:
    """Do what the job `notices.deliver` does."""
    while (tally := deliveries.deliver(at=at)).held:
        assert not tally.offline, "the server of the test is away"


def run(at: datetime, *, fatal: int | None = None, seconds: float | None = None) -> bool:
    """Empty the outbox in a child, shot at an event or after a time; return whether it was."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            steps = Steps(fatal, noted)
            sys.addaudithook(steps.audited)
            with connection.execute_wrapper(steps.statement):
                empty(at)
            TRACE.write_text(json.dumps(steps.seen))
            os._exit(0)
        finally:
            os._exit(70)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return os.WIFSIGNALED(status)


def ids(rows: list[Delivery]) -> list[str]:
    """Return the Message-IDs of the letters that these deliveries make."""
    rows.sort(key=lambda each: (str(each.letter), each.pk))
    return [
        letters.message_id(next(group)) for _, group in groupby(rows, key=lambda each: each.letter)
    ]


def row_first(*, at: datetime) -> deliveries.Tally:
    """The sabotage `row-first`: what is to be sent is noted as sent, and then sent."""
    holder = str(uuid.uuid4())
    held = deliveries.hold(holder=holder, at=at)
    messages = [letters.compose([each]) for each in held]
    taken = sending.Outcome(Answer.TAKEN, 250)
    tally = deliveries.note(held, {each.pk: taken for each in held}, {}, holder=holder, at=at)
    if messages:
        sending.send(messages)
    return tally


def fresh_id(delivery: Delivery) -> str:
    """The sabotage `fresh-ids`: a letter that is sent again looks like another one."""
    return f"<{uuid.uuid4()}@academy.example>"


def sabotage(how: str) -> None:
    """Spoil the outbox in one of two ways."""
    if how == "row-first":
        deliveries.deliver = row_first
    elif how == "fresh-ids":
        letters.message_id = fresh_id


def main(passes: int, seed: int) -> dict[str, Any]:
    """Carry out the passes; return the letters of each, and which of them were held at the shot."""
    crowd = prepare()
    told = AT
    honest_id = letters.message_id
    sabotage(os.environ.get("SABOTAGE", ""))
    tell(crowd, -1, told)
    begun = time.monotonic()
    run(told + timedelta(days=1))
    length = time.monotonic() - begun
    steps = json.loads(TRACE.read_text())
    chance = random.Random(seed)
    shots, held, owed = 0, [], []
    for turn in range(passes):
        told += timedelta(days=2)
        tell(crowd, turn, told)
        # Three of four at the next event, the fourth at any instant.
        at_random = turn % 4 == 3
        fatal = None if at_random else (turn - turn // 4) % len(steps)
        seconds = chance.uniform(0, 0.5 * length) if at_random else None
        shots += run(told + timedelta(days=1), fatal=fatal, seconds=seconds)
        letters.message_id = honest_id
        held += ids(list(Delivery.objects.exclude(holder="")))
        owed += ids(list(Delivery.objects.filter(created_at=told)))
        sabotage(os.environ.get("SABOTAGE", ""))
        empty(told + timedelta(days=1) + deliveries.HOLD)
        assert not Delivery.objects.filter(state="queued").exists()
    return {"shot": shots, "steps": len(steps), "held": held, "owed": owed}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))  # noqa: T201  (for the test)
