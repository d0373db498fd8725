"""Locking what is written about people's stay: roll-calls, leave, conduct.

The figures of a closed cohort stand. What is written about an old place of somebody who was
transferred counts in the new cohort (`queries.along`), so it is refused once that one is closed.
"""

from collections.abc import Collection

from courses.enums import CohortState
from courses.errors import CohortClosed, CohortNotRunning
from courses.models import Cohort
from courses.operations.completions import lock_cohorts
from courses.queries import along


def lock_running(cohort_id: int) -> Cohort:
    """Lock a cohort with those to which its people went on; refuse one that is not running."""
    cohort = lock_cohorts([cohort_id])[cohort_id]
    if cohort.state == CohortState.CLOSED:
        raise CohortClosed
    if cohort.state != CohortState.RUNNING:
        raise CohortNotRunning
    return cohort


def settled(enrolment_ids: Collection[int]) -> set[int]:
    """Return those of these places whose people have been closed out where they went on.

    The caller holds the locks of `lock_running`. The number of queries depends on the number of
    transfers in a row.
    """
    return along.closed_out(enrolment_ids)
