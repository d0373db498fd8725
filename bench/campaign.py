"""The whole line at 3,600 staff, and the same command again."""

import json
import time
from pathlib import Path

from bench.common import Bar, Figure, database, manage

CPU = Bar("campaign at 3,600 staff, CPU, certificate PDFs apart", 240, "s")
AGAIN = Bar("the campaign's second run, which adds nothing, wall", 60, "s")
STAFF = 3600


def run(data: Path) -> list[Figure]:
    """Run the campaign twice in `data`; its database then serves the other benchmarks."""
    database(data)
    first, second = data / "first.json", data / "second.json"
    manage(data, "campaign", "--staff", str(STAFF), "--json", str(first))
    begin = time.perf_counter()
    manage(data, "campaign", "--staff", str(STAFF), "--json", str(second))
    again = time.perf_counter() - begin
    outcome, repeated = json.loads(first.read_text()), json.loads(second.read_text())
    if not all(outcome["checks"].values()):
        raise SystemExit("the campaign's self-checks do not hold")
    if [step["counts"] for step in outcome["steps"]] != [
        step["counts"] for step in repeated["steps"]
    ]:
        raise SystemExit("the second run changed a count")
    steps = {step["step"]: step for step in outcome["steps"]}
    pdfs = steps["pdfs"]
    return [
        Figure(
            CPU,
            [outcome["cpu_seconds_without_rendering"]],
            [
                f"wall {sum(step['wall_seconds'] for step in outcome['steps']):.0f} s in all",
                f"sittings {steps['sittings']['cpu_seconds']:.0f} s CPU",
                f"{pdfs['cpu_seconds'] / pdfs['counts']['pdfs'] * 1000:.0f} ms CPU per PDF",
            ],
        ),
        Figure(AGAIN, [again], ["every count the same"]),
    ]
