"""The name list behind each figure: the same lines the table sums."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from academy.people.enums import StaffKind, UnitKind
from academy.reporting.enums import Figure, Standing
from academy.reporting.queries.completion import judged
from academy.reporting.queries.places import Place, homes
from academy.reporting.rules.asking import Ask
from academy.shared.clock import local_date
from academy.shared.errors import NotFound
from academy.shared.text import mask_id_number
from courses.models import Enrolment

BRANCHES = "branches"
_ALSO = (
    "public_id",
    "reason",
    "checked_in_at",
    "withdrawn_at",
    "person__name",
    "person__staff_number",
    "person__pinyin_key",
    "cohort__name",
    "cohort__starts_on",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One enrolment as a name list shows it; unit and kind are those of the enrolment day.

    Scores are per cent of full marks with two decimals, None for who did not sit.
    """

    id: UUID
    name: str
    staff_number: str
    unit_id: int
    unit_name: str
    staff_kind: StaffKind
    cohort_name: str
    starts_on: date
    checked_in_on: date | None
    withdrawn_on: date | None
    reason: str
    first_score: Decimal | None
    make_up_score: Decimal | None
    standing: Standing
    hours: Decimal
    id_number: str = ""


def row_units(ask: Ask, row: str, every: list[Place]) -> frozenset[int]:
    """Return the ids of the units that are counted in a row of the report.

    `row` is a unit's code, "branches", or "" for the total.

    Raises:
        NotFound: the report has no such row.
    """
    if not row:
        return ask.scope
    counted_in = homes(ask.scope, every)
    named = {place.id: place for place in every}
    if row == BRANCHES:
        wanted = {home for home in counted_in.values() if named[home].kind is not UnitKind.BUREAU}
    else:
        wanted = {home for home in counted_in.values() if named[home].code == row}
    if not wanted:
        raise NotFound(field="row")
    return frozenset(unit for unit, home in counted_in.items() if home in wanted)


def behind(
    ask: Ask, figure: Figure, units: frozenset[int], kind: StaffKind | None
) -> "QuerySet[Enrolment]":
    """Return the enrolments that a figure of a row counts."""
    counted = judged(replace(ask, scope=units)).filter(**{figure.value: 1})
    if kind is not None:
        counted = counted.filter(staff_kind=kind.value)
    return Enrolment.objects.filter(pk__in=counted.values("id")).select_related("person")


def listed(
    ask: Ask,
    every: list[Place],
    *,
    only: Iterable[Enrolment] | None = None,
    with_id_numbers: bool = False,
) -> list[Listed]:
    """Return the lines of a name list; one query.

    `only` names the enrolments to show, in that order; without it all are listed, units in
    official order, staff kinds within, people by pinyin. ID numbers come masked or not at all.
    """
    also = (*_ALSO, "person__id_number") if with_id_numbers else _ALSO
    rows = judged(ask, *also)
    order: dict[int, Any]
    if only is not None:
        order = {each.pk: number for number, each in enumerate(only)}
        found = sorted(rows.filter(pk__in=list(order)), key=lambda row: order[row["id"]])
    else:
        order = {place.id: number for number, place in enumerate(every)}
        kinds = list(StaffKind)
        found = sorted(
            rows,
            key=lambda row: (
                order[row["unit_id"]],
                kinds.index(StaffKind(row["staff_kind"])),
                row["person__pinyin_key"],
                row["cohort__starts_on"],
                row["id"],
            ),
        )
    names = {place.id: place.name for place in every}
    return [_line(row, names) for row in found]


def _line(row: dict[str, Any], names: dict[int, str]) -> Listed:
    came, left = row["checked_in_at"] if row["came"] else None, row["withdrawn_at"]
    return Listed(
        id=row["public_id"],
        name=row["person__name"],
        staff_number=row["person__staff_number"],
        unit_id=row["unit_id"],
        unit_name=names[row["unit_id"]],
        staff_kind=StaffKind(row["staff_kind"]),
        cohort_name=row["cohort__name"],
        starts_on=row["cohort__starts_on"],
        checked_in_on=local_date(came) if came else None,
        withdrawn_on=local_date(left) if left and row["withdrew"] else None,
        reason=row["reason"] if row["withdrew"] else "",
        first_score=_score(row["lowest"]),
        make_up_score=_score(row["make_up_lowest"]),
        standing=_standing(row),
        hours=(Decimal(row["hours_tenths"]) / 10).quantize(Decimal("0.1")),
        id_number=mask_id_number(row.get("person__id_number", "")),
    )


def _standing(row: dict[str, Any]) -> Standing:
    if row["withdrew"]:
        return Standing.WITHDRAWN
    if row["excellent"]:
        return Standing.EXCELLENT
    if row["passed"]:
        return Standing.PASSED_MAKE_UP if row["passed_make_up"] else Standing.PASSED
    if row["sat"]:
        return Standing.FAILED
    return Standing.ABSENT if row["reported"] else Standing.AWAITED


def _score(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else (Decimal(hundredths) / 100).quantize(Decimal("0.01"))
