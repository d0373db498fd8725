"""The completion report: queries that do not grow with staff, and what one costs."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.common import ROOT, Bar, Figure, environment, manage

QUERIES = Bar("queries of the report at 3,600 staff beyond those at 340", 0, "queries")
FRAME = Bar("the report's frame at 3,600 staff, CPU", 1, "s")
SMALL = 340


def run(data: Path) -> list[Figure]:
    """Measure on the campaign's database, and on one a tenth of its size."""
    small = data / "small"
    small.mkdir()
    manage(small, "migrate", "--verbosity", "0")
    manage(small, "campaign", "--staff", str(SMALL), "--pdfs", "0")
    large_figures, small_figures = _measured(data), _measured(small)
    return [
        Figure(
            QUERIES,
            [large_figures["queries"] - small_figures["queries"]],
            [f"{large_figures['queries']} queries at either size"],
        ),
        Figure(
            FRAME,
            large_figures["cpu"],
            [f"XLSX {large_figures['xlsx']:.1f} s, PDF {large_figures['pdf']:.1f} s CPU"],
        ),
    ]


def _measured(data: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.report_once", str(data)],
        cwd=ROOT,
        env=environment(data),
        check=True,
        capture_output=True,
        text=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures
