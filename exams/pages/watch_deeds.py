"""What an invigilator can do, as the board's dialogs offer it and as their forms send it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.audit.record import Actor
from academy.shared.errors import InputInvalid
from exams import labels
from exams.enums import IncidentKind, SittingState, WatchDeed
from exams.errors import ExtraTimeRefused
from exams.models import Room, Sitting
from exams.operations import admission, announcements, incidents, pauses, watch
from exams.queries.scopes import NO_ROOM, Scope
from exams.queries.watched_room import Watched
from exams.rules import timing, watching

KINDS: list[tuple[str, Promise]] = [
    (kind.value, labels.INCIDENT[kind]) for kind in incidents.NOTED_BY_PEOPLE
]
#: Said when it is done; ``name`` is the person's.
DONE: dict[WatchDeed, Promise] = {
    WatchDeed.ADMIT: gettext_lazy("已放行%(name)s"),
    WatchDeed.PAUSE: gettext_lazy("已暂停%(name)s的作答"),
    WatchDeed.RESUME: gettext_lazy("已恢复%(name)s的作答"),
    WatchDeed.EXTEND: gettext_lazy("已给%(name)s加时"),
    WatchDeed.NOTE: gettext_lazy("已记录%(name)s的事件"),
    WatchDeed.WAIVE: gettext_lazy("已免除%(name)s的锁定浏览器要求"),
    WatchDeed.FORCE: gettext_lazy("已为%(name)s收卷并评分"),
    WatchDeed.VOID: gettext_lazy("已作废%(name)s的本次作答"),
}
_ROOM_DONE: dict[WatchDeed, Promise] = {
    WatchDeed.ADMIT: gettext_lazy("已放行 %(count)s 人"),
    WatchDeed.PAUSE: gettext_lazy("已暂停 %(count)s 人"),
    WatchDeed.RESUME: gettext_lazy("已恢复 %(count)s 人"),
    WatchDeed.EXTEND: gettext_lazy("已给 %(count)s 人加时"),
}
# The buttons' words; the browser puts the number in, which changes while the board is open.
_ROOM_WORDS: dict[WatchDeed, tuple[Promise, Promise]] = {
    WatchDeed.ADMIT: (gettext_lazy("放行全部"), gettext_lazy("放行 {n} 人")),
    WatchDeed.PAUSE: (gettext_lazy("全场暂停"), gettext_lazy("暂停 {n} 人")),
    WatchDeed.RESUME: (gettext_lazy("全场恢复"), gettext_lazy("恢复 {n} 人")),
    WatchDeed.EXTEND: (gettext_lazy("全场加时"), gettext_lazy("给 {n} 人加时")),
}
_NO_REASON = frozenset({WatchDeed.ADMIT})
_MAY_EXPLAIN = frozenset({WatchDeed.RESUME})
_FINAL = frozenset({WatchDeed.FORCE, WatchDeed.VOID})


def for_room(people: Sequence[Watched]) -> list[dict[str, Any]]:
    """The dialogs that concern a whole room, each with how many it would concern now."""
    return [
        {
            "deed": deed.value,
            "label": whole,
            "short": labels.WATCH_DEED[deed],
            "words": words,
            "count": (count := sum(deed in each.deeds for each in people)),
            "confirm": str(words).replace("{n}", str(count)),
            "effect": labels.WATCH_EFFECT[deed],
            "reason": deed not in _NO_REASON,
            "optional": deed in _MAY_EXPLAIN,
        }
        for deed, (whole, words) in _ROOM_WORDS.items()
    ]


def for_person(row: Sitting, *, lockdown: bool, at: datetime) -> list[dict[str, Any]]:
    """What may be done about one person now, with the words of each button."""
    state = timing.state_at(SittingState(row.state), deadline_at=row.deadline_at, at=at)
    offered = watching.deeds(
        state,
        checked_in=row.checked_in_at is not None,
        lockdown=lockdown,
        waived=row.lockdown_waived_at is not None,
    )
    return [
        {
            "deed": deed.value,
            "label": labels.WATCH_DEED[deed],
            "effect": labels.WATCH_EFFECT[deed],
            "confirm": _confirm(deed, row),
            "final": deed in _FINAL,
            "reason": deed not in _NO_REASON and deed is not WatchDeed.NOTE,
            "optional": deed in _MAY_EXPLAIN,
        }
        for deed in offered
    ]


def _confirm(deed: WatchDeed, row: Sitting) -> str:
    """The button's words: with numbers where it cannot be undone."""
    facts = {
        "name": row.person.name,
        "number": row.number,
        "answered": row.answered,
        "count": row.exam.paper.item_count,
    }
    if deed is WatchDeed.FORCE:
        return _("强制收卷（%(answered)s/%(count)s 题已答）") % facts
    if deed is WatchDeed.VOID:
        return _("作废第 %(number)s 次作答（%(answered)s/%(count)s 题已答）") % facts
    return str(labels.WATCH_DEED[deed])


