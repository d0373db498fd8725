"""What the planner answers with: a plan, or that there is none.

Everything here is values: integers are the caller's keys of persons and units, strings those of
slots, courses, halls and instructors.
"""

from dataclasses import dataclass

from courses.enums.planning import PlanRule, PlanStatus


@dataclass(frozen=True, slots=True)
class Cohort:
    """A slot that is opened: what it runs, in which hall, by whom."""

    slot: str
    course: str
    hall: str | None = None
    instructors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one opened slot, for the course that the slot runs."""

    person: int
    course: str
    slot: str


@dataclass(frozen=True, slots=True)
class UnitSeats:
    """How many seats of one slot a unit has: the quota that is published to it."""

    unit: int
    slot: str
    seats: int


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Somebody owed a course who has no seat, and the rule that stands most in the way.

    `open_slots` are the opened slots of that course that the person's own rules would allow; it
    is empty where those rules alone keep the person out.
    """

    person: int
    course: str
    rule: PlanRule
    open_slots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What a plan costs, part by part, unweighted.

    `left_over` people owed a course and without a seat, `left_over_due` those of them with a
    deadline; `moved` seats and cohorts of the previous plan that are not as they were; `opened`
    cohorts; `peaks` the sum over units of the most people a unit has in training on one day (small
    is even); `hurried` people whose cohort ends with fewer days to spare before their
    deadline than the rules would have.
    """

    left_over: int = 0
    left_over_due: int = 0
    moved: int = 0
    opened: int = 0
    peaks: int = 0
    hurried: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Cohorts and seats that keep every rule.

    `objective` is the weighted sum of `parts`, `bound` what no plan can beat (None where none was
    asked for), `gap` their distance as a share of the objective. `moves` are the persons whose
    seat differs from the previous plan's, people without a seat there not counted.
    """

    cohorts: tuple[Cohort, ...]
    seats: tuple[Seat, ...]
    quotas: tuple[UnitSeats, ...]
    left_over: tuple[LeftOver, ...]
    parts: Parts
    objective: int
    bound: int | None
    gap: float | None
    status: PlanStatus
    moves: tuple[int, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No plan. `proven` says that none can exist; else the time ran out, or it was stopped."""

    proven: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """A plan was found while the search goes on; `bound` is what no plan can beat."""

    objective: int
    bound: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule bites: whatever of these it is about. Slots, persons and others are keys."""

    slots: tuple[str, ...] = ()
    unit: int | None = None
    persons: tuple[int, ...] = ()
    course: str | None = None
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a plan does not keep: `asked` of it, `allowed` by it (None: no numbers)."""

    rule: PlanRule
    place: Place
    asked: int | None = None
    allowed: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """One rule of a set that cannot be kept together; without any one of them the rest can.

    `needed` and `allowed` are its numbers where it has some: beds, seats, people at once.
    """

    rule: PlanRule
    place: Place
    needed: int | None = None
    allowed: int | None = None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change that, with the others of its explanation, makes a plan possible.

    The rule gives way from `allowed` to `needed` at `place`: beds and seats by number, the share
    away in people at once (`percent`: the smallest whole percentage that allows as many), a
    deadline or a first day by days later or earlier, everything else by being lifted (no numbers).
    """

    rule: PlanRule
    place: Place
    allowed: int | None = None
    needed: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is no plan, and what would make one possible.

    `conflicts` is a smallest set in the sense that leaving any one out ends the conflict
    (`minimal`; False where the time did not suffice to try them all, or to find any: then they
    are what the nearest plan breaks). `verified` says that a plan was found and checked with all
    `relaxations` in force; how near they are to the least is told by `explain`.
    """

    conflicts: tuple[Conflict, ...]
    relaxations: tuple[Relaxation, ...]
    minimal: bool
    verified: bool
    seconds: float
