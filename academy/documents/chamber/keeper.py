"""The keeper of the child: one warm child for each process, started when first asked.

A child is replaced after a fault of its own, when it is late or was at its limits, after many
documents or once it has grown. Requests of several threads wait for each other: Pango is not for
two at once.
"""

import atexit
import logging
import os
import re
import selectors
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

from . import limits, wire

# The child starts from here and so finds the chamber, and nothing else of the project.
_ROOT = Path(__file__).resolve().parent.parent
_LOG = logging.getLogger(__name__)
# Names and nothing else: no key, no password, no address of a database.
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "MALLOC_ARENA_MAX": "1",
    # Copies of whole fonts are mapped and given back, instead of widening the heap for good: 36 MB
    # less for some 20 ms more a document, of which a batch has few.
    "MALLOC_MMAP_THRESHOLD_": "4194304",
}

_FLAGS = ("-s", *(("-B",) if sys.dont_write_bytecode else ()))


class Unusable(RuntimeError):
    """No child can be started: a fault of the installation, not of a template."""


class Late(Exception):
    """The child did not answer in time."""


class Gone(Exception):
    """The child ended instead of answering; `status` as of subprocess."""

    def __init__(self, status: int | None) -> None:
        super().__init__(f"the child ended with {status}")
        self.status = status


class Overlong(Exception):
    """The child's answer is longer than allowed."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What a child works with: font files in order of preference, their families, and the folder
    of the drawings that a page may name as `art:NAME`.
    """

    files: tuple[str, ...]
    families: tuple[str, ...]
    art: str


def ask(
    header: dict[str, Any], body: bytes, *, kit: Kit, budget: limits.Budget
) -> tuple[dict[str, Any], bytes]:
    """Return the child's answer: {"fault", "said"} or {"resident"} with the PDF.

    A child that ends without a word is replaced and asked once more: it may have been killed
    from outside.

    Raises:
        Late, Gone, Overlong: the work was too much; the child is replaced.
        Unusable: no child can be started.
    """
    message = wire.pack({**header, **_spoken(budget)}, body)
    with _keeping.lock:
        try:
            return _keeping.ask(message, kit, budget)
        except Gone as gone:
            _keeping.drop("gone")
            if gone.status in _SPENT:
                raise
        except (Late, Overlong) as much:
            _keeping.drop(type(much).__name__.lower())
            raise
        try:
            return _keeping.ask(message, kit, budget)
        except (Gone, Late, Overlong) as again:
            _keeping.drop(type(again).__name__.lower())
            raise


def close() -> None:
    """End this process's child; the next request starts another."""
    with _keeping.lock:
        _keeping.drop("")


def pid() -> int | None:
    """Return the id of this process's child, if one is there."""
    child = _keeping.kept
    return child.pid if child is not None and child.owner == os.getpid() else None


# SIGXCPU, SIGXFSZ, and what glib ends itself with when memory is refused: asking again is useless.
_SPENT = (-24, -25, -5, -6)


def _spoken(budget: limits.Budget) -> dict[str, Any]:
    return {key: value for key, value in asdict(budget).items() if key != "wall_seconds"}


