"""Reports over 100,000 people with a million results: against plain SQL, and as a workbook."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from bench.common import ROOT, Bar, Figure, database, environment
from tests.throwaway import PostgresCluster, postgres_bin

PEOPLE = 100_000
STAFF = 3_600
SERVER = {"shared_buffers": "512MB", "max_wal_size": "8GB", "synchronous_commit": "off"}
_OF = "of 1,000,000 results, report ÷ the same counts by plain SQL, wall"


def settings() -> list[str]:
    """Return what the figures depend on besides the machine."""
    said = ", ".join(f"{name}={value}" for name, value in SERVER.items())
    return [
        f"PostgreSQL of the benchmark's own over a unix socket, {said}",
        "plain SQL on the server's settings; reports with 64 MB to sort in and without JIT",
    ]


def run(data: Path) -> list[Figure]:
    """Measure on a PostgreSQL of its own, filled in sets."""
    if postgres_bin() is None:
        sys.exit("the reports' benchmark needs a PostgreSQL server on this machine")
    own = data / "reports"
    own.mkdir()
    cluster = PostgresCluster(durable=True, settings=SERVER)
    cluster.start()
    try:
        database(own, url=cluster.url)
        told = _told("bench.reports_once", own, str(PEOPLE), cluster.url)
        sheet = _told("bench.reports_sheet_once", own, cluster.url)
        large = _told("bench.reports_dashboard_once", own, "0", cluster.url)
        url = _another(cluster)
        database(own, url=url)
        small = _told("bench.reports_dashboard_once", own, str(STAFF), url)
    finally:
        cluster.stop()
    return [
        _ratio(f"exam results by unit {_OF}", told["results"], _written(told)),
        _ratio(f"completion by unit {_OF}", told["completion"], []),
        *_sheet(sheet),
        _kept(large),
        _dashboard("3,600 staff", 100, small),
        _dashboard("100,000 people", 300, large),
    ]


def _another(cluster: PostgresCluster) -> str:
    """Make a second database in the cluster; return its address."""
    with psycopg.connect(
        host=str(cluster.folder), user="academy", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute("CREATE DATABASE small")
    return cluster.url.rpartition("/")[0] + "/small"


def _kept(told: dict[str, Any]) -> Figure:
    return Figure(
        Bar("the dashboard's counts by unit and month from what is kept ready, wall", 5, "ms"),
        told["kept"],
        [f"made anew in {told['refresh']:.1f} s in the background"],
    )


def _dashboard(of: str, limit: float, told: dict[str, Any]) -> Figure:
    return Figure(
        Bar(f"the dashboard's page at {of}, wall", limit, "ms"),
        told["page"],
        [
            "request to response in the process, sessions and template included",
            f"{told['lapsing']:,} certificates end next quarter",
        ],
    )


def _ratio(name: str, told: dict[str, Any], notes: list[str]) -> Figure:
    report, plain = (min(told[each]) for each in ("report", "plain"))
    return Figure(
        Bar(name, 1.5, "×"), told["ratios"], [f"{report:.2f} s against {plain:.2f} s", *notes]
    )


def _written(told: dict[str, Any]) -> list[str]:
    rows = told["written"]
    counted = f"{rows['examoutcome']:,} outcomes with make-ups, {rows['hoursentry']:,} hours lines"
    certificates = f"{rows['certificate']:,} certificates"
    return [counted, certificates, f"written in {told['filled']:.0f} s"]


def _sheet(told: dict[str, Any]) -> list[Figure]:
    size = f"{told['names']:,} names, {told['bytes'] / 1e6:.1f} MB"
    return [
        Figure(
            Bar("a workbook with 100,000 names, wall", 15, "s"),
            [told["wall"]],
            [size, f"CPU {told['cpu']:.1f} s"],
        ),
        Figure(
            Bar("the largest memory of the process that made it", 300, "MB"),
            [told["rss"]],
            ["resident, in a process of its own"],
        ),
    ]


def _told(module: str, own: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, str(own), *arguments],
        cwd=ROOT,
        env=environment(own, url=arguments[-1]),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
