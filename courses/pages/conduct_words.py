"""Entries of conduct as pages say them."""

from collections.abc import Iterable
from typing import Any

from courses.enums.attendance import ConductEffect, ObjectionState
from courses.labels.conduct import EFFECT, OBJECTION
from courses.models import Cohort, ConductEntry
from courses.operations.conduct import last_day
from courses.queries.conduct_board import stands

_TONE = {
    ConductEffect.DEDUCTION: "owed",
    ConductEffect.REWARD: "done",
    ConductEffect.REMOVAL: "stop",
}


def entries_shown(rows: Iterable[ConductEntry], *, here: Cohort) -> list[dict[str, Any]]:
    """Entries for a list; the cohort is named where it is another than `here`."""
    return [_row(row, here) for row in rows]


def _row(row: ConductEntry, here: Cohort) -> dict[str, Any]:
    effect = ConductEffect(row.effect)
    objection = getattr(row, "objection", None)
    return {
        "row": row,
        "word": EFFECT[effect],
        "tone": _TONE[effect] if stands(row) else "plain",
        "stands": stands(row),
        "reversal": getattr(row, "reversal", None),
        "elsewhere": row.enrolment.cohort.name if row.enrolment.cohort_id != here.pk else "",
        "objection": objection,
        "objection_word": OBJECTION[ObjectionState(objection.state)] if objection else "",
        "object_until": last_day(here, row),
    }
