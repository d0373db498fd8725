"""A few processes that live and end together, for one machine without a service manager."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

# A child that lives shorter than this has not really started.
_SETTLED_SECONDS = 10.0
_QUICK_DEATHS = 5
_LONGEST_PAUSE = 30.0
_PATIENCE_SECONDS = 15.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process of the group and how its last lives went."""

    name: str
    command: Sequence[str]
    niceness: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    quick_deaths: int = 0
    start_after: float = field(default=0.0)

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches it only through us."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            start_new_session=True,
            # After the fork only calls into C: this process has one thread.
            preexec_fn=self._settle_in,  # noqa: PLW1509  # one thread here
        )

    def _settle_in(self) -> None:
        if self.niceness:
            os.nice(self.niceness)
        if sys.platform == "linux":
            # Should the group's head be killed outright, its children end as well.
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))


class Group:
    """Children that are started together, started again when they die, and stopped together."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], object]) -> None:
        self._children = children
        self._say = say
        self._stop = False

    def run(self, *, when_ready: Callable[[], None], port: tuple[str, int]) -> int:
        """Run until asked to stop (status 0) or until a child will not stay alive (status 1).

        `when_ready` is called once `port` answers.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        status, greeted = 0, False
        try:
            for child in self._children:
                child.start()
            while not self._stop:
                if not greeted and _answers(port):
                    greeted = True
                    when_ready()
                if not all(self._look_after(child) for child in self._children):
                    status = 1
                    break
                time.sleep(0.2)
        finally:
            self._end_all()
        return status

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stop = True

    def _look_after(self, child: Child) -> bool:
        """Start a dead child again, later each time; False once that is hopeless."""
        if child.process is None:
            if time.monotonic() >= child.start_after:
                child.start()
            return True
        status = child.process.poll()
        if status is None:
            return True
        # What it had started itself must not outlive it.
        _kill_group(child.process.pid)
        lived = time.monotonic() - child.started
        child.quick_deaths = child.quick_deaths + 1 if lived < _SETTLED_SECONDS else 1
        if child.quick_deaths >= _QUICK_DEATHS:
            self._say(f"{child.name} ended {child.quick_deaths} times at once: giving up")
            return False
        pause = min(2.0 ** (child.quick_deaths - 1), _LONGEST_PAUSE)
        self._say(f"{child.name} ended with status {status}; starting it again in {pause:.0f} s")
        child.process, child.start_after = None, time.monotonic() + pause
        return True

    def _end_all(self) -> None:
        living = [child.process for child in self._children if child.process is not None]
        for process in living:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        for process in living:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"process {process.pid} does not end; killing it")
            _kill_group(process.pid)
            process.wait()


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _answers(port: tuple[str, int]) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(port) == 0
