"""The figures the academy plans by, and what a run was asked, as values that JSON can keep."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from academy.people.enums import StaffKind
from courses.enums.plans import PlanBasis
from courses.rules.planner.instance import Weights

SECONDS = range(1, 601)
"""How long a run may look for a better plan."""
GAP = 0.01


@dataclass(frozen=True, slots=True)
class Settings:
    """An edition of the planning rules; `shares` are away percentages by unit code.

    Without an edition of the academy's own these defaults hold: domain figures where there are
    any (10 % away, a week of five working days, 120 beds), else a modest guess.
    """

    away_percent: int = 10
    cohort_days: int = 5
    capacity: int = 120
    parallel: int = 1
    minimum_fill_percent: int = 50
    instructors: int = 0
    men_beds: int | None = None
    women_beds: int | None = None
    weights: Weights = field(default_factory=Weights)
    shares: Mapping[str, int] = field(default_factory=dict)

    @property
    def minimum(self) -> int:
        """The fewest people for whom a cohort is opened, rounded up."""
        return -(-self.capacity * self.minimum_fill_percent // 100)


@dataclass(frozen=True, slots=True)
class CourseDemand:
    """One course and whom it is for; no kinds or no units means all of them (below, too)."""

    course: str
    staff_kinds: tuple[StaffKind, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """Who is to be seated: a basis, and for each course its population."""

    basis: PlanBasis
    courses: tuple[CourseDemand, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a run is to be solved, beyond the settings.

    `steady`: the same question has the same plan, on a busy machine as on a quiet one. `gap`: the
    distance from the best there could be, as a share, at which a plan is good enough.
    """

    settings: Settings
    seconds: int = 30
    allow_leftover: bool = False
    due_on: date | None = None
    steady: bool = False
    gap: float = GAP


def dump_demand(demand: Demand) -> dict[str, Any]:
    """Return a demand as JSON keeps it."""
    return {
        "basis": demand.basis.value,
        "courses": [
            {
                "course": each.course,
                "staff_kinds": [kind.value for kind in each.staff_kinds],
                "units": list(each.units),
            }
            for each in demand.courses
        ],
    }


def load_demand(kept: Mapping[str, Any]) -> Demand:
    """Return the demand that `dump_demand` wrote."""
    return Demand(
        PlanBasis(kept["basis"]),
        tuple(
            CourseDemand(
                each["course"],
                tuple(StaffKind(kind) for kind in each["staff_kinds"]),
                tuple(each["units"]),
            )
            for each in kept["courses"]
        ),
    )


def dump_asked(asked: Asked) -> dict[str, Any]:
    """Return what was asked as JSON keeps it."""
    settings = asdict(asked.settings)
    settings["shares"] = dict(sorted(asked.settings.shares.items()))
    return {
        "settings": settings,
        "seconds": asked.seconds,
        "allow_leftover": asked.allow_leftover,
        "due_on": asked.due_on.isoformat() if asked.due_on else None,
        "steady": asked.steady,
        "gap": asked.gap,
    }


def load_asked(kept: Mapping[str, Any]) -> Asked:
    """Return what `dump_asked` wrote."""
    settings = dict(kept["settings"])
    settings["weights"] = load_weights(settings["weights"])
    return Asked(
        Settings(**settings),
        kept["seconds"],
        kept["allow_leftover"],
        date.fromisoformat(kept["due_on"]) if kept["due_on"] else None,
        # Older runs say nothing of these two.
        kept.get("steady", False),
        kept.get("gap", GAP),
    )


def load_weights(kept: Mapping[str, Any]) -> Weights:
    """Return the weights kept in JSON; one that is not there has its default."""
    return Weights(**{each.name: kept[each.name] for each in fields(Weights) if each.name in kept})
