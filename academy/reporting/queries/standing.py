"""Where people stand on the way to training: the last thing that happened to their last place."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce

from academy.reporting.enums import Way
from academy.reporting.queries.days import ends_at
from academy.reporting.rules.asking import Ask
from courses.enums import CompletionVerdict
from courses.models import Enrolment

_AT_ONCE = 500


def standings(person_ids: Collection[int], ask: Ask) -> dict[int, Way]:
    """Return by person where their latest place stood at the end of the day; none is absent.

    A query for each 500 people.
    """
    before = ends_at(ask)
    ids, found = sorted(person_ids), dict[int, Way]()
    for start in range(0, len(ids), _AT_ONCE):
        rows = (
            Enrolment.objects.filter(person_id__in=ids[start : start + _AT_ONCE])
            .annotate(entered_at=Coalesce("nominated_at", "enrolled_at"))
            .filter(entered_at__lt=before)
            .order_by("entered_at", "pk")
            .values(
                "person_id",
                "enrolled_at",
                "declined_at",
                "withdrawn_at",
                "transferred_at",
                "completion__verdict",
                "completion__recorded_at",
            )
        )
        # The latest comes last, and stays.
        found |= {row["person_id"]: _way(dict(row), before) for row in rows}
    return found


def _way(row: dict[str, Any], before: datetime) -> Way:
    def by_then(name: str) -> bool:
        return row[name] is not None and row[name] < before

    if by_then("completion__recorded_at"):
        return _ENDED[CompletionVerdict(row["completion__verdict"])]
    if by_then("withdrawn_at"):
        return Way.WITHDRAWN
    if by_then("declined_at"):
        return Way.DECLINED
    return Way.SEATED if by_then("enrolled_at") else Way.NOMINATED


_ENDED = {
    CompletionVerdict.PASSED: Way.PASSED,
    CompletionVerdict.FAILED: Way.FAILED,
    CompletionVerdict.ABSENT: Way.ABSENT,
    CompletionVerdict.WITHDRAWN: Way.WITHDRAWN,
}
