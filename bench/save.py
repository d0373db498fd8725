"""One answer saved over HTTP: server CPU at saturation, two granian workers, SQLite."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from bench.common import ROOT, Bar, Figure, database, environment

BAR = Bar("one answer saved over HTTP, server CPU at saturation on SQLite", 2, "ms")
RUNS, SECONDS, CONNECTIONS = 3, 6.0, 16


def run(data: Path) -> list[Figure]:
    """Let sixteen connections save as fast as they are answered, three times six seconds."""
    own = data / "save"
    own.mkdir()
    database(own)
    made = subprocess.run(
        [sys.executable, "-m", "bench.save_room", str(own)],
        cwd=ROOT,
        env=environment(own),
        check=True,
        capture_output=True,
        text=True,
    )
    room = json.loads(made.stdout.splitlines()[-1])
    port = _free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "academy.wsgi:application"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--no-ws"),
            *("--log-level", "error"),
        ],
        cwd=ROOT,
        env=environment(own),
    )
    try:
        _wait(port)
        loop = Load(port, room)
        asyncio.run(loop.run(1.0))  # first requests read the paper and open connections
        figures, rates, slowest = [], [], []
        for _ in range(RUNS):
            before = _cpu(server.pid)
            saves, latencies = asyncio.run(loop.run(SECONDS))
            figures.append((_cpu(server.pid) - before) / saves * 1000)
            rates.append(saves / SECONDS)
            slowest.append(sorted(latencies)[int(len(latencies) * 0.99)] * 1000)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
    notes = [
        f"{sorted(rates)[RUNS // 2]:,.0f} saves/s from {CONNECTIONS} connections",
        f"p99 {sorted(slowest)[RUNS // 2]:.0f} ms, generator on the same cores",
        "signed ticket, lease, revision and signed receipt included",
    ]
    return [Figure(BAR, figures, notes)]


class Load:
    """Sixteen kept-alive connections, each answering for its own share of the sittings."""

    def __init__(self, port: int, room: dict[str, list[list[str]]]) -> None:
        self.port = port
        self.sittings = room["sittings"]
        self.key, self.options = room["answer"][0][0], room["answer"][1]
        self.sequences = [0] * len(self.sittings)

    async def run(self, seconds: float) -> tuple[int, list[float]]:
        """Save for so long; return how many were acknowledged and each one's seconds."""
        until = time.perf_counter() + seconds
        told = await asyncio.gather(*(self._connection(turn, until) for turn in range(CONNECTIONS)))
        latencies = [each for some in told for each in some]
        return len(latencies), latencies

    async def _connection(self, turn: int, until: float) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        mine = list(range(turn, len(self.sittings), CONNECTIONS))
        latencies: list[float] = []
        count = 0
        while time.perf_counter() < until:
            begin = time.perf_counter()
            await self._save(reader, writer, mine[count % len(mine)])
            latencies.append(time.perf_counter() - begin)
            count += 1
        writer.close()
        return latencies

    async def _save(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, index: int
    ) -> None:
        self.sequences[index] += 1
        sequence = self.sequences[index]
        option = self.options[sequence % len(self.options)]
        save = {"sequence": sequence, "lease": 1, "answers": {self.key: option}}
        body = json.dumps(save).encode()
        sitting, ticket = self.sittings[index]
        head = (
            f"PUT /api/v1/me/sittings/{sitting}/responses HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Sitting {ticket}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        lengths = [
            int(line.split(b":")[1])
            for line in answer.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        ]
        # Without a length the reply is chunked, and a short one ends with the empty chunk.
        content = await (
            reader.readexactly(lengths[0]) if lengths else reader.readuntil(b"0\r\n\r\n")
        )
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"a save was refused: {content.decode()[:300]}")


def _cpu(pid: int) -> float:
    """Return user and system seconds of the server and its workers."""
    server = psutil.Process(pid)
    times = [each.cpu_times() for each in (server, *server.children(recursive=True))]
    return float(sum(each.user + each.system for each in times))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    os.abort()
