"""Importing a roster of 3,600 rows: upload, dry run in the child process, commit."""

import shutil
from pathlib import Path

from bench.common import Bar, Figure, database, timed

BAR = Bar("roster import of 3,600 rows, wall", 5, "s")
ROWS, RUNS = 3600, 3


def run(data: Path) -> list[Figure]:
    """Import into an empty database, three times over; each time from the same fresh copy."""
    own = data / "roster"
    own.mkdir()
    database(own)
    fresh = own / "fresh.sqlite3"
    shutil.copyfile(own / "academy.sqlite3", fresh)
    from bench.roster_once import once

    walls, cpus = [], []
    for _ in range(RUNS):
        with timed() as told:
            seconds = once(own, fresh)
        walls.append(seconds)
        cpus.append(told()[1])
    return [
        Figure(BAR, walls, [f"CPU {sorted(cpus)[RUNS // 2]:.1f} s with start-up of the process"])
    ]
