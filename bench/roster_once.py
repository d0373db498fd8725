"""One import in a process of its own: `python -m bench.roster_once DATA` prints its seconds."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bench.common import ROOT, environment, use


def once(data: Path, fresh: Path) -> float:
    """Put the fresh database back and import in a new process; return the wall seconds."""
    for leftover in data.glob("academy.sqlite3*"):
        leftover.unlink()
    shutil.copyfile(fresh, data / "academy.sqlite3")
    done = subprocess.run(
        [sys.executable, "-m", "bench.roster_once", str(data)],
        cwd=ROOT,
        env=environment(data),
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def main() -> None:
    data = Path(sys.argv[1])
    use(data)
    from academy.campaign.context import Campaign
    from academy.campaign.steps import organisation, roster
    from academy.shared import clock
    from academy.shared.text import pinyin_key
    from courses.rules.calendar import Span

    today = clock.today()
    campaign = Campaign(staff=3600, seed=2017, out=data / "out", period=Span(today, today))
    organisation.run(campaign)
    lines = campaign.lines
    assert len(lines) == 3600
    # A serving process has the readings loaded; the first import of a process pays them once.
    pinyin_key(random.choice(lines).name)
    from academy.campaign.roster import write_roster

    write_roster(data / "out" / "warm.xlsx", lines, on=campaign.roster_on)
    begin = time.perf_counter()
    counts = roster.run(campaign)
    seconds = time.perf_counter() - begin
    assert counts["added"] == 3600, counts
    os.write(1, f"{seconds:.3f}".encode())


if __name__ == "__main__":
    main()
