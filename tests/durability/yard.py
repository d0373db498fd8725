"""A worker that can be shot, and the folder in which it lives."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import kept
from tests.make.production import ROOT, python

LEASE_SECONDS = 3


class Yard:
    """One data folder with its database, queue and processes."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "tests.durability.settings",
            "ACADEMY_DATA_DIR": str(folder),
            "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
            **environment,
        }

    def migrate(self) -> None:
        """Make the database."""
        kept.begin_sqlite(self.folder / "academy.sqlite3")
        self._succeed("manage.py", "migrate", "--verbosity", "0", seconds=240)

    def ask(self, count: int, *, milliseconds: int) -> None:
        """Put `count` jobs on the queue, in a process of its own."""
        self._succeed(
            "-c",
            "import django; django.setup()\n"
            "from academy.jobs.queue import enqueue_many\n"
            "from academy.shared import clock\n"
            "from tests.durability.app.tasks import WORKER\n"
            f"items = [(f'n:{{n}}', {{'number': n, 'milliseconds': {milliseconds}}})"
            f" for n in range({count})]\n"
            "enqueue_many('durability.effect', items, actor=WORKER, at=clock.now())\n",
        )

    def tell(self, people: int) -> None:
        """Tell people something by mail, in a process of its own."""
        self._succeed(
            "-c",
            "import django; django.setup()\n"
            "from tests.cast import AT, gather\n"
            "from tests.make import mail, people\n"
            f"for person in people.people({people}, unit=gather(at=AT).east, at=AT):\n"
            "    mail.confirmed(person, at=AT)\n"
            "    mail.told(person, 'k', at=AT)\n",
        )

    def ask_for_mail(self) -> None:
        """Ask for the outbox to be emptied, as its period does each minute."""
        self._succeed(
            "-c",
            "import django; django.setup()\n"
            "from academy.jobs.queue import enqueue\n"
            "from academy.notices.operations.outbox import WORKER\n"
            "from academy.shared import clock\n"
            "enqueue('notices.deliver', payload={}, actor=WORKER, at=clock.now())\n",
        )

    def unsent(self) -> int:
        """Return how many letters wait in the outbox."""
        return int(
            self._succeed(
                "-c",
                "import django; django.setup()\n"
                "from academy.notices.models import Delivery\n"
                "print(Delivery.objects.exclude(state='sent').count())\n",
            )
        )

    @contextmanager
    def worker(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Run a real worker with its clock; shoot it and its children at the end."""
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "--quiet", "--app", "academy", "worker"),
                *("--beat", "--concurrency", "2", "--schedule", str(self.folder / "beat")),
            ],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            shoot(process)

    def starts(self) -> list[int]:
        """Return the numbers of the jobs in the order in which they were begun."""
        path = self.folder / "starts"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def jobs(self) -> dict[str, Any]:
        """Return how many jobs are in each state, and the numbers that had their effect."""
        done = self._succeed(
            "-c",
            "import django, json; django.setup()\n"
            "from collections import Counter\n"
            "from academy.audit.models import Entry\n"
            "from academy.audit.verify import flaws\n"
            "from academy.jobs.models import Job\n"
            "states = Counter(Job.objects.values_list('state', flat=True))\n"
            "effects = [each.facts['number'] for each in Entry.objects.order_by('sequence')]\n"
            "print(json.dumps({'states': states, 'effects': effects,"
            " 'flaws': len(list(flaws()))}))\n",
        )
        found: dict[str, Any] = json.loads(done)
        return found

    def until_done(self, count: int, *, seconds: float) -> dict[str, Any]:
        """Wait until all jobs are done, or the time is up; return what `jobs` says then."""
        deadline = time.monotonic() + seconds
        while True:
            found = self.jobs()
            if found["states"] == {"done": count} or time.monotonic() > deadline:
                return found
            time.sleep(0.5)

    def _succeed(self, *arguments: str, seconds: float = 60) -> str:
        done = python(self.environment, *arguments, seconds=seconds)
        assert done.returncode == 0, done.stderr
        return done.stdout


def shoot(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all it has started, without a word of warning."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(what: Any, *, seconds: float = 40, again: Any = None) -> None:
    """Wait until `what()` is true, doing `again()` between looks if there is something to do."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "nothing happened in time"
        if again is not None:
            again()
        time.sleep(0.05)
