"""Which staff kind somebody is of on a day: a former one whose end is still ahead, or the present.

`AS_OF` says the same to a statement of one's own, of a person row called `p`; its one value is the
day. `AS_KNOWN` says it as was known just before an instant, for which a change recorded later lies
ahead as well; its values are the day and the instant. Rows of one day follow each other as written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from academy.people.enums import StaffKind
from academy.people.models import FormerKind, Person

AS_OF = (
    "COALESCE((SELECT k.staff_kind FROM people_formerkind k WHERE k.person_id = p.id"
    " AND k.valid_until > %s ORDER BY k.valid_until, k.id LIMIT 1), p.staff_kind)"
)
AS_KNOWN = (
    "COALESCE((SELECT k.staff_kind FROM people_formerkind k WHERE k.person_id = p.id"
    " AND (k.valid_until > %s OR k.recorded_at >= %s)"
    " ORDER BY k.valid_until, k.id LIMIT 1), p.staff_kind)"
)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KindSpan:
    """A staff kind and since when (None: ever) until when (None: still) it holds."""

    kind: StaffKind
    since: date | None
    until: date | None


def ahead(on: date, known_before: datetime | None = None) -> Q:
    """Return the condition of the former kinds whose end lay ahead on a day, as known then."""
    ends = Q(valid_until__gt=on)
    return ends if known_before is None else ends | Q(recorded_at__gte=known_before)


def kinds_on(person_ids: Iterable[int], on: date) -> dict[int, str]:
    """Return the staff kinds of a day by person id."""
    ids = sorted(set(person_ids))
    found: dict[int, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found.update(Person.objects.filter(pk__in=some).values_list("pk", "staff_kind"))
        former = FormerKind.objects.filter(person_id__in=some, valid_until__gt=on)
        # The nearest end comes last, and stays.
        found.update(former.order_by("-valid_until", "-pk").values_list("person_id", "staff_kind"))
    return found


def history_of(person: Person, known_before: datetime | None = None) -> list[KindSpan]:
    """Return every staff kind a person was and is of, the present one first.

    As was known just before an instant, if one is given.
    """
    changes: list[tuple[str, date | None]] = [(person.staff_kind, None)]
    for row in person.former_kinds.order_by("-valid_until", "-pk"):
        if known_before is not None and row.recorded_at and row.recorded_at >= known_before:
            # Not known yet: until then they were taken to be this.
            changes = [(row.staff_kind, None)]
        else:
            changes.append((row.staff_kind, row.valid_until))
    spans: list[KindSpan] = []
    since: date | None = None
    for kind, until in reversed(changes):
        if until is not None and until == since:
            continue  # corrected before it had lasted a day
        if spans and spans[-1].kind == kind:
            spans[-1] = replace(spans[-1], until=until)
        else:
            spans.append(KindSpan(StaffKind(kind), since, until))
        since = until
    return spans[::-1]
