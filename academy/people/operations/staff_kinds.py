"""Keeping what people were before their staff kind changed, set by set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from academy.people.enums import StaffKind
from academy.people.models import FormerKind

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KindChange:
    """A person's staff kind before and from a day on."""

    person_id: int
    before: StaffKind
    after: StaffKind


def keep(changes: Sequence[KindChange], *, on: date) -> None:
    """Note what these people were until `on`, beside the write of what they are from then on.

    Must run inside the caller's transaction, with nothing known of a later day. What was written
    for that very day is corrected, not added to: it would otherwise have lasted no day at all.
    """
    ids = sorted(each.person_id for each in changes)
    until_today: dict[int, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        rows = FormerKind.objects.filter(
            person_id__in=ids[start : start + _AT_ONCE], valid_until=on
        )
        until_today.update(rows.values_list("person_id", "staff_kind"))
    back = [
        each.person_id for each in changes if until_today.get(each.person_id) == each.after.value
    ]
    for start in range(0, len(back), _AT_ONCE):
        FormerKind.objects.filter(
            person_id__in=back[start : start + _AT_ONCE], valid_until=on
        ).delete()
    FormerKind.objects.bulk_create(
        (
            FormerKind(person_id=each.person_id, staff_kind=each.before.value, valid_until=on)
            for each in changes
            if each.person_id not in until_today
        ),
        batch_size=_AT_ONCE,
    )
