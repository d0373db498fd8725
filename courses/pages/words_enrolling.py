"""How nominations, quotas and waiting are said on pages."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext as _

from academy.people.access import PersonRequest
from academy.people.queries import units
from courses import access, labels
from courses.enums import ENROLLING, EnrolmentState
from courses.models import Cohort, CohortNotice
from courses.models.enrolment import EnrolmentQuerySet
from courses.operations.reports import Report
from courses.queries import board
from courses.queries.board import QuotaLine
from courses.queries.seating import Plan
from courses.rules.deadlines import is_past, said

_S = EnrolmentState


def uuids(texts: Sequence[str]) -> list[UUID]:
    """Return those of the texts that are ids; a made-up one is nobody's."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def say(request: PersonRequest, report: Report, done: str) -> None:
    """Say what became of a list: how many, and why the others not."""
    messages.success(request, done % {"n": len(report.done)})
    for each in report.refused[:10]:
        messages.warning(request, str(each.refusal))


def quotas_of(cohort: Cohort, scope: Collection[int], *, on: date) -> list[QuotaLine]:
    """The quotas within `scope`; and, of units without one, those whose people are in it."""
    return [
        line
        for line in board.quota_lines(cohort, on=on)
        if line.unit_id in scope and line.seats is not None
    ]


_UNSEATED = frozenset({_S.NOMINATED, _S.ENDORSED, _S.WAITING})


def is_open(cohort: Cohort, notice: CohortNotice | None, *, at: datetime) -> bool:
    """Whether the unit may still nominate."""
    return cohort.state in ENROLLING and not is_past(
        notice.nominate_until_at if notice else None, at
    )


def may_substitute(cohort: Cohort, notice: CohortNotice | None, *, at: datetime) -> bool:
    """Whether the unit may still send somebody else."""
    return cohort.state in ENROLLING and not is_past(
        notice.substitute_until_at if notice else None, at
    )


def unit_line(lines: Sequence[QuotaLine], notice: CohortNotice | None, *, at: datetime) -> str:
    """Quota, used and waiting of one's own units in one line."""
    facts = {
        "seats": sum(line.seats or 0 for line in lines),
        "taken": sum(line.taken for line in lines),
        "pending": sum(line.pending for line in lines),
        "waiting": sum(line.waiting + line.beyond for line in lines),
    }
    parts = [
        _("名额 %(seats)s · 已入班 %(taken)s · 审批中 %(pending)s · 候补 %(waiting)s") % facts
        if lines
        else _("本单位没有分配名额")
    ]
    if notice is not None and not is_past(notice.nominate_until_at, at):
        parts.append(_("提名截止 %(until)s") % {"until": said(notice.nominate_until_at)})
    elif notice is not None:
        parts.append(_("提名已截止"))
    return " · ".join(parts)


def unit_next(lines: Sequence[QuotaLine], notice: CohortNotice | None, *, at: datetime) -> str:
    """What the unit has to do next, or for whom it waits."""
    left = sum(line.left for line in lines)
    if left and not is_past(notice.nominate_until_at if notice else None, at):
        return _("还有 %(n)s 个名额没有提名。") % {"n": left}
    if sum(line.pending for line in lines):
        return _("等待审批：先由单位负责人，再由学院。")
    if sum(line.waiting for line in lines):
        return _("候补人员按次序递补，届时会通知。")
    return _("没有待办；人员有变的，请在替训截止前更换。")


def list_rows(listed: Sequence[access.ListRow], plan: Plan) -> list[dict[str, Any]]:
    """Each row of a list with what would become of it, in the list's order."""
    places = {place.person.pk: place for place in plan.places}
    already = {row.person_id: row for row in plan.already}
    refused = {each.person.pk: each.refusal for each in plan.refused}
    rows = []
    for each in listed:
        key = each.person.pk if each.person else None
        place = places.get(key) if key else None
        rows.append(
            {
                "row": each.row,
                "said": each.said,
                "person": each.person,
                "place": place,
                "already": already.get(key) if key else None,
                "refusal": each.refusal or (refused.get(key) if key else None),
                "waived": [labels.enrolling.RULE[why] for why in place.waived] if place else [],
            }
        )
    return rows


def member_rows(members: Sequence[board.Member], places: dict[int, int]) -> list[dict[str, Any]]:
    """A unit's people in a cohort, with place on the waiting list and for whom they wait."""
    return [
        {
            "row": each.enrolment,
            "unit": each.unit_name,
            "state": labels.ENROLMENT_STATE[_S(each.enrolment.state)],
            "tone": labels.ENROLMENT_TONE[_S(each.enrolment.state)],
            "place": places.get(each.enrolment.pk),
            "waits_for": waits_for(each.enrolment.state),
            "seated": each.enrolment.state == _S.ENROLLED,
            "pending": each.enrolment.state in _UNSEATED,
        }
        for each in members
    ]


def waits_for(state: str) -> str:
    """For whom a place waits in a state."""
    return {
        _S.NOMINATED.value: _("单位负责人"),
        _S.ENDORSED.value: _("学院"),
        _S.WAITING.value: _("空出的名额"),
        _S.ENROLLED.value: _("本人报到"),
    }.get(state, "—")


def pending_rows(rows: EnrolmentQuerySet, *, on: date) -> list[dict[str, Any]]:
    """Nominations that wait for a decision: by cohort, unit order, pinyin."""
    nodes = units.tree(on)
    place = {node.id: position for position, node in enumerate(nodes)}
    names = {node.id: node.short_name or node.name for node in nodes}
    found = rows.select_related("cohort__syllabus__course", "person", "unit", "post")
    ordered = sorted(
        found,
        key=lambda row: (
            row.cohort.starts_on,
            row.cohort_id,
            place.get(row.unit_id, len(place)),
            row.person.pinyin_key,
        ),
    )
    return [
        {
            "row": row,
            "unit": names.get(row.unit_id, row.unit.code),
            "kind": labels.staff_kind(row.staff_kind),
        }
        for row in ordered
    ]


def steps_of(state: str, nominated: bool) -> dict[str, Any]:
    """The steps of a place and where it is, for the row of steps; empty once it is over."""
    late = [_("入班"), _("报到"), _("结业")]
    at = {_S.ENROLLED: 0, _S.CHECKED_IN: 1}
    early = [_("提名"), _("单位审批"), _("学院审批")]
    if not nominated:
        return {"steps": late, "current": at[_S(state)] + 2} if state in at else {}
    current = {_S.NOMINATED: 2, _S.ENDORSED: 3, _S.WAITING: 4, _S.ENROLLED: 5, _S.CHECKED_IN: 6}
    return {"steps": [*early, *late], "current": current[_S(state)]} if state in current else {}
