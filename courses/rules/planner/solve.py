"""Make a plan, or say that there is none."""

import time
from dataclasses import replace

from courses.enums.planning import PlanStatus
from courses.rules.planner.check import check
from courses.rules.planner.effort import Effort
from courses.rules.planner.instance import Instance, Watch
from courses.rules.planner.measure import parts_of, total
from courses.rules.planner.order import in_order, refuse_disorder
from courses.rules.planner.plan import Infeasible, Plan
from courses.rules.planner.search import Search
from courses.rules.planner.told import quotas_of


def solve(
    instance: Instance,
    *,
    seconds: float = 30,
    workers: int = 2,
    gap: float = 0.01,
    seed: int = 1,
    steady: bool = False,
    watch: Watch | None = None,
) -> Plan | Infeasible:
    """Open cohorts and seat everybody owed, within every rule and near the best objective.

    A previous plan that still keeps every rule and seats everybody stands as it is: nobody is
    moved without need. With one worker the same instance and seed give the same plan, as long as
    the time suffices; a `steady` search gives the same one always (`Effort`). `gap` is a share of
    the objective: 0.01 is one per cent.

    Raises:
        ValueError: the instance names something twice, or something that it does not have.
    """
    begin = time.perf_counter()
    refuse_disorder(instance)
    kept = _previous_stands(instance)
    if kept is not None:
        return replace(kept, seconds=time.perf_counter() - begin)
    search = Search(in_order(instance), Effort(seconds, workers, gap, seed, steady), watch, begin)
    return search.run()


def _previous_stands(instance: Instance) -> Plan | None:
    """The previous plan again, where it keeps every rule and leaves nobody out."""
    if instance.previous is None:
        return None
    owed = {(member.person, member.course) for member in instance.members}
    seats = tuple(
        sorted(
            (seat for seat in instance.previous.seats if (seat.person, seat.course) in owed),
            key=lambda seat: (seat.slot, seat.person, seat.course),
        )
    )
    cohorts = instance.previous.cohorts
    parts = parts_of(instance, cohorts, seats)
    kept = Plan(
        cohorts=cohorts,
        seats=seats,
        quotas=quotas_of(instance, seats),
        left_over=(),
        parts=parts,
        objective=total(parts, instance.rules.weights),
        bound=None,
        gap=None,
        status=PlanStatus.KEPT,
        moves=(),
        seconds=0,
    )
    return kept if parts.left_over == 0 and not check(instance, kept) else None
