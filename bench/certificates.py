"""Certificates: what one costs in a batch, alone and by the plain way, and what a worker holds.

The yardstick is the same page drawn whole by WeasyPrint, line work and all, with the same
credential and signature, in the same run. Each part is a process of its own that works on a copy
of one campaign's database (`bench.certificates_once`).
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.common import ROOT, Bar, Figure, database, environment, manage

COST = Bar("a certificate in a batch of 3,600, signed, with credential, CPU", 20, "ms")
RATIO = Bar("the same by plain WeasyPrint costs so many times as much CPU", 15, "×", at_least=True)
WALL = Bar("3,600 from the queue to files with 2 workers, wall", 60, "s")
ONE = Bar("one on demand, warm worker, wall", 150, "ms")
SIZE = Bar("a certificate's file", 160, "kB")
MEMORY = Bar("memory of their own of a worker and its child, over 10,000", 250, "MB")
GROWTH = Bar("of which grown from the 2,000th to the 10,000th", 10, "MB")
QUERIES = Bar("queries of a second chunk of 200 beyond those of the first", 0, "queries")

CERTIFICATES = 3600
STAFF = 4500  # who fails twice or leaves gets none; 3,600 and some hundreds are left


def settings() -> list[str]:
    """Return the settings on which the figures depend."""
    return [
        "SQLite in WAL, synchronous=FULL, IMMEDIATE; RSA-2048 key in a file; chunks of 200",
        "template qualification-kai; one process unless workers are named; files flushed",
    ]


def run(data: Path) -> list[Figure]:
    """Run a campaign without PDFs, then measure every part on a copy of its database."""
    database(data)
    manage(data, "campaign", "--staff", str(STAFF), "--pdfs", "0")
    batch = _part(data, "batch")
    crowd = _part(data, "crowd")
    plain = _part(data, "plain")
    workers = _part(data, "workers")
    return [
        Figure(COST, [batch["cpu_ms"]], [_said(batch)]),
        Figure(
            RATIO,
            [plain["untouched_ms"] / batch["cpu_ms"]],
            [
                f"{plain['untouched_ms']:.0f} ms untouched over {plain['count']} pages",
                f"{plain['cached_ms']:.0f} ms by our plain way, which keeps the line work drawn",
            ],
        ),
        Figure(WALL, [workers["wall"]], [f"{workers['cpu']:.0f} s CPU, start of workers included"]),
        Figure(ONE, batch["one_ms"], [f"CPU {batch['one_cpu_ms']:.0f} ms; of people never seen"]),
        Figure(SIZE, [batch["bytes_mean"] / 1000], [f"largest {batch['bytes_max'] / 1000:.0f} kB"]),
        Figure(
            MEMORY,
            [crowd["most"] / 1e6],
            [
                f"with mapped files: process {crowd['process'] / 1e6:.0f} MB resident",
                f"its child {crowd['child'] / 1e6:.0f} MB",
            ],
        ),
        Figure(GROWTH, [crowd["grown"] / 1e6]),
        Figure(
            QUERIES,
            [batch["queries"][1] - batch["queries"][0]],
            [f"{batch['queries'][0]} a chunk, inserts split by SQLite's limit of parameters"],
        ),
    ]


def _said(batch: dict[str, Any]) -> str:
    return (
        f"{batch['count']} in {batch['wall']:.1f} s wall, rows, files and audit included;"
        f" press alone {batch['press_ms']:.2f} ms; layered {batch['layered']}"
    )


def _part(data: Path, name: str) -> dict[str, Any]:
    """Run one part on a copy of the campaign's folder."""
    copy = data.parent / f"{data.name}-{name}"
    shutil.copytree(data, copy)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.certificates_once", str(copy), name],
            cwd=ROOT,
            env=environment(copy),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    finally:
        shutil.rmtree(copy)
    return found
