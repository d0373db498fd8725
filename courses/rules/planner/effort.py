"""How hard a search tries, and by which clock its time is counted."""

import time
from dataclasses import dataclass
from typing import Any

LEAST_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try: seconds in all, threads, the gap at which a plan is good enough, a seed.

    `steady`: the seconds are those that the solver counts in steps of its work, on one thread.
    The same question then ends with the same plan, however busy the machine is; on a quiet one
    such a second is about as long as any other.
    """

    seconds: float
    workers: int
    gap: float
    seed: int
    steady: bool = False


class Spending:
    """The time of one search; `begin` is the reading of `time.perf_counter` at which it began."""

    def __init__(self, effort: Effort, begin: float) -> None:
        self._effort, self._begin = effort, begin
        self._counted = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds on the wall."""
        return time.perf_counter() - self._begin

    @property
    def spent(self) -> float:
        """Seconds as this search counts them; of a steady one only the solver's work counts."""
        return self._counted if self._effort.steady else self.elapsed

    def limit(self, solver: Any, until: float) -> None:
        """Let a solver run until so much is spent."""
        parameters, left = solver.parameters, max(LEAST_SECONDS, until - self.spent)
        parameters.random_seed = self._effort.seed
        if self._effort.steady:
            parameters.max_deterministic_time = left
            parameters.num_workers = 1
        else:
            parameters.max_time_in_seconds = left
            parameters.num_workers = self._effort.workers

    def count(self, solver: Any) -> None:
        """Add what a solver has done."""
        self._counted += solver.deterministic_time
