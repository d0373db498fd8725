"""A process that renders certificates in children which are shot at every step; run by the tests.

Each pass begins with the same database and files: two certificates without a PDF, one reissued
since its first print, one whose file is lost. A child renders them and is ended by SIGKILL, at a
given event (a statement, a file opened, renamed or removed) or after a given time. Then the
parent looks at what is there, sweeps, and looks again.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  (Django first)
from django.core.management import call_command  # noqa: E402  # after setup()
from django.db import connection, connections  # noqa: E402  # after setup()

from academy.audit.models import Entry  # noqa: E402  # after setup()
from academy.audit.verify import flaws  # noqa: E402  # after setup()
from academy.shared.text import digest  # noqa: E402  # after setup()
from certificates.enums import Verb  # noqa: E402  # after setup()
from certificates.models import Certificate, Rendition  # noqa: E402  # after setup()
from certificates.operations import files, reissues, renditions, sweep  # noqa: E402  # after setup()
from tests import kept  # noqa: E402  # after setup()
from tests.cast import AT, SYSTEM, gather  # noqa: E402  # after setup()
from tests.durability.steps import Steps  # noqa: E402  # after setup()
from tests.make import certificates as make  # noqa: E402  # after setup()
from tests.make import pressing  # noqa: E402  # after setup()

LATER = AT + timedelta(days=1)
AFTER = LATER + sweep.GRACE
MEDIA = Path(settings.MEDIA_ROOT)
DATABASE = Path(settings.DATABASES["default"]["NAME"])
KEPT = DATABASE.parent / "kept"


def prepare() -> list[int]:
    """Make the certificates and keep what every pass begins with; return their keys."""
    kept.begin_sqlite(DATABASE)
    call_command("migrate", verbosity=0)
    cast = gather(at=AT)
    cohort = make.closed_cohort(persons=[cast.wang, cast.li, cast.zhao, cast.marker], at=AT)
    batch = make.issued(cohort, at=AT)
    Certificate.objects.update(template=pressing.layered(batch.template))
    ids = list(batch.certificates.order_by("serial").values_list("pk", flat=True))
    outcome = renditions.render_many(certificate_ids=ids[1:3], at=AT)
    assert outcome.refused == {}, outcome.refused
    again = Certificate.objects.get(pk=ids[1])
    reissues.reissue(actor=SYSTEM, certificate=again, reason="遗失", at=AT)
    renditions.path_of(outcome.renditions[ids[2]]).unlink()
    connections.close_all()
    KEPT.mkdir()
    shutil.copyfile(DATABASE, KEPT / "database")
    shutil.copytree(MEDIA, KEPT / "media")
    # From here on the press knows these people: no child has to ask the layout engine.
    assert sweep.sweep(at=LATER).made == len(ids)
    return ids


def restore() -> None:
    """Begin again."""
    connections.close_all()
    for leftover in DATABASE.parent.glob(f"{DATABASE.name}*"):
        leftover.unlink()
    shutil.copyfile(KEPT / "database", DATABASE)
    shutil.rmtree(MEDIA)
    shutil.copytree(KEPT / "media", MEDIA)


def noted(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether something is done to a file below MEDIA_ROOT."""
    files = ("open", "os.rename", "os.remove", "os.mkdir")
    return event in files and str(arguments[0]).startswith(str(MEDIA))


def child(ids: Sequence[int], fatal: int | None, trace: Path | None) -> None:
    """Render; never returns."""
    steps = Steps(fatal, noted)
    sys.addaudithook(steps.audited)
    with connection.execute_wrapper(steps.statement):
        renditions.render_many(certificate_ids=ids, at=LATER)
    if trace is not None:
        trace.write_text(json.dumps(steps.seen))
    os._exit(0)


def run(
    ids: Sequence[int],
    *,
    fatal: int | None = None,
    seconds: float | None = None,
    trace: Path | None = None,
) -> bool:
    """Render in a child, shot at an event or after a time; return whether it was."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            child(ids, fatal, trace)
        finally:
            os._exit(70)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return os.WIFSIGNALED(status)


def strays() -> int:
    """Return how many PDFs are not what a row says lies there."""
    rows = dict(Rendition.objects.values_list("file", "sha256"))
    there = [path for path in MEDIA.rglob("*.pdf") if path.is_file()]
    return sum(
        rows.get(str(path.relative_to(MEDIA))) != digest(path.read_bytes()) for path in there
    )


def bare() -> int:
    """Return how many rows are without their PDF."""
    rows = Rendition.objects.values_list("file", "sha256")
    return sum(files.read(file, sha256) is None for file, sha256 in rows)


def file_first(prints: Any, outcome: Any, *, at: Any, actor: Any) -> None:
    """The sabotage: the files are put in place before the register knows of them."""
    files.put({each.row(at).file: each.content for each in prints})
    entered = renditions._enter(prints, outcome, at=at, actor=actor)
    outcome.renditions |= {row.certificate_id: row for _, row in entered}


def main(passes: int, seed: int) -> dict[str, Any]:
    """Carry out the passes and return what was found."""
    ids = prepare()
    if os.environ.get("SABOTAGE") == "file-first":
        renditions._keep = file_first
    restore()
    trace = DATABASE.parent / "trace"
    begun = time.monotonic()
    run(ids, trace=trace)
    length = time.monotonic() - begun
    steps = json.loads(trace.read_text())
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    for turn in range(passes):
        restore()
        # Three of four at the next event, the fourth at any instant.
        at_random = turn % 4 == 3
        fatal = None if at_random else (turn - turn // 4) % len(steps)
        seconds = chance.uniform(0, 0.8 * length) if at_random else None
        found["shot"] += run(ids, fatal=fatal, seconds=seconds)
        found["strays"] += strays()
        found["bare"] += bare() - 1  # one was lost to begin with
        found["drafts"] += any((MEDIA / "drafts").iterdir())
        swept = sweep.sweep(at=AFTER)
        found["made by the sweep"] += swept.made
        found["strays after"] += strays()
        found["bare after"] += bare()
        found["not rendered after"] += sweep.sweep(at=AFTER).owed
        told = Entry.objects.filter(verb=Verb.CERTIFICATE_RENDERED.value).count()
        found["told wrongly"] += told != Rendition.objects.count()
        found["flaws"] += len(list(flaws()))
    return {**found, "steps": len(steps), "passes": passes}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))  # noqa: T201  (for the test)
