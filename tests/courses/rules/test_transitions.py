"""Every (state, verb) pair of the two tables, written out a second time."""

import pytest

from courses.enums import (
    CohortState,
    CohortVerb,
    CohortWhy,
    EnrolmentState,
    EnrolmentVerb,
    EnrolmentWhy,
)
from courses.rules import transitions

# Columns: publish, open, close_out, cancel. "=" stays, "!x" is refused for reason x.
COHORT_GRID = """
draft      published       !not_published  !not_running  cancelled
published  =               running         !not_running  cancelled
running    !already_running =              closed        !already_running
closed     !closed         !closed         =             !closed
cancelled  !cancelled      !cancelled      !cancelled    =
"""

# Columns: nominate, endorse, return, approve, decline, enrol, check_in, withdraw, substitute,
# transfer, complete, fail, mark_absent, recall, undo_check_in.
ENROLMENT_GRID = """
none        nominated !not_nominated !not_nominated !not_nominated !not_nominated enrolled \
!not_enrolled !not_enrolled !not_enrolled !not_enrolled !not_enrolled !not_enrolled !not_enrolled \
!not_nominated !not_enrolled
nominated   = endorsed returned !not_endorsed declined !not_approved \
!not_enrolled withdrawn !not_enrolled !not_enrolled !not_enrolled !not_enrolled !not_enrolled \
withdrawn !not_enrolled
endorsed    !already_further = returned waiting declined !not_approved \
!not_enrolled withdrawn !not_enrolled !not_enrolled !not_enrolled !not_enrolled !not_enrolled \
withdrawn !not_enrolled
returned    nominated !returned = !returned !returned !returned \
!returned !returned !returned !returned !returned !returned !returned !returned !returned
waiting     !already_further !already_further !already_further = declined enrolled \
!not_enrolled withdrawn !not_enrolled !not_enrolled !not_enrolled !not_enrolled !not_enrolled \
withdrawn !not_enrolled
declined    nominated !declined !declined !declined = !declined \
!declined !declined !declined !declined !declined !declined !declined !declined !declined
enrolled    !already_further !already_further !already_further !already_further !already_further \
= checked_in withdrawn withdrawn transferred !not_checked_in !not_checked_in absent \
!already_further =
checked_in  !already_further !already_further !already_further !already_further !already_further \
= = withdrawn !already_further transferred completed failed absent !already_further enrolled
completed   !finished !finished !finished !finished !finished !finished \
!finished !finished !finished !finished = !finished !finished !finished !finished
failed      !finished !finished !finished !finished !finished !finished \
!finished !finished !finished !finished !finished = !finished !finished !finished
absent      !finished !finished !finished !finished !finished !finished \
!finished !finished !finished !finished !finished !finished = !finished !finished
withdrawn   nominated !withdrawn !withdrawn !withdrawn !withdrawn enrolled \
!withdrawn = !withdrawn !withdrawn !withdrawn !withdrawn !withdrawn = !withdrawn
transferred !transferred !transferred !transferred !transferred !transferred !transferred \
!transferred !transferred !transferred = !transferred !transferred !transferred !transferred \
!transferred
"""


def _cells(grid: str, verbs: list[str]) -> list[tuple[str, str, str]]:
    cells = []
    for line in grid.strip().splitlines():
        state, *row = line.split()
        assert len(row) == len(verbs), state
        cells += [(state, verb, cell) for verb, cell in zip(verbs, row, strict=True)]
    return cells


COHORT_CELLS = _cells(COHORT_GRID, [verb.value for verb in CohortVerb])
ENROLMENT_CELLS = _cells(ENROLMENT_GRID, [verb.value for verb in EnrolmentVerb])


@pytest.mark.parametrize(("state", "verb", "cell"), COHORT_CELLS)
def test_cohort_pair(state: str, verb: str, cell: str) -> None:
    move = transitions.cohort_move(CohortState(state), CohortVerb(verb))
    if cell.startswith("!"):
        assert move == transitions.CohortMove(CohortState(state), False, CohortWhy(cell[1:]))
    elif cell == "=":
        assert move == transitions.CohortMove(CohortState(state), False)
    else:
        assert move == transitions.CohortMove(CohortState(cell), True)


@pytest.mark.parametrize(("state", "verb", "cell"), ENROLMENT_CELLS)
def test_enrolment_pair(state: str, verb: str, cell: str) -> None:
    before = None if state == "none" else EnrolmentState(state)
    move = transitions.enrolment_move(before, EnrolmentVerb(verb))
    if cell.startswith("!"):
        assert move == transitions.EnrolmentMove(before, False, EnrolmentWhy(cell[1:]))
    elif cell == "=":
        assert move == transitions.EnrolmentMove(before, False)
    else:
        assert move == transitions.EnrolmentMove(EnrolmentState(cell), True)


def test_tables_cover_every_pair() -> None:
    assert set(transitions.COHORT) == set(CohortState)
    assert set(transitions.ENROLMENT) == {None, *EnrolmentState}
    assert all(set(row) == set(CohortVerb) for row in transitions.COHORT.values())
    assert all(set(row) == set(EnrolmentVerb) for row in transitions.ENROLMENT.values())
    assert len(COHORT_CELLS) == len(CohortState) * len(CohortVerb)
    assert len(ENROLMENT_CELLS) == (len(EnrolmentState) + 1) * len(EnrolmentVerb)


def test_every_state_can_be_reached() -> None:
    reached = {move for row in transitions.ENROLMENT.values() for move in row.values()}
    assert set(EnrolmentState) <= reached
    cohort_reached = {move for row in transitions.COHORT.values() for move in row.values()}
    assert set(CohortState) - {CohortState.DRAFT} <= cohort_reached