def ids_of(texts: Sequence[str]) -> frozenset[UUID]:
    """The sittings ticked.

    Raises:
        InputInvalid: not such ids.
    """
    try:
        return frozenset(UUID(text) for text in texts)
    except ValueError:
        raise InputInvalid(field="chosen", reason="chosen") from None


def _deed(sent: QueryDict) -> WatchDeed:
    try:
        return WatchDeed(sent.get("deed", ""))
    except ValueError:
        raise InputInvalid(field="deed", reason="deed") from None


def _seconds(sent: QueryDict) -> int:
    text = sent.get("minutes", "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise ExtraTimeRefused(field="minutes", reason="out_of_range")
    return int(text) * 60


def do_person(who: Actor, row: Sitting, sent: QueryDict, at: datetime) -> WatchDeed:
    """Carry out what a person's form asks for; returns what it was."""
    deed = _deed(sent)
    reason = sent.get("reason", "")
    ask: Mapping[str, Any] = {"actor": who, "sitting": row, "at": at}
    match deed:
        case WatchDeed.ADMIT:
            admission.admit(**ask)
        case WatchDeed.PAUSE:
            pauses.pause(reason=reason, **ask)
        case WatchDeed.RESUME:
            pauses.resume(reason=reason, **ask)
        case WatchDeed.EXTEND:
            watch.give_extra_time(seconds=_seconds(sent), reason=reason, **ask)
        case WatchDeed.WAIVE:
            watch.waive_lockdown(reason=reason, **ask)
        case WatchDeed.FORCE:
            watch.force_hand_in(reason=reason, **ask)
        case WatchDeed.VOID:
            watch.void(reason=reason, **ask)
        case WatchDeed.NOTE:
            text = sent.get("text", "")
            incidents.report(exam=row.exam, kind=_kind(sent), text=text, **ask)
    return deed


def _kind(sent: QueryDict) -> IncidentKind:
    try:
        return IncidentKind(sent.get("kind", ""))
    except ValueError:
        raise InputInvalid(field="kind", reason="kind") from None


def do_room(who: Actor, scope: Scope, sent: QueryDict, at: datetime) -> str:
    """Carry out what a room's form asks for; returns what to say about it."""
    if sent.get("deed") == "announce":
        room = _room(scope)
        text = sent.get("text", "")
        announcements.announce(actor=who, exam=scope.exam, room=room, text=text, at=at)
        return _("公告已发出，考生页面会在半分钟内显示")
    deed = _deed(sent)
    if deed is WatchDeed.NOTE:
        incidents.report(
            actor=who,
            exam=scope.exam,
            room=_room(scope),
            kind=_kind(sent),
            text=sent.get("text", ""),
            at=at,
        )
        return _("事件已记录")
    if deed not in _ROOM_DONE:
        raise InputInvalid(field="deed", reason="deed")
    count = _for_many(deed, who, scope, sent, at)
    return str(_ROOM_DONE[deed]) % {"count": count}


def _for_many(deed: WatchDeed, who: Actor, scope: Scope, sent: QueryDict, at: datetime) -> int:
    reason = sent.get("reason", "")
    ask: Mapping[str, Any] = {"actor": who, "scope": scope, "at": at}
    if deed is WatchDeed.ADMIT:
        return admission.admit_room(**ask)
    if deed is WatchDeed.PAUSE:
        return pauses.pause_room(reason=reason, **ask)
    if deed is WatchDeed.RESUME:
        return pauses.resume_room(reason=reason, **ask)
    return watch.give_room_extra_time(seconds=_seconds(sent), reason=reason, **ask)


def _room(scope: Scope) -> Room | None:
    """The room a scope is about; None for the whole exam and for those without a room."""
    if scope.place in (None, NO_ROOM):
        return None
    return Room.objects.get(pk=scope.place)
