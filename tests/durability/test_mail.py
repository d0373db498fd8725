"""A mail sender is shot between the server and the row: nobody is lost, and doubles are known.

What the outbox promises (ADR 0013): every letter is taken at least once; one is sent again only
if a worker fell while it held it; and a double bears the Message-ID of the first.
"""

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.durability.yard import Yard, shoot, wait_until
from tests.make.mail import Sink, SinkThread
from tests.make.production import ROOT, python

pytestmark = pytest.mark.durability

PASSES, TWIN_PASSES = 96, 40
#: Letters of one pass: five people, of whom one gets two notices in one.
LETTERS = 5


@dataclass
class Found:
    """What a run came to, by what the mail server took."""

    letters: int
    shot: int
    steps: int
    lost: int
    doubled: int
    #: Sent twice though nobody fell while holding them, or more often than that.
    beyond: int
    #: Taken, and no letter of ours by its Message-ID.
    strange: int


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A real mail server, in a process that nobody shoots."""
    thread = SinkThread()
    yield thread.start()
    thread.stop()


def _mail(sink: Sink) -> dict[str, str]:
    return {
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "ACADEMY_MAIL_FROM": "academy@academy.example",
    }


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database is made, to be copied."""
    folder = tmp_path_factory.mktemp("migrated") / "data"
    folder.mkdir()
    Yard(folder).migrate()
    return folder


@pytest.fixture
def folder(tmp_path: Path, migrated: Path) -> Path:
    """A data folder of the test's own."""
    copy: Path = shutil.copytree(migrated, tmp_path / "data")
    return copy


def postroom(folder: Path, sink: Sink, passes: int, seed: int, **environment: str) -> Found:
    """Run the process that sends and is shot, and compare its rows with what was taken."""
    done = python(
        {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "tests.durability.settings",
            "ACADEMY_DATA_DIR": str(folder),
            **_mail(sink),
            **environment,
        },
        *("-m", "tests.durability.postroom", str(passes), str(seed)),
        seconds=240,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    said = json.loads(done.stdout.splitlines()[-1])
    # The first pass was there to be measured.
    taken, owed, may = Counter(sink.ids()[LETTERS:]), set(said["owed"]), Counter(said["held"])
    assert len(owed) == len(said["owed"]) == passes * LETTERS
    return Found(
        letters=len(owed),
        shot=said["shot"],
        steps=said["steps"],
        lost=len(owed - set(taken)),
        doubled=sum(taken[name] > 1 for name in owed),
        beyond=sum(max(taken[name] - 1 - may[name], 0) for name in owed),
        strange=sum(count for name, count in taken.items() if name not in owed),
    )


def test_nobody_is_lost_and_nobody_written_to_twice_unrecognised(
    folder: Path, sink: Sink, record_property: Callable[[str, object], None]
) -> None:
    seed = random.SystemRandom().randrange(10_000)
    found = postroom(folder, sink, PASSES, seed)
    record_property(
        "promise",
        f"P23 mail at least once, doubles recognised: {found.letters} letters, {found.shot} senders"
        f" shot at {found.steps} steps, {found.lost} lost, {found.doubled} sent twice under one"
        f" Message-ID, {found.beyond + found.strange} beyond that (seed {seed})",
    )
    assert (found.lost, found.beyond, found.strange) == (0, 0, 0)
    # Otherwise nobody fell between server and row, and the test has shown nothing.
    assert found.shot > PASSES * 0.7
    assert found.steps < PASSES * 0.75, "not every step was a last one"
    assert found.doubled > 0


def test_control_row_before_mail_loses_letters(
    folder: Path, sink: Sink, record_property: Callable[[str, object], None]
) -> None:
    """The sabotaged twin: noted as sent, then sent. Who falls in between has told nobody."""
    found = postroom(folder, sink, TWIN_PASSES, 1, SABOTAGE="row-first")
    record_property(
        "promise",
        f"P23 control, the row first: {found.lost} of {found.letters} letters lost,"
        " as must be found",
    )
    assert found.lost > 0


def test_control_fresh_message_ids_are_found_out(
    folder: Path, sink: Sink, record_property: Callable[[str, object], None]
) -> None:
    """The other twin: each attempt gives itself a name, and a double looks like something new."""
    found = postroom(folder, sink, TWIN_PASSES, 1, SABOTAGE="fresh-ids")
    record_property(
        "promise",
        f"P23 control, an ID for each attempt: {found.strange} letters nobody can tell from new"
        " ones, as must be found",
    )
    assert found.strange > found.letters


def test_a_worker_shot_as_the_server_takes_a_letter(
    folder: Path, sink: Sink, record_property: Callable[[str, object], None]
) -> None:
    """The whole of it: a Celery worker with its clock, shot by the server it speaks to."""
    people, shots = 12, 3
    yard = Yard(folder, MAIL_HOLD_SECONDS="4", **_mail(sink))
    yard.tell(people)
    for shot in range(shots):
        enough = len(sink.taken) + 1 + shot
        with yard.worker() as worker:

            def fatal(address: str, enough: int = enough, worker: object = worker) -> str:
                if len(sink.taken) >= enough:
                    shoot(worker)  # type: ignore[arg-type]  # bound early
                return "250 taken"

            sink.to_data = fatal
            wait_until(lambda worker=worker: worker.poll() is not None, again=yard.ask_for_mail)
    sink.to_data = lambda address: "250 taken"
    with yard.worker():
        wait_until(lambda: yard.unsent() == 0, again=yard.ask_for_mail)
    taken = Counter(sink.ids())
    record_property(
        "promise",
        f"P23 a worker shot {shots} times by its mail server: {people} letters,"
        f" {people - len(taken)} lost, {sum(taken.values()) - len(taken)} doubles recognised",
    )
    assert len(taken) == people
    assert len({to for to, _ in sink.taken}) == people
    assert max(taken.values()) <= 1 + shots
    assert sum(taken.values()) > people
