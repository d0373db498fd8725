"""Boards, their lines and what followed on them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q

from academy.findings.models import Finding
from academy.people.enums import Role
from academy.people.models import Grant, Person
from academy.people.queries.units import valid_on
from academy.reporting import kinds
from academy.reporting.models import (
    Board,
    BoardLine,
    BoardObjection,
    BoardRules,
    Delisting,
    OutsideScore,
)
from academy.reporting.queries import staff
from academy.reporting.rules.asking import Ask
from courses.enums.attendance import ConductEffect
from courses.models import ConductEntry

SHOWN = ("rules", "previous", "drawn_by", "announced_by", "published_by", "withdrawn_by")
OFFICES = (Role.UNIT_LEADER, Role.UNIT_TRAINING_OFFICER)


def rules_of(month: date) -> BoardRules | None:
    """Return the edition in force in a month, given by its first day; None if there is none."""
    rows = BoardRules.objects.filter(valid_from__lte=month)
    return rows.order_by("-valid_from", "-number").first()


def published_before(month: date) -> Board | None:
    """Return the last board that was published of an earlier month; None if there is none."""
    return Board.objects.published_before(month).first()


def ranks_of(board: Board | None) -> dict[int, int]:
    """Return the rank of each ranked unit of a board, by unit id."""
    if board is None:
        return {}
    rows = board.lines.filter(rank__isnull=False)
    return {unit: rank for unit, rank in rows.values_list("unit_id", "rank") if rank is not None}


def people_of(ask: Ask) -> dict[int, int]:
    """Return how many people are on each unit's staff on the question's day, by unit id."""
    rows = staff.serving(ask).order_by().values("unit_id").annotate(n=Count("pk"))
    return dict(rows.values_list("unit_id", "n"))


def conduct_of(ask: Ask, month: date, *, known_at: datetime) -> dict[int, int]:
    """Return how many deductions of conduct happened in a month, by the unit of the enrolment.

    What was entered or taken back at `known_at` or later does not count.
    """
    rows = ConductEntry.objects.filter(
        ~Q(reversal__recorded_at__lt=known_at),
        effect=ConductEffect.DEDUCTION.value,
        reverses__isnull=True,
        recorded_at__lt=known_at,
        occurred_on__gte=month,
        occurred_on__lte=ask.as_of,
        enrolment__unit__in=ask.scope,
    )
    counted = rows.order_by().values("enrolment__unit").annotate(n=Count("pk", distinct=True))
    return dict(counted.values_list("enrolment__unit", "n"))


def offices(units: Collection[int], on: date) -> dict[int, dict[Role, list[Person]]]:
    """Return who leads and who trains each of these units on a day, by unit and role; one query."""
    found: dict[int, dict[Role, list[Person]]] = {unit: defaultdict(list) for unit in units}
    rows = Grant.objects.filter(
        valid_on(on),
        role__in=[role.value for role in OFFICES],
        unit_id__in=list(units),
        person__left_on__isnull=True,
    )
    for grant in rows.select_related("person").order_by("valid_from", "pk"):
        found[grant.unit_id][Role(grant.role)].append(grant.person)
    return found


def owner_of(held: dict[Role, list[Person]]) -> Person | None:
    """Return who owns what is found in a unit: its leader, else its training officer."""
    return next((held[role][0] for role in OFFICES if held.get(role)), None)


def source_key(line: BoardLine) -> str:
    """Return the key under which the finding of a line is known."""
    return str(line.public_id)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A black line of a published board with its finding and the decision that it leaves."""

    line: BoardLine
    finding: Finding | None
    delisting: Delisting | None


def follow_up(board: Board | None) -> list[FollowUp]:
    """Return how what a board found stands, in the board's order; two queries."""
    if board is None:
        return []
    rows = board.lines.black().select_related("unit", "delisting__decided_by").order_by("place")
    lines = list(rows)
    findings = findings_of(lines)
    return [
        FollowUp(line, findings.get(source_key(line)), getattr(line, "delisting", None))
        for line in lines
    ]


def findings_of(lines: Iterable[BoardLine]) -> dict[str, Finding]:
    """Return the findings of lines, by `source_key`; one query."""
    keys = [source_key(line) for line in lines]
    rows = Finding.objects.filter(kind=kinds.BOARD.code, source_key__in=keys)
    return {row.source_key: row for row in rows.select_related("owner")}


def lines_of(board: Board) -> list[BoardLine]:
    """Return the lines of a board from the top."""
    return list(board.lines.select_related("unit").order_by("place"))


def objections_of(board: Board, units: Collection[int] | None) -> list[BoardObjection]:
    """Return the objections to a board, of these units or (None) of all, the earliest first."""
    rows = board.objections.select_related("unit", "raised_by", "decided_by")
    if units is not None:
        rows = rows.filter(unit_id__in=list(units))
    return list(rows.order_by("raised_at", "pk"))


def outside_of(month: date) -> tuple[list[str], dict[int, dict[str, Decimal]]]:
    """Return whose scores stand beside a month's board, and by unit what they are; one query."""
    rows = OutsideScore.objects.filter(given__month=month, given__undone_at__isnull=True)
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    sources: dict[str, None] = {}
    values = rows.order_by("given__source").values_list("given__source", "unit_id", "score")
    for source, unit, score in values:
        sources[source] = None
        found[unit][source] = score
    return list(sources), dict(found)
