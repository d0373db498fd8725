"""A proposal of 3,600 people in 34 cohorts: what an edit costs, and what looking at it costs."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.common import ROOT, Bar, Figure, database, environment

EDITS = {
    "move": "somebody is moved to another cohort",
    "days": "a cohort is given other days",
    "course": "a cohort is given another course",
    "place": "a cohort is given another hall",
    "drop": "somebody is taken out",
    "quotas": "a cohort's quotas are replaced",
}
VIEWS = {
    "plan": "the plan's page",
    "heat": "who is away when",
    "line": "one cohort's page",
    "moves": "what moved since the plan before",
    "compare": "plan and reality, all accepted",
    "book": "the workbook",
}
SECONDS = dict.fromkeys(EDITS, 0.5) | dict.fromkeys(VIEWS, 1.0) | {"book": 4.0}


def run(data: Path) -> list[Figure]:
    """Measure on a database of its own: a year planned, decided on, looked at, accepted."""
    own = data / "plan-edits"
    own.mkdir()
    database(own)
    done = subprocess.run(
        [sys.executable, "-m", "bench.plan_edits_once", str(own)],
        cwd=ROOT,
        env=environment(own),
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return [
        Figure(
            Bar(f"a proposal of 3,600 people: {label}, wall", SECONDS[name], "s"),
            told[name]["wall"],
            [f"CPU {told[name]['cpu']:.2f} s", f"{told[name]['queries']} queries"],
        )
        for name, label in (EDITS | VIEWS).items()
    ]
