"""Who is on the staff on a day, in the unit, rank and staff kind of that day."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from academy.people.models import Assignment, FormerKind
from academy.people.models.dated import known_on
from academy.people.queries import kinds
from academy.reporting.enums import Dimension
from academy.reporting.queries import dimensions
from academy.reporting.queries.days import ends_at
from academy.reporting.rules.asking import Ask

PATHS = {
    Dimension.STAFF_KIND: "kind",
    Dimension.RANK_BAND: "rank_id",
}
ALSO = ("person__public_id", "person__name", "person__staff_number")


def serving(ask: Ask) -> QuerySet[Assignment]:
    """Return the assignments in force on `as_of` in these units, with `kind`; narrowed as asked.

    As was known at the end of that day. A track narrows nobody: people have none.
    """
    former = FormerKind.objects.filter(
        kinds.ahead(ask.as_of, ends_at(ask)), person=OuterRef("person")
    ).order_by("valid_until", "pk")
    kind = Coalesce(Subquery(former.values("staff_kind")[:1]), "person__staff_kind")
    rows = _there(ask)
    return rows.annotate(kind=kind).filter(dimensions.narrowed(ask, PATHS))


def count(ask: Ask) -> int:
    """Return how many serve on `as_of` in these units, whatever else was asked."""
    return _there(ask).count()


def _there(ask: Ask) -> QuerySet[Assignment]:
    return Assignment.every.filter(known_on(ask.as_of, ends_at(ask)), unit_id__in=ask.scope)


def judged(ask: Ask, marks: dict[str, Any], *also: str) -> "QuerySet[Assignment, dict[str, Any]]":
    """Return one dict for each person on the staff: unit_id, part, and a 0/1 for each mark."""
    rows: QuerySet[Assignment, dict[str, Any]] = (
        serving(ask)
        .values("id", "unit_id", "person_id", "kind", *also)
        .annotate(part=dimensions.part(ask, PATHS))
        .annotate(**marks)
    )
    return rows


def has(rows: QuerySet[Any]) -> Exists:
    """Return whether some of these rows are of the person of an assignment."""
    return Exists(rows.filter(person=OuterRef("person")))
