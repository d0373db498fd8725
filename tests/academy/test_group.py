"""Web and worker as one group: started again when they die, ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.make.production import ROOT

# A group of two children: one listens on the port, one writes down each of its lives.
SCRIPT = """
import sys
from academy.management import group

group._SETTLED_SECONDS = 60.0
group._LONGEST_PAUSE = 0.1
port, lives, life = int(sys.argv[1]), sys.argv[2], sys.argv[3]
listen = f"import socket,time; s=socket.create_server(('127.0.0.1', {port})); time.sleep(99)"
children = [
    group.Child("web", [sys.executable, "-c", listen]),
    group.Child("worker", [sys.executable, "-c", life, lives], niceness=10),
]
say = lambda line: print(line, flush=True)
sys.exit(group.Group(children, say=say).run(
    when_ready=lambda: say("ready"), port=("127.0.0.1", port)
))
"""
LIFE = """
import os, sys, time
with open(sys.argv[1], "a") as lives:
    lives.write(f"{os.getpid()} {os.nice(0)}\\n")
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def running(port: int, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    life = LIFE + "time.sleep(99)"
    with start(port, tmp_path / "lives", life) as group:
        yield group
        group.kill()


def start(port: int, lives: Path, life: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(port), str(lives), life],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def lives_in(path: Path, count: int) -> list[tuple[int, int]]:
    """Return (pid, niceness) of each life written down, once there are `count`."""
    for _ in range(200):
        lines = path.read_text().splitlines() if path.exists() else []
        if len(lines) >= count:
            return [(int(pid), int(nice)) for pid, nice in (line.split() for line in lines)]
        time.sleep(0.05)
    raise AssertionError(f"fewer than {count} lives")


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True  # ended, and waiting for whoever inherits it
        time.sleep(0.05)
    return False


@pytest.mark.machine
def test_a_killed_child_lives_again_and_the_worker_gives_way(
    running: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    first = lives_in(tmp_path / "lives", 1)[0]
    assert first[1] == os.nice(0) + 10
    os.kill(first[0], signal.SIGKILL)
    second = lives_in(tmp_path / "lives", 2)[1]
    assert second[0] != first[0]


@pytest.mark.machine
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_everything_ends_together(
    number: signal.Signals, running: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    worker = lives_in(tmp_path / "lives", 1)[0][0]
    running.send_signal(number)
    assert running.wait(timeout=10) == 0
    assert gone(worker)


@pytest.mark.machine
def test_children_of_a_killed_group_end(running: "subprocess.Popen[str]", tmp_path: Path) -> None:
    worker = lives_in(tmp_path / "lives", 1)[0][0]
    running.kill()
    running.wait(timeout=10)
    assert gone(worker)


@pytest.mark.machine
def test_greets_once_the_port_answers(running: "subprocess.Popen[str]", tmp_path: Path) -> None:
    lives_in(tmp_path / "lives", 1)
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"


@pytest.mark.machine
def test_a_child_that_will_not_live_ends_the_group(port: int, tmp_path: Path) -> None:
    with start(port, tmp_path / "lives", LIFE) as group:
        said, _ = group.communicate(timeout=30)
    assert group.returncode == 1
    assert "worker ended 5 times at once: giving up" in said
    assert len(lives_in(tmp_path / "lives", 5)) == 5
