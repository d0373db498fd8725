"""A long drawing as who waits for it sees it: how far it is, and that it can be told to stop."""

from collections.abc import Iterator, Sequence
from threading import Event
from typing import TypeVar, overload

T = TypeVar("T")
_PAGE_LINES = 30
"""A laid out page counts as so many lines."""


class Stopped(Exception):
    """Nobody wants it any more."""


class Watch:
    """Shared by the thread that draws and the one that waits: only it counts, only they stop."""

    def __init__(self, expected: int) -> None:
        self._expected, self._done, self._stopped = expected, 0, Event()

    def stop(self) -> None:
        """Let the drawing end at its next line or page."""
        self._stopped.set()

    @property
    def share(self) -> float:
        """How much is drawn, from 0 to 1: as far as lines tell, a file is more than its lists."""
        return min(self._done / self._expected, 1.0) if self._expected else 0.0

    def line(self) -> None:
        """A line is drawn.

        Raises:
            Stopped: nobody waits for it any more.
        """
        if self._stopped.is_set():
            raise Stopped
        self._done += 1

    def page(self) -> None:
        """A page is laid out. Raises what `line` raises."""
        self.line()
        self._done += _PAGE_LINES - 1


class Watched(Sequence[T]):
    """Lines that tell a watch of themselves as they are gone through."""

    def __init__(self, lines: Sequence[T], watch: Watch) -> None:
        self._lines, self._watch = lines, watch

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._lines[place]

    def __iter__(self) -> Iterator[T]:
        for line in self._lines:
            self._watch.line()
            yield line
