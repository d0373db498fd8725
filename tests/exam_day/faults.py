"""What befalls a site while people sit their exam, at moments that a seed decides."""

import os
import random
import signal
import time
from dataclasses import dataclass

from tests.exam_day.site import Site

KILL, PLUG, CRASH = "worker killed", "database's plug pulled", "database stopped at once"


@dataclass(frozen=True)
class Fault:
    """What happens, and when, in seconds from the beginning."""

    after: float
    what: str


def draw(*, seed: int, seconds: float, kills: int, stops: int) -> list[Fault]:
    """Spread the faults over the time; the database is stopped now by SIGKILL, now by SIGQUIT."""
    rng = random.Random(seed)
    kinds = [KILL] * kills + [(PLUG, CRASH)[turn % 2] for turn in range(stops)]
    rng.shuffle(kinds)
    moments = sorted(rng.uniform(0.04, 0.94) * seconds for _ in kinds)
    return [Fault(after, what) for after, what in zip(moments, kinds, strict=True)]


def befall(site: Site, faults: list[Fault], *, seed: int) -> dict[str, int]:
    """Let the faults befall the site, each at its moment; return how often each did.

    To be called in the main thread: a database server ends with the thread that started it.
    """
    rng = random.Random(seed)
    done = {KILL: 0, PLUG: 0, CRASH: 0}
    began = time.monotonic()
    for fault in faults:
        time.sleep(max(0.0, began + fault.after - time.monotonic()))
        if fault.what == KILL:
            _kill_a_worker(site, rng)
        else:
            site.cluster.kill() if fault.what == PLUG else site.cluster.crash()
            site.cluster.start()
        done[fault.what] += 1
    return done


def _kill_a_worker(site: Site, rng: random.Random) -> None:
    """Shoot a worker; where the last fault has left none, the next that comes."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for pid in rng.sample(there := site.web_workers(), len(there)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            return
        time.sleep(0.05)
    raise AssertionError("no worker came back within 30 s")
