"""Which staff kind somebody is of on a day: a former one whose end is still ahead, or the present.

`AS_OF` says the same to a statement of one's own, of a person row called `p`; its one value is the
day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from academy.people.enums import StaffKind
from academy.people.models import FormerKind, Person

AS_OF = (
    "COALESCE((SELECT k.staff_kind FROM people_formerkind k WHERE k.person_id = p.id"
    " AND k.valid_until > %s ORDER BY k.valid_until LIMIT 1), p.staff_kind)"
)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KindSpan:
    """A staff kind and since when (None: ever) until when (None: still) it holds."""

    kind: StaffKind
    since: date | None
    until: date | None


def kinds_on(person_ids: Iterable[int], on: date) -> dict[int, str]:
    """Return the staff kinds of a day by person id."""
    ids = sorted(set(person_ids))
    found: dict[int, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found.update(Person.objects.filter(pk__in=some).values_list("pk", "staff_kind"))
        former = FormerKind.objects.filter(person_id__in=some, valid_until__gt=on)
        # The nearest end comes last, and stays.
        found.update(former.order_by("-valid_until").values_list("person_id", "staff_kind"))
    return found


def history_of(person: Person) -> list[KindSpan]:
    """Return every staff kind a person was and is of, the present one first."""
    spans: list[KindSpan] = []
    since: date | None = None
    for row in person.former_kinds.order_by("valid_until"):
        spans.append(KindSpan(StaffKind(row.staff_kind), since, row.valid_until))
        since = row.valid_until
    spans.append(KindSpan(StaffKind(person.staff_kind), since, None))
    return spans[::-1]
