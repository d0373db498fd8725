"""The staff as a roster is compared with it, and the import runs a person may see."""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import date

from django.db.models import Max, QuerySet

from academy.people import errors
from academy.people.enums import RosterLineKind, RosterMode
from academy.people.models import (
    Assignment,
    FormerKind,
    Grant,
    Person,
    Post,
    Rank,
    RosterImport,
    RosterLine,
    Unit,
)
from academy.people.queries import units
from academy.people.roster_labels import FAULT, NEAREST
from academy.people.rules.roster_diff import Base, Known, Serving
from academy.people.rules.roster_faults import FaultCode
from academy.people.rules.roster_places import Place
from academy.shared.errors import Refusal
from academy.shared.tabular import errors as table_errors
from academy.shared.text import digest


def base(*, on: date, mode: RosterMode, unit_id: int | None) -> Base:
    """Return everything a roster of day `on` is compared with, in eight queries.

    ID numbers and mobiles are not read, only their keyed hashes.
    """
    nodes = units.tree(on)
    if mode is RosterMode.ONE_UNIT and unit_id is not None:
        scope = units.below([unit_id], nodes)
    else:
        # Units that have ended too: whoever is still recorded there can leave.
        scope = frozenset(Unit.objects.values_list("id", flat=True))
    return Base(
        persons=_persons(),
        units=tuple(Place(node.id, node.code, node.name, node.short_name) for node in nodes),
        posts=dict(Post.objects.values_list("name", "id")),
        ranks=dict(Rank.objects.values_list("name", "id")),
        scope=scope,
        scope_unit=unit_id,
        holders=frozenset(
            Grant.objects.filter(units.valid_on(on)).values_list("person_id", flat=True)
        ),
    )


def _persons() -> Mapping[str, Known]:
    latest: dict[int, Serving] = {}
    served = Assignment.objects.order_by("person_id", "valid_from").values_list(
        "person_id", "id", "unit_id", "post_id", "rank_id", "valid_from", "valid_until"
    )
    for person_id, number, unit, post, rank, since, until in served:
        latest[person_id] = Serving(number, unit, post, rank, since, until)
    rows = Person.objects.order_by("staff_number").values_list(
        "id",
        "staff_number",
        "name",
        "sex",
        "staff_kind",
        "establishment",
        "id_number_hash",
        "mobile_hash",
        "joined_on",
        "left_on",
    )
    changed = dict(
        FormerKind.objects.order_by("person_id")
        .values_list("person_id")
        .annotate(Max("valid_until"))
    )
    return {row[1]: Known(*row, latest.get(row[0]), changed.get(row[0])) for row in rows}


def base_digest(base: Base) -> str:
    """Return SHA-256 over everything in `base`, the same for the same staff."""
    persons = [repr(astuple(known)) for known in base.persons.values()]
    rest = [
        sorted(repr(astuple(place)) for place in base.units),
        sorted(base.posts.items()),
        sorted(base.ranks.items()),
        sorted(base.scope),
        base.scope_unit,
        sorted(base.holders),
    ]
    return digest("\n".join([*persons, repr(rest)]))


def visible_runs(visible: frozenset[int], *, on: date) -> QuerySet[RosterImport]:
    """Return the runs that speak only of units in `visible`; whoever sees all units sees all."""
    runs = RosterImport.objects.select_related("unit").defer("sealed")
    if covers_all(visible, on=on):
        return runs
    return runs.filter(mode=RosterMode.ONE_UNIT.value, unit_id__in=visible)


def covers_all(visible: frozenset[int], *, on: date) -> bool:
    """Return whether `visible` holds every unit of that day, so a whole roster may be sent."""
    return {node.id for node in units.tree(on)} <= visible


def refusal_of(run: RosterImport) -> Refusal | None:
    """Return why a refused run's file could not be read, as it was said then."""
    if run.refusal is None:
        return None
    kinds: list[type[Refusal]] = [errors.RosterHeaderMissing, errors.RosterEmpty]
    kinds += table_errors.BY_REASON.values()
    kind = {each.code: each for each in kinds}[run.refusal["code"]]
    return kind(**run.refusal["facts"])


def lines_of(run: RosterImport, kind: RosterLineKind) -> QuerySet[RosterLine]:
    """Return the run's lines of one kind, in roster order."""
    return RosterLine.objects.filter(run=run, kind=kind.value)


def fault_text(line: RosterLine) -> tuple[str, str]:
    """Return what is wrong with a refused row and what to do, in the reader's language."""
    message, advice = FAULT[FaultCode(line.code)]
    words = [str(advice)] + ([str(NEAREST)] if line.facts.get("nearest") else [])
    return str(message) % line.facts, " ".join(words) % line.facts
