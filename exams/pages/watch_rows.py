"""The board's rows in words: chips, clocks, and how long ago."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from exams import labels
from exams.enums import Connection, IncidentKind, LateCause, SittingState
from exams.models import Exam, Sitting
from exams.queries.room_board import Place
from exams.queries.scopes import NO_ROOM
from exams.queries.sitting_story import Event, Late, Noted
from exams.queries.watched_room import Watched
from exams.rules import timing, watching
from exams.rules.transitions import RUNNING, WAITING


def place_name(place: Place) -> str:
    """A room's name, or what those without one are called."""
    return _("未分考场") if place.key == NO_ROOM else place.name


def place_ref(place: Place) -> str:
    """How a place stands in an address."""
    return "none" if place.room is None else str(place.room)


def tab(place: Place, where: str) -> dict[str, Any]:
    """One tab of the board."""
    ref = place_ref(place)
    return {"name": place_name(place), "ref": ref, "current": ref == where, "place": place}


def ago(at: datetime | None, now: datetime) -> str:
    """How long ago, in the coarsest unit that still says something."""
    if at is None:
        return ""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 120:
        return _("%(n)s 秒前") % {"n": seconds}
    if seconds < 3600:
        return _("%(n)s 分钟前") % {"n": seconds // 60}
    return _("%(n)s 小时前") % {"n": seconds // 3600}


def clock_text(seconds: int | None) -> str:
    """1:05:09, or 05:09 under an hour."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def state_words(state: SittingState, *, checked_in: bool) -> tuple[str, str]:
    """The chip's words and sign; somebody waiting at the door is not the same as an empty seat."""
    if state is SittingState.PREPARED:
        return (_("待放行"), "owed") if checked_in else (_("未签到"), "plain")
    return str(labels.SITTING_STATE[state]), labels.SITTING_CHIP[state]


def row(each: Watched, exam: Exam, at: datetime) -> dict[str, Any]:
    """One row of the table."""
    found = each.row
    word, chip = state_words(found.shown, checked_in=found.checked_in_at is not None)
    if found.forced:
        word, chip = _("监考收卷"), "owed"
    there = found.state in WAITING | RUNNING and found.connection is not Connection.NEVER
    extra = found.planned_seconds + found.incident_seconds + found.paused_seconds
    return {
        "it": found,
        "unit": each.unit,
        "deeds": " ".join(each.deeds),
        "state": word,
        "chip": chip,
        "saved": f"{found.answered}/{exam.paper.item_count}" if found.started_at else "",
        "link": labels.CONNECTION[found.connection] if there else "",
        "link_chip": labels.CONNECTION_CHIP[found.connection],
        "heard": ago(found.heard_at, at) if there else "",
        "left": clock_text(found.remaining_seconds) if found.state in RUNNING else "",
        "short": found.state is SittingState.OPEN and (found.remaining_seconds or 0) < 300,
        "extra": extra // 60 if extra >= 60 else 0,
    }


def noted(each: Noted) -> dict[str, Any]:
    """One incident of a list."""
    kind = IncidentKind(each.kind)
    return {
        "at": each.at,
        "kind": labels.INCIDENT[kind],
        "chip": labels.INCIDENT_CHIP.get(kind, "plain"),
        "text": each.text,
        "person": each.person,
        "by": each.by,
        "sitting": each.sitting,
    }


def event(each: Event) -> dict[str, Any]:
    """One entry of the log about a sitting."""
    word = next((said for verb, said in labels.SITTING_EVENT.items() if verb == each.verb), None)
    seconds = each.facts.get("seconds")
    return {
        "at": each.at,
        "word": word or each.verb,
        "by": each.by,
        "length": clock_text(seconds) if isinstance(seconds, int) else "",
        "reason": each.facts.get("reason") or "",
    }


def late(each: Late) -> dict[str, Any]:
    """One lot of answers that were kept aside."""
    decided = {None: _("待裁定"), True: _("已计入"), False: _("不计入")}
    return {
        "at": each.at,
        "cause": labels.LATE_CAUSE[LateCause(each.cause)],
        "items": each.items,
        "sequence": each.sequence,
        "decision": decided[each.admitted],
    }


def facts(sitting: Sitting, at: datetime) -> dict[str, Any]:
    """One person's sitting in words and numbers."""
    state = timing.state_at(SittingState(sitting.state), deadline_at=sitting.deadline_at, at=at)
    shown = watching.shown(state, handed_in=sitting.handed_in_at is not None)
    word, chip = state_words(shown, checked_in=sitting.checked_in_at is not None)
    heard_at = watching.newest(sitting.last_seen_at, sitting.last_saved_at)
    link = watching.connection(heard_at, at=at)
    left = None
    if sitting.deadline_at is not None and state in RUNNING:
        left = timing.remaining_seconds(
            deadline_at=sitting.deadline_at, at=at, paused_at=sitting.paused_at
        )
    return {
        "state": word,
        "chip": chip,
        "going_on": state in WAITING | RUNNING,
        "link": labels.CONNECTION[link],
        "link_chip": labels.CONNECTION_CHIP[link],
        "heard": ago(heard_at, at),
        "left": clock_text(left),
        "ended_at": sitting.handed_in_at or sitting.closed_at,
        "planned": sitting.planned_seconds // 60,
        "incident": sitting.incident_seconds // 60,
        "paused": clock_text(sitting.paused_seconds) if sitting.paused_seconds else "",
        "takeovers": max(0, sitting.lease - 1),
    }
