"""Leaves as pages say them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from academy.people.queries import units
from academy.shared import clock
from courses.access.leaves import Office
from courses.enums.attendance import LeaveKind, LeaveState, LeaveStep
from courses.labels.leave import LEAVE_KIND, LEAVE_STATE, LEAVE_STEP, LEAVE_TONE
from courses.models import Leave
from courses.queries import leaves as queries
from courses.rules import leave as rules


def shown(rows: Iterable[Leave], office: Office, *, at: datetime) -> list[dict[str, Any]]:
    """Leaves for a list; the reason only for who may know it. One query more, for the units."""
    names = {node.id: node.short_name or node.name for node in units.tree(clock.local_date(at))}
    return [
        {**_row(row, office, at=at), "unit": names.get(row.enrolment.unit_id, "")} for row in rows
    ]


def step_word(step: str) -> str:
    """What a step is called."""
    return str(LEAVE_STEP[LeaveStep(step)])


def _row(row: Leave, office: Office, *, at: datetime) -> dict[str, Any]:
    state = LeaveState(row.state)
    consents = sum(each.granted for each in row.decisions.all())
    time = queries.time_of(row)
    waits = queries.waits_for(row)
    begun = rules.begun(time, at=at)
    refused = next((each.reason for each in row.decisions.all() if not each.granted), "")
    knows = office.knows_why(row)
    return {
        "row": row,
        "person": row.enrolment.person,
        "kind": LEAVE_KIND[LeaveKind(row.kind)],
        "state": LEAVE_STATE[state],
        "tone": LEAVE_TONE[state],
        "steps": [LEAVE_STEP[LeaveStep(each)] for each in row.steps],
        "current": consents + 1,
        "waits": LEAVE_STEP[waits] if waits else "",
        "step": waits.value if waits else "",
        "reason": row.reason if knows else "",
        "refused": refused if knows else "",
        "returned": state is LeaveState.RETURNED,
        "may_withdraw": state is LeaveState.ASKED or (state is LeaveState.GRANTED and not begun),
        "may_extend": state is LeaveState.GRANTED,
        "may_sign_back": state is LeaveState.GRANTED and begun,
        "late": state is LeaveState.GRANTED and time.ends_at < at,
    }
