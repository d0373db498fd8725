"""Keeping what people were before their staff kind changed, set by set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from academy.people.enums import StaffKind
from academy.people.models import FormerKind

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KindChange:
    """A person's staff kind before and from a day on."""

    person_id: int
    before: StaffKind
    after: StaffKind


def keep(changes: Sequence[KindChange], *, on: date, said_at: datetime | None) -> None:
    """Note what these people were until `on`, beside the write of what they are from then on.

    Must run inside the caller's transaction, with nothing known of a later day. `said_at` is since
    when it is known, None for "from the first". What was written for that very day before is
    corrected by a further row: it lasted no day, but until now it was what one knew. Said and
    corrected in one instant, it was never known.
    """
    ids = sorted(each.person_id for each in changes)
    at_once: set[int] = set()
    for start in range(0, len(ids), _AT_ONCE):
        rows = FormerKind.objects.filter(
            person_id__in=ids[start : start + _AT_ONCE], valid_until=on, recorded_at=said_at
        )
        at_once.update(rows.values_list("person_id", flat=True))
    FormerKind.objects.bulk_create(
        (
            FormerKind(
                person_id=each.person_id,
                staff_kind=each.before.value,
                valid_until=on,
                recorded_at=said_at,
            )
            for each in changes
            if each.person_id not in at_once
        ),
        batch_size=_AT_ONCE,
    )