class _Child:
    """A running child, its pipes, and how much it has done."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.owner = os.getpid()
        self.documents = 0
        self.resident = 0
        with tempfile.TemporaryDirectory(prefix="chamber-") as folder:
            settings = Path(folder) / "fonts.conf"
            settings.write_text(fontconfig(kit.files), encoding="utf-8")
            self._process = subprocess.Popen(
                [sys.executable, *_FLAGS, "-m", "chamber"],
                cwd=_ROOT,
                env={**_ENVIRONMENT, "FONTCONFIG_FILE": str(settings)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Ctrl-C at a terminal is for the parent; the child ends when its input does.
                start_new_session=True,
            )
            self.pid = self._process.pid
            self._in, self._out = _pipe(self._process.stdin), _pipe(self._process.stdout)
            os.set_blocking(self._in.fileno(), False)
            os.set_blocking(self._out.fileno(), False)
            self._greet()

    def _greet(self) -> None:
        kit = {"families": self.kit.families, "art": self.kit.art}
        hello = wire.pack({**kit, "address_bytes": limits.ADDRESS_BYTES})
        try:
            said, _ = self._speak(hello, time.monotonic() + limits.START_SECONDS, 1 << 16)
        except (Gone, Late, Overlong) as fault:
            self.end()
            raise Unusable(f"the layout child does not start: {fault!r}") from fault
        if "unusable" in said:
            self.end()
            raise Unusable(f"the layout child does not start: {said['unusable']}")

    @property
    def is_fit(self) -> bool:
        return (
            self.owner == os.getpid()
            and self._process.poll() is None
            and self.documents < limits.DOCUMENTS
            and self.resident < limits.RESIDENT_BYTES
        )

    def ask(self, message: bytes, budget: limits.Budget) -> tuple[dict[str, Any], bytes]:
        deadline = time.monotonic() + budget.wall_seconds
        said, body = self._speak(message, deadline, budget.output_bytes)
        self.documents += 1
        self.resident = int(said.get("resident", self.resident))
        return said, body

    def _speak(self, message: bytes, deadline: float, most: int) -> tuple[dict[str, Any], bytes]:
        import json

        self._write(message, deadline)
        first, second = wire.LENGTHS.unpack(self._read(wire.LENGTHS.size, deadline))
        if first > 1 << 16 or second > most:
            raise Overlong(f"{second} bytes of PDF, {most} at most")
        said = json.loads(self._read(first, deadline))
        return said, self._read(second, deadline)

    def _write(self, message: bytes, deadline: float) -> None:
        rest = memoryview(message)
        while rest:
            self._await(self._in, selectors.EVENT_WRITE, deadline)
            try:
                rest = rest[os.write(self._in.fileno(), rest[: 1 << 20]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._gone() from None

    def _read(self, size: int, deadline: float) -> bytes:
        parts, rest = [], size
        while rest:
            self._await(self._out, selectors.EVENT_READ, deadline)
            part = os.read(self._out.fileno(), min(rest, 1 << 20))
            if not part:
                raise self._gone()
            parts.append(part)
            rest -= len(part)
        return b"".join(parts)

    def _await(self, pipe: IO[bytes], event: int, deadline: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, event)
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise Late("no answer in time")

    def _gone(self) -> Gone:
        try:
            return Gone(self._process.wait(timeout=5))
        except subprocess.TimeoutExpired:
            return Gone(None)

    def end(self) -> None:
        """Close the pipes and end the child, which holds nothing worth a farewell."""
        self._in.close()
        self._out.close()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def disown(self) -> None:
        """Forget a child that is the parent's: its pipes must not stay open here."""
        self._in.close()
        self._out.close()
        self._process.returncode = 0  # nothing of ours to wait for


class _Keeping:
    """What this process keeps."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: _Child | None = None

    def child(self, kit: Kit) -> _Child:
        if self.kept is not None and not (self.kept.is_fit and self.kept.kit == kit):
            self.drop("")
        if self.kept is None:
            self.kept = _Child(kit)
        return self.kept

    def ask(self, message: bytes, kit: Kit, budget: limits.Budget) -> tuple[dict[str, Any], bytes]:
        answer = self.child(kit).ask(message, budget)
        if answer[0].get("fault") == "costly":
            # It has been at its limits, of memory perhaps: not to be trusted with another page.
            self.drop("costly")
        return answer

    def drop(self, reason: str) -> None:
        child, self.kept = self.kept, None
        if child is None:
            return
        if reason:
            facts = (reason, child.pid, child.documents, child.resident >> 20)
            _LOG.warning("layout child replaced: %s (pid %d, %d documents, %d MB)", *facts)
        if child.owner == os.getpid():
            child.end()
        else:
            child.disown()

    def forget(self) -> None:
        """In a process just forked: the child is the parent's, and so may be a held lock."""
        self.lock = threading.Lock()
        child, self.kept = self.kept, None
        if child is not None:
            child.disown()


_keeping = _Keeping()
os.register_at_fork(after_in_child=_keeping.forget)
atexit.register(close)


def fontconfig(files: Sequence[str]) -> str:
    """Return a configuration in which there are the chain's fonts and no others.

    The other weights of a family lie beside it under the same name up to the hyphen:
    LXGWWenKai-Regular.ttf brings LXGWWenKai-Bold.ttf, but not LXGWWenKaiMono-Regular.ttf.
    """
    folders = dict.fromkeys(str(Path(file).parent) for file in files)
    globs = []
    for file in map(Path, files):
        stem = re.split(r"[-_]", file.stem)[0]
        globs += [str(file), *(str(file.parent / f"{stem}{mark}*{file.suffix}") for mark in "-_")]
    return "".join(
        (
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
            "<fontconfig>",
            *(f"<dir>{escape(folder)}</dir>" for folder in folders),
            "<cachedir>/var/cache/fontconfig</cachedir>",
            "<selectfont><rejectfont><glob>*</glob></rejectfont><acceptfont>",
            *(f"<glob>{escape(glob)}</glob>" for glob in globs),
            "</acceptfont></selectfont></fontconfig>",
        )
    )


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
