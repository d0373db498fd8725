"""An exam day over HTTP: what an attempt costs, and how long people wait when all come at once.

CPU is user and system time of every server process: granian's main process and workers, and the
whole PostgreSQL: its processes as they run plus those it has waited for, so that a backend that
ends in between is neither lost nor counted twice. The generator's own CPU is told apart.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.common import ROOT, Bar, Figure, calibration
from tests.exam_day.site import Site

ATTEMPT = Bar(
    "CPU per full attempt: start, paper, 10 saves of 5 answers each, hand-in, marked", 45, "ms"
)
SATURATION = Bar("saves per second at saturation, 2 processes", 1200, "/s", at_least=True)
OPEN_LOOP = Bar("240 saves a second, open loop, p99", 50, "ms")
STARTS = Bar("3,600 starts in 60 s with tickets, p99", 1000, "ms")
HAND_INS = Bar("3,600 hand-ins in 60 s while others save, p99, all marked", 1000, "ms")
BYTES = Bar("bytes stored per 50-item sitting with its revisions", 10_000, "bytes")
MARKING = Bar("marking 1,000,000 stored responses, times one SQL aggregate of them", 3, "×")

DATABASE = {
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}
ATTEMPTS, RUNS, CROWD, SAVERS, GUESTS = 200, 3, 3600, 400, 100
RESPONSES = 20_000
STORED = "exams_sitting exams_response exams_revision exams_marksheet exams_result".split()


def settings() -> list[str]:
    """Return what the figures depend on beyond the machine."""
    return [
        "PostgreSQL of the benchmark's own over a unix socket, "
        + ", ".join(f"{name}={value}" for name, value in DATABASE.items()),
        (
            "granian: 2 workers with 2 threads and 4 pooled connections each; production settings;"
            " audit log, revisions and signed receipts on; password sign-in apart"
        ),
    ]


def run(data: Path) -> list[Figure]:
    """Hold the day once; each of its loads is bounded and ends by itself."""
    folder = data / "exam"
    folder.mkdir()
    with Site(folder, database=DATABASE) as site:
        site.migrate()
        return _Day(site).hold()


class _Day:
    """One site and the people who sit at it, in groups that do not meet."""

    def __init__(self, site: Site) -> None:
        self.site = site
        sitters = ATTEMPTS * RUNS + CROWD + SAVERS + 1
        laid = site.python("-m", "tests.exam_day.room", str(sitters), str(GUESTS))
        self.room: dict[str, Any] = json.loads(laid)
        places = self.room["sittings"]
        self.attempts = [places[turn * ATTEMPTS :][:ATTEMPTS] for turn in range(RUNS)]
        self.crowd = places[ATTEMPTS * RUNS :][:CROWD]
        self.savers = places[ATTEMPTS * RUNS + CROWD :][:SAVERS]
        self.single = places[-1:]
        self.loops: list[float] = []
        self._database = psycopg.connect(
            host=str(site.cluster.folder), user="academy", dbname="postgres", autocommit=True
        )

    def hold(self) -> list[Figure]:
        """Measure one thing after the other; return the figures in the order of the bars."""
        self._database.execute("VACUUM ANALYZE")
        self.site.open_doors()
        self._warm()
        figures = [*self._attempts(), self._starts(), self._open_loop(), self._saturation()]
        figures.append(self._hand_ins())
        self.site.close_doors()
        return [*figures, self._marking()]

    def _load(self, mode: str, *, connections: int, **more: Any) -> dict[str, Any]:
        """Let the generator do one thing; add the servers' CPU seconds to what it says."""
        self.loops.append(calibration())
        spec = {"mode": mode, "port": self.site.port, "connections": connections, "seed": 7}
        spec |= {"answers": self.room["answers"], **more}
        web, database = self._cpu()
        done = subprocess.run(
            [sys.executable, "-m", "bench.exam_generator"],
            cwd=ROOT,
            input=json.dumps(spec),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode:
            raise SystemExit(done.stderr[-2000:])
        told: dict[str, Any] = json.loads(done.stdout)
        after = self._cpu()
        told |= {"web": after[0] - web, "database": after[1] - database}
        print(f"   {mode} {more.get('what', '')}: {json.dumps(told)[:600]}", flush=True)
        return told

    def _cpu(self) -> tuple[float, float]:
        """Return the CPU seconds that web server and database have used since they began."""
        pid = self.site.cluster.pid
        assert pid is not None
        server = psutil.Process(pid)
        return _cpu_of(self.site.web_processes()), _cpu_of([server, *server.children()])

    def _warm(self) -> None:
        """Let each worker read the paper and open its connections before anything is measured."""
        self._load("each", connections=16, sitters=self.savers + self.single, what="start")
        self._load("saturate", connections=16, sitters=self.savers, seconds=2)

    def _attempts(self) -> list[Figure]:
        before, total = self._sizes()
        runs, notes = [], []
        for some in self.attempts:
            told = self._load("attempts", connections=20, sitters=some)
            _require_all_answered(told)
            runs.append((told["web"] + told["database"]) / ATTEMPTS * 1000)
            notes = [
                (
                    f"web {told['web'] / ATTEMPTS * 1000:.1f} + PostgreSQL"
                    f" {told['database'] / ATTEMPTS * 1000:.1f} ms, {ATTEMPTS / told['wall']:.0f}"
                    " attempts/s from 20 connections, 13 requests each, 5 new answers a save"
                )
            ]
        self._require_marked([place for some in self.attempts for place in some])
        after, total_after = self._sizes()
        guests = {"guests": self.room["guests"], "exam": self.room["exam"]}
        come = self._load("check_in", connections=4, **guests)
        _require_all_answered(come)
        notes.append(f"check-in {(come['web'] + come['database']) / GUESTS * 1000:.1f} ms apart")
        hour = self._load("pulses", connections=1, sitters=self.single, count=180)
        _require_all_answered(hour)
        spent = (hour["web"] + hour["database"]) * 1000
        notes.append(f"an hour of pulses of one candidate (180) {spent:.0f} ms")
        return [Figure(ATTEMPT, runs, notes), self._bytes(before, after, total_after - total)]

    def _bytes(self, before: dict[str, int], after: dict[str, int], total: int) -> Figure:
        """Bytes of the five tables of a sitting with their indexes, after VACUUM."""
        count = ATTEMPTS * RUNS
        grown = {name: (after[name] - before[name]) / count for name in STORED}
        places = len(self.room["sittings"])
        laid = before["exams_sitting"] / places
        log = (after["audit_entry"] - before["audit_entry"]) / count
        parts = ", ".join(f"{name[6:]} {grown[name]:,.0f}" for name in STORED)
        return Figure(
            BYTES,
            [sum(grown.values()) + laid],
            [
                f"{parts}, laid-out place {laid:,.0f}",
                f"audit entries of start and hand-in {log:,.0f} apart",
                f"whole database grown by {total / count:,.0f} a sitting",
            ],
        )

    def _sizes(self) -> tuple[dict[str, int], int]:
        """Return bytes by table with its indexes, and those of the whole database."""
        self._database.execute("VACUUM")
        rows = self._database.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
        ).fetchall()
        own = {name: size for name, size in rows if not name.startswith(("pg_", "sql_"))}
        return own, sum(own.values())

    def _starts(self) -> Figure:
        told = self._load("timed", connections=64, sitters=self.crowd, what="start", seconds=60)
        _require_all_answered(told)
        return Figure(STARTS, [told["kinds"]["start"]["p99"]], _waits(told, "start", "paper"))

    def _open_loop(self) -> Figure:
        told = self._load(
            "timed",
            connections=64,
            savers=self.crowd,
            sitters=[],
            what="save_one",
            seconds=30,
            saves_per_second=240,
            sequence=10,
        )
        _require_all_answered(told)
        notes = [*_waits(told, "save"), "none refused"]
        each = (told["web"] + told["database"]) / told["kinds"]["save"]["count"] * 1000
        notes.append(f"CPU {each:.2f} ms a save")
        return Figure(OPEN_LOOP, [told["kinds"]["save"]["p99"]], notes)

    def _saturation(self) -> Figure:
        rates, notes = [], []
        for turn in range(RUNS):
            told = self._load(
                "saturate",
                connections=16,
                sitters=self.crowd,
                seconds=8,
                sequence=1000 * (turn + 1),
            )
            _require_all_answered(told)
            count = told["kinds"]["save"]["count"]
            rates.append(count / told["wall"])
            notes = [
                (
                    f"web {told['web'] / count * 1000:.2f} + PostgreSQL"
                    f" {told['database'] / count * 1000:.2f} ms CPU a save"
                ),
                f"generator {told['cpu'] / count * 1000:.2f} ms on the same cores",
                f"p99 {told['kinds']['save']['p99']:.0f} ms from 16 connections",
            ]
        return Figure(SATURATION, rates, notes)

    def _hand_ins(self) -> Figure:
        told = self._load(
            "timed",
            connections=64,
            sitters=self.crowd,
            what="hand_in",
            seconds=60,
            savers=self.savers,
            saves_per_second=100,
            sequence=100_000,
        )
        _require_all_answered(told)
        self._require_marked(self.crowd)
        return Figure(HAND_INS, [told["kinds"]["hand_in"]["p99"]], _waits(told, "hand_in", "save"))

    def _require_marked(self, places: list[list[str]]) -> None:
        """End the benchmark unless each of the sittings is marked, with one result."""
        row = self._database.execute(
            "SELECT count(*), count(DISTINCT r.sitting_id) FROM exams_result r"
            " JOIN exams_sitting s ON s.id = r.sitting_id"
            " WHERE s.state = 'marked' AND s.public_id = ANY(%s::uuid[])",
            [[sitting for sitting, _ in places]],
        ).fetchone()
        if row != (len(places), len(places)):
            raise SystemExit(f"marked {row}, not {len(places)}")

    def _marking(self) -> Figure:
        found = self.site.python("-m", "bench.exam_marking_once", str(RESPONSES))
        told: dict[str, Any] = json.loads(found.splitlines()[-1])
        runs = [mine / its for mine, its in zip(told["marking"], told["aggregate"], strict=True)]
        return Figure(
            MARKING,
            runs,
            [
                (
                    f"{RESPONSES:,} sittings of 50: {min(told['marking']):.2f} s against"
                    f" {min(told['aggregate']):.2f} s of CPU"
                ),
                f"the aggregate: {told['says']}; without the list of marks {told['bare']:.2f} s",
                f"the whole sweep with locks, states and log {told['sweep']:.1f} s wall",
            ],
        )


def _cpu_of(processes: list[psutil.Process]) -> float:
    """Seconds of the processes, the first of which has waited for others that have ended."""
    spent = 0.0
    for place, each in enumerate(processes):
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        spent += times.user + times.system
        if place == 0:
            spent += times.children_user + times.children_system
    return spent


def _require_all_answered(told: dict[str, Any]) -> None:
    """End the benchmark where a request was refused or failed: it would look fast."""
    if told["refused"]:
        raise SystemExit(f"refused: {told['refused']} {told['examples']}")


def _waits(told: dict[str, Any], *kinds: str) -> list[str]:
    """How long each kind of request took, and what the servers used meanwhile."""
    lines = [
        f"{kind} p50 {found['p50']:.0f}, p95 {found['p95']:.0f}, max {found['max']:.0f} ms"
        f" of {found['count']:,}"
        for kind, found in told["kinds"].items()
        if kind in kinds
    ]
    used = (told["web"] + told["database"]) / told["wall"]
    return [*lines, f"servers {used:.2f} cores, generator {told['cpu'] / told['wall']:.2f}"]
