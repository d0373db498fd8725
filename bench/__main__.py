"""`python -m bench [NAME…]`: run the benchmarks; each group writes its part of docs/figures.md.

Without a name the first group runs (`make bench`); `python -m bench exam` is `make bench-exam`,
`certificates`, `reports` and `planner` likewise.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    campaign,
    certificates,
    exam,
    owing,
    plan_edits,
    planner,
    report,
    reports,
    roster,
    save,
)
from bench.common import ROOT, Figure, calibration, folder, machine

Benchmark = Callable[[Path], list[Figure]]
FIGURES = ROOT / "docs" / "figures.md"
TITLE = "# Figures\n\nMedians; CPU is user and system time. Each part is written by its command.\n"


@dataclass(frozen=True)
class Group:
    """Benchmarks that are run together, and the settings on which their figures depend."""

    command: str
    benchmarks: dict[str, Benchmark]
    settings: list[str]


# The report is measured on the database that the campaign leaves.
GENERAL = Group(
    "make bench",
    {"campaign": campaign.run, "report": report.run, "roster": roster.run, "save": save.run},
    ["SQLite in WAL, synchronous=FULL, IMMEDIATE; two granian workers"],
)
EXAM_DAY = Group("make bench-exam", {"exam": exam.run}, exam.settings())
CERTIFICATES = Group(
    "make bench-certificates", {"certificates": certificates.run}, certificates.settings()
)
PLANNER = Group(
    "make bench-planner",
    {"planner": planner.run, "owing": owing.run, "plan-edits": plan_edits.run},
    [*planner.settings(), "SQLite in WAL"],
)
REPORTS = Group("make bench-reports", {"reports": reports.run}, reports.settings())


def main() -> None:
    wanted = sys.argv[1:] or list(GENERAL.benchmarks)
    alone = {tuple(each.benchmarks): each for each in (EXAM_DAY, CERTIFICATES, PLANNER, REPORTS)}
    group = alone.get(tuple(wanted), GENERAL)
    unknown = set(wanted) - set(group.benchmarks)
    if unknown or ("report" in wanted and "campaign" not in wanted):
        names = ", ".join(group.benchmarks)
        sys.exit(
            f"takes any of {names}, or exam, or certificates, or reports, or planner with owing "
            "and plan-edits; report needs campaign"
        )
    loops, found = [calibration()], []
    with folder() as data:
        for name in wanted:
            print(f"== {name}", flush=True)
            figures = group.benchmarks[name](data)
            loops.append(calibration())
            for each in figures:
                print(each.row(), flush=True)
            found.extend(figures)
    part = _part(group, found, loops)
    if len(wanted) == len(group.benchmarks):
        before = FIGURES.read_text(encoding="utf-8") if FIGURES.exists() else ""
        FIGURES.write_text(with_part(before, group.command, part), encoding="utf-8")
    for line in [*machine(), *group.settings]:
        print(line)
    for each in found:
        print(each.line())
    sys.exit(0 if all(each.met for each in found) else 1)


def with_part(page: str, command: str, part: str) -> str:
    """Return the page with the command's part put in, and every other part as it was."""
    parts = {}
    for other in page.split("\n## ")[1:]:
        parts[other.partition("\n")[0].strip("` ")] = "## " + other.strip() + "\n"
    parts[command] = part
    return "\n".join([TITLE, *(parts[name] for name in sorted(parts))])


def _part(group: Group, found: list[Figure], loops: list[float]) -> str:
    today = datetime.now(UTC).date().isoformat()
    loop = f"{min(loops):.2f} to {max(loops):.2f} CPU s"
    lines = [
        f"## `{group.command}`",
        "",
        f"Written on {today}.",
        "",
        f"- Ten million steps of an empty Python loop, between the benchmarks: {loop}",
        *(f"- {line}" for line in [*machine(), *group.settings]),
        "",
        "| what | bar | measured | range | | beside it |",
        "|---|---|---|---|---|---|",
        *(each.row() for each in found),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
