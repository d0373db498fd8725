"""Findings as pages say them."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.findings import kinds
from academy.findings.enums import EntryKind, FindingState
from academy.findings.labels import ENTRY, ENTRY_TONE, LEVEL, RECHECK_LEVEL, STATE, TONE
from academy.findings.models import Finding, FindingEntry
from academy.findings.queries.findings import names_of
from academy.findings.rules import deadlines
from academy.findings.rules.deadlines import Level, RecheckLevel
from academy.shared import clock


def shown(rows: Iterable[Finding], names: dict[int, str], *, on: date) -> list[dict[str, Any]]:
    """Findings for a list; `names` are those of the units of the day, by id."""
    return [_row(row, names, on=on) for row in rows]


def _row(row: Finding, names: dict[int, str], *, on: date) -> dict[str, Any]:
    state = FindingState(row.state)
    over = deadlines.days_over(row.due_on, on) if state is FindingState.OPEN else 0
    late = ngettext("逾期 %(n)d 天", "逾期 %(n)d 天", over) % {"n": over} if over else ""
    if state is FindingState.RECTIFIED and row.recheck_due_on is not None:
        waits = deadlines.days_over(row.recheck_due_on, on)
        said = ngettext("复查逾期 %(n)d 天", "复查逾期 %(n)d 天", waits)
        late = said % {"n": waits} if waits else ""
    return {
        "row": row,
        "over": over,
        "kind": kinds.label_of(row.kind),
        "unit": names.get(row.unit_id, row.unit.code),
        "state": STATE[state],
        "tone": TONE[state],
        "late": late,
    }


def state_line(item: dict[str, Any], *, on: date) -> str:
    """What the head of one finding's page says: where it stands, since when or until when."""
    row: Finding = item["row"]
    parts = [str(item["state"])]
    if row.state == FindingState.OPEN:
        left = (row.due_on - on).days
        parts.append(_("整改期限 %(day)s") % {"day": row.due_on.isoformat()})
        if item["late"]:
            parts.append(item["late"])
        elif left:
            parts.append(ngettext("还有 %(n)d 天", "还有 %(n)d 天", left) % {"n": left})
        else:
            parts.append(_("今天到期"))
    elif row.state == FindingState.RECTIFIED and row.recheck_due_on is not None:
        parts.append(_("请在 %(day)s 及以前复查") % {"day": row.recheck_due_on.isoformat()})
        if item["late"]:
            parts.append(item["late"])
    elif since := row.withdrawn_at or row.closed_at:
        parts.append(clock.local_date(since).isoformat())
    return " · ".join(parts)


def history(entries: Collection[FindingEntry]) -> list[dict[str, Any]]:
    """The lines of a history in words, the latest first; one query, for the names."""
    names = names_of(each.by for each in entries)
    lines = [
        {
            "row": each,
            "word": ENTRY[EntryKind(each.kind)],
            "tone": ENTRY_TONE[EntryKind(each.kind)],
            "by": names.get(each.by) or _("系统"),
            "details": _details(each),
        }
        for each in entries
    ]
    return lines[::-1]


def _details(entry: FindingEntry) -> list[str]:
    said: list[str] = []
    if entry.owner is not None:
        said.append(_("责任人：%(person)s") % {"person": entry.owner.name})
    rechecks = entry.kind == EntryKind.RECHECK_LATE
    if entry.level is not None:
        level = RECHECK_LEVEL[RecheckLevel(entry.level)] if rechecks else LEVEL[Level(entry.level)]
        said.append(str(level))
    if entry.due_on is not None:
        word = _("原定期限：%(day)s") if entry.level else _("整改期限：%(day)s")
        if rechecks:
            word = _("应复查期限：%(day)s")
        said.append(word % {"day": entry.due_on.isoformat()})
    return said
