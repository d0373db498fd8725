"""What every benchmark shares: a folder of its own, clocks, calibration and the report line."""

import os
import platform
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    *("Django", "django-ninja", "granian", "pandas", "python-calamine"),
    *("weasyprint", "pikepdf", "uharfbuzz", "ortools"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure that was asked for; `limit` in the unit of the measured value.

    Smaller is better, unless it is to be reached `at_least`.
    """

    name: str
    limit: float
    unit: str
    at_least: bool = False


@dataclass(slots=True)
class Figure:
    """What was measured against a bar: every run, in the unit of the bar."""

    bar: Bar
    runs: list[float]
    notes: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.runs)

    @property
    def met(self) -> bool:
        if self.bar.at_least:
            return self.median >= self.bar.limit
        return self.median <= self.bar.limit

    def line(self) -> str:
        """Return what is said of it at the end of the run."""
        said = f"{self.bar.name}: {self.median:,.4g} {self.bar.unit}"
        return f"{said} ({self._limit()}) … {'ok' if self.met else 'MISSED'}"

    def _limit(self) -> str:
        return f"{'≥' if self.bar.at_least else '≤'} {self.bar.limit:,g} {self.bar.unit}"

    def row(self) -> str:
        """Return the line of the Markdown table in docs/figures.md."""
        spread = f"{min(self.runs):,.4g}–{max(self.runs):,.4g}" if len(self.runs) > 1 else "one run"
        return (
            f"| {self.bar.name} | {self._limit()} | **{self.median:,.4g}"
            f" {self.bar.unit}** | {spread} | {'met' if self.met else 'missed'} |"
            f" {'; '.join(self.notes)} |"
        )


def calibration() -> float:
    """Return the CPU seconds of ten million steps of an empty Python loop on this machine now.

    The same loop has cost 0.63 to 1.02 s within minutes on one virtual machine: a figure taken
    elsewhere or later is to be read as a multiple of this one.
    """
    begin = time.process_time()
    step = 0
    while step < 10_000_000:
        step += 1
    return time.process_time() - begin


def machine() -> list[str]:
    """Return what the figures depend on, line by line."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}",
        f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()}",
    ]


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a data folder of the benchmark's own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="academy-bench-") as name:
        yield Path(name)


def environment(data: Path, *, url: str = "") -> dict[str, str]:
    """Return the environment of a process that works in `data`, on the database there or at `url`.

    Nothing that the shell says of a database counts.
    """
    own = {"ACADEMY_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "academy.settings.dev"}
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    there = {"DATABASE_URL": url} if url else {}
    return {**kept, **own, **there, "LOG_LEVEL": "WARNING"}


def manage(data: Path, *arguments: str, url: str = "") -> None:
    """Run manage.py in `data`; a failure ends the benchmark."""
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data, url=url),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def database(data: Path, *, url: str = "") -> None:
    """Make an empty database in `data`, or at `url`."""
    manage(data, "migrate", "--verbosity", "0", url=url)
    manage(data, "createcachetable", url=url)


def spent() -> float:
    """Return the CPU seconds of this process and of the children it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@contextmanager
def timed() -> Iterator[Callable[[], tuple[float, float]]]:
    """Yield a function that tells (wall, CPU) seconds since the block began."""
    wall, cpu = time.perf_counter(), spent()
    yield lambda: (time.perf_counter() - wall, spent() - cpu)


def use(data: Path, *, url: str = "") -> None:
    """Set Django up in this process, working in `data`, on the database there or at `url`."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(environment(data, url=url))
    import django

    django.setup()
