"""A person's way through cohorts: places that lead to each other by transfer (转期).

Attendance, leave and conduct stay with the place where they happened and are read along this way,
so that what is written about an old place after the transfer, or taken back there, counts in the
new cohort at once and never twice.
"""

from collections.abc import Collection

from courses.enums import CohortState
from courses.models import Enrolment


def back(enrolment_ids: Collection[int]) -> dict[int, list[int]]:
    """Return for each place itself and those from which its person came, the latest first.

    The number of queries depends on the number of transfers in a row, not of places.
    """
    found = {each: [each] for each in enrolment_ids}
    heads = {each: each for each in found}
    while heads:
        rows = Enrolment.objects.filter(pk__in=heads, transferred_from__isnull=False)
        steps = dict(rows.values_list("pk", "transferred_from_id"))
        ahead: dict[int, int] = {}
        for place, before in steps.items():
            assert before is not None
            found[heads[place]].append(before)
            ahead[before] = heads[place]
        heads = ahead
    return found


def ends(enrolment_ids: Collection[int]) -> dict[int, int]:
    """Return for each place the one where its person is now, itself where nobody went on."""
    found = {each: each for each in enrolment_ids}
    here = {each: each for each in found}
    while here:
        rows = Enrolment.objects.filter(transferred_from__in=here)
        steps = dict(rows.values_list("transferred_from_id", "pk"))
        ahead: dict[int, int] = {}
        for place, after in steps.items():
            assert place is not None
            found[here[place]] = after
            ahead[after] = here[place]
        here = ahead
    return found


def closed_out(enrolment_ids: Collection[int]) -> set[int]:
    """Return those of these places whose people have been closed out where they are now."""
    here = ends(enrolment_ids)
    closed = set(
        Enrolment.objects.filter(
            pk__in=set(here.values()), cohort__state=CohortState.CLOSED
        ).values_list("pk", flat=True)
    )
    return {place for place, end in here.items() if end in closed}
