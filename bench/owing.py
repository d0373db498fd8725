"""Who owes what by when for 100,000 people: all by unit, and fifty by name, in the database."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.common import ROOT, Bar, Figure, database, environment
from tests.throwaway import PostgresCluster, postgres_bin

_ASKED = "who owes what, 100,000 people, 500,000 lines"


def run(data: Path) -> list[Figure]:
    """Measure on databases of its own, filled in sets; on PostgreSQL if a server is there."""
    own = data / "owing"
    own.mkdir()
    found = _measured(own, "SQLite")
    if postgres_bin() is None:
        return found
    with _postgres() as url:
        return found + _measured(own, "PostgreSQL", url=url)


@contextmanager
def _postgres() -> Iterator[str]:
    """Yield the address of a cluster of one's own, which keeps statistics as one in use does."""
    cluster = PostgresCluster(durable=True, settings={"fsync": "off", "shared_buffers": "256MB"})
    cluster.start()
    try:
        yield cluster.url
    finally:
        cluster.stop()


def _measured(own: Path, name: str, *, url: str = "") -> list[Figure]:
    database(own, url=url)
    done = subprocess.run(
        [sys.executable, "-m", "bench.owing_once", str(own), "100000", url],
        cwd=ROOT,
        env=environment(own, url=url),
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    notes = [f"{told['entries']:,} ledger lines, {told['changed']:,} changes of staff kind"]
    everybody = Bar(f"{_ASKED}, four requirements, by unit, {name}, wall", 3, "s")
    fifty = Bar(f"{_ASKED}, fifty by name, {name}, wall", 50, "ms")
    return [
        Figure(everybody, told["wall"], notes),
        Figure(fifty, told["names"], [f"one person {told['one']:.1f} ms"]),
    ]
