"""Who owes what by when for 100,000 people: by unit under four requirements, in the database."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.common import ROOT, Bar, Figure, database, environment

UNITS = Bar("who owes what, 100,000 people, four requirements, by unit, wall", 3, "s")


def run(data: Path) -> list[Figure]:
    """Measure on a database of its own, filled in sets."""
    own = data / "owing"
    own.mkdir()
    database(own)
    done = subprocess.run(
        [sys.executable, "-m", "bench.owing_once", str(own)],
        cwd=ROOT,
        env=environment(own),
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    notes = [f"{told['entries']:,} ledger lines", f"a page of names {told['names']:.2f} s"]
    return [Figure(UNITS, told["wall"], notes)]
