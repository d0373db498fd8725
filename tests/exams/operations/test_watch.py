"""What invigilators do to sittings: admit, pause, lengthen, end, void, waive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from academy.audit.models import Entry
from academy.audit.verify import flaws
from exams.enums import IncidentKind, SittingState, Verb
from exams.errors import (
    AdmitRefused,
    ExtraTimeRefused,
    ForceRefused,
    PauseRefused,
    ResumeRefused,
    SittingClosed,
    VoidRefused,
    WaiverRefused,
    WordsRefused,
)
from exams.models import Exam, Incident, Result, Sitting
from exams.operations import admission, entry, pauses, sittings, watch
from exams.queries.scopes import NO_ROOM, Scope
from tests.cast import SYSTEM, Cast
from tests.make import exams as make

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
MICRO = timedelta(microseconds=1)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


def _entries(verb: Verb) -> list[dict[str, Any]]:
    return [row.facts for row in Entry.objects.filter(verb=verb.value).order_by("sequence")]


def _deadline(row: Sitting) -> datetime:
    assert row.deadline_at is not None
    return row.deadline_at


def _pause(row: Sitting, at: datetime) -> Sitting:
    return pauses.pause(actor=SYSTEM, sitting=row, reason="停电", at=at)


def _resume(row: Sitting, at: datetime) -> Sitting:
    return pauses.resume(actor=SYSTEM, sitting=row, at=at)


@pytest.mark.parametrize(
    ("length", "seconds"),
    [
        (timedelta(0), 0),
        (MICRO, 1),
        (SECOND - MICRO, 1),
        (SECOND, 1),
        (SECOND + MICRO, 2),
        (timedelta(minutes=7), 420),
    ],
)
def test_the_deadline_moves_by_the_pause_rounded_up(
    exam: Exam, cast: Cast, at: datetime, length: timedelta, seconds: int
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    _pause(row, at + SECOND)
    resumed = _resume(row, at + SECOND + length)
    resumed.refresh_from_db()
    assert (resumed.state, resumed.paused_at) == (SittingState.OPEN.value, None)
    assert resumed.paused_seconds == seconds
    assert resumed.deadline_at == _deadline(row) + timedelta(seconds=seconds)


def test_pauses_add_up_and_are_each_in_the_log(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    for minute, length in ((1, 10), (5, 20)):
        _pause(row, at + minute * make.MINUTE)
        _resume(row, at + minute * make.MINUTE + length * SECOND)
    row.refresh_from_db()
    assert row.paused_seconds == 30
    assert _entries(Verb.SITTING_PAUSED) == [{"reason": "停电"}] * 2
    assert [facts["seconds"] for facts in _entries(Verb.SITTING_RESUMED)] == [10, 20]
    assert not list(flaws())


def test_pause_and_resume_again_change_nothing(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    assert _pause(row, at + SECOND).paused_at == at + SECOND
    assert _pause(row, at + 9 * SECOND).paused_at == at + SECOND
    assert _resume(row, at + 11 * SECOND).paused_seconds == 10
    assert _resume(row, at + 20 * SECOND).paused_seconds == 10
    assert len(_entries(Verb.SITTING_PAUSED)) == len(_entries(Verb.SITTING_RESUMED)) == 1


@pytest.mark.parametrize(("offset", "allowed"), [(-1, True), (0, False), (1, False)])
def test_pause_up_to_the_deadline_and_not_on_it(
    exam: Exam, cast: Cast, at: datetime, offset: int, allowed: bool
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    when = _deadline(row) + offset * SECOND
    scope = Scope(exam)
    if allowed:
        assert pauses.pause_room(actor=SYSTEM, scope=scope, reason="停电", at=when) == 1
        # However long it lasts, the second that was left is left afterwards.
        resumed = _resume(row, when + timedelta(days=1))
        assert _deadline(resumed) - (when + timedelta(days=1)) == SECOND
        return
    assert pauses.pause_room(actor=SYSTEM, scope=scope, reason="停电", at=when) == 0
    with pytest.raises(PauseRefused) as refused:
        _pause(row, when)
    assert refused.value.facts["reason"] == "sitting_over"
    with pytest.raises(ResumeRefused):
        _resume(row, when)


def test_pause_needs_a_sitting_under_way(exam: Exam, cast: Cast, at: datetime) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get(person=cast.wang)
    for verb, refusal in ((_pause, PauseRefused), (_resume, ResumeRefused)):
        with pytest.raises(refusal) as refused:
            verb(row, at)
        assert refused.value.facts["reason"] == "not_started"
    watch.void(actor=SYSTEM, sitting=row, reason="重排", at=at)
    for verb, refusal in ((_pause, PauseRefused), (_resume, ResumeRefused)):
        with pytest.raises(refusal) as refused:
            verb(row, at)
        assert refused.value.facts["reason"] == "sitting_voided"


def test_a_paused_sitting_is_not_closed_and_takes_no_hand_in(
    exam: Exam, cast: Cast, at: datetime
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    _pause(row, at + SECOND)
    assert sittings.close_overdue(actor=SYSTEM, exam=exam, at=_deadline(row) + SECOND) == 0


def test_a_room_is_paused_and_resumed_as_one(
    exam: Exam, cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    make.sitting(exam, cast.wang, at=at)
    make.sitting(exam, cast.zhao, at=at + SECOND)
    entry.check_in(actor=SYSTEM, exam=exam, person=cast.li, at=at)
    scope = Scope(exam, place=NO_ROOM)
    # Savepoint, lock, update, the log's head, its entries and head again, release.
    with django_assert_num_queries(7):
        assert pauses.pause_room(actor=SYSTEM, scope=scope, reason="停电", at=at + SECOND) == 2
    assert pauses.pause_room(actor=SYSTEM, scope=scope, reason="停电", at=at + 2 * SECOND) == 0
    assert pauses.resume_room(actor=SYSTEM, scope=scope, at=at + 61 * SECOND) == 2
    assert pauses.resume_room(actor=SYSTEM, scope=scope, at=at + 70 * SECOND) == 0
    rows = Sitting.objects.order_by("pk").values_list("person", "paused_seconds", "deadline_at")
    wang, zhao, li = {row[0]: row[1:] for row in rows}.items()
    assert wang == (cast.wang.pk, (60, at + timedelta(seconds=make.DURATION + 60)))
    assert zhao == (cast.zhao.pk, (60, at + timedelta(seconds=make.DURATION + 61)))
    assert li == (cast.li.pk, (0, None))


def test_scopes_reach_no_further_than_they_say(exam: Exam, cast: Cast, at: datetime) -> None:
    wang, li = (make.sitting(exam, person, at=at) for person in (cast.wang, cast.li))
    east = frozenset({cast.east.pk})
    assert list(Scope(exam, units=east).sittings()) == [wang]
    assert list(Scope(exam, chosen=frozenset({li.public_id})).sittings()) == [li]
    assert list(Scope(exam, units=east, chosen=frozenset({li.public_id})).sittings()) == []
    assert list(Scope(exam, place=NO_ROOM).sittings()) == [wang, li]
    assert list(Scope(exam, place=999).sittings()) == []


def test_extra_time_for_a_room_spares_who_is_over(exam: Exam, cast: Cast, at: datetime) -> None:
    first = make.sitting(exam, cast.wang, at=at)
    make.sitting(exam, cast.zhao, at=at + SECOND)
    entry.check_in(actor=SYSTEM, exam=exam, person=cast.li, at=at)
    given = watch.give_room_extra_time(
        actor=SYSTEM, scope=Scope(exam), seconds=90, reason="网络中断", at=_deadline(first)
    )
    assert given == 2
    seconds = dict(Sitting.objects.values_list("person", "incident_seconds"))
    assert seconds == {cast.wang.pk: 0, cast.zhao.pk: 90, cast.li.pk: 90}
    zhao = Sitting.objects.get(person=cast.zhao)
    assert zhao.deadline_at == at + timedelta(seconds=make.DURATION + 91)
    late = exam.closes_at - SECOND
    li = sittings.start(actor=SYSTEM, sitting=Sitting.objects.get(person=cast.li), at=late)
    # The window ends a second later and clips nothing.
    assert li.deadline_at == late + timedelta(seconds=make.DURATION + 90)
    assert len(_entries(Verb.EXTRA_TIME_GIVEN)) == 2
    assert Entry.objects.filter(verb=Verb.EXTRA_TIME_GIVEN.value, facts__seconds=90).count() == 2


def test_extra_time_reaches_the_paused_and_not_the_ended(
    exam: Exam, cast: Cast, at: datetime
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    _pause(row, at)
    make.sat(exam, cast.zhao, at=at)
    long_after = _deadline(row) + timedelta(days=1)
    ask: dict[str, Any] = {"actor": SYSTEM, "seconds": 60, "reason": "停电"}
    assert watch.give_room_extra_time(scope=Scope(exam), at=long_after, **ask) == 1
    assert _resume(row, at).deadline_at == _deadline(row) + 60 * SECOND
    watch.void(actor=SYSTEM, sitting=row, reason="重排", at=at)
    with pytest.raises(ExtraTimeRefused) as refused:
        watch.give_extra_time(sitting=row, at=at, **ask)
    assert refused.value.facts["reason"] == "sitting_voided"


@pytest.mark.parametrize(
    ("seconds", "good"), [(0, False), (1, True), (14400, True), (14401, False)]
)
def test_extra_time_for_a_room_in_range(
    exam: Exam, cast: Cast, at: datetime, seconds: int, good: bool
) -> None:
    make.sitting(exam, cast.wang, at=at)
    ask: dict[str, Any] = {"actor": SYSTEM, "scope": Scope(exam), "reason": "停电", "at": at}
    if good:
        assert watch.give_room_extra_time(seconds=seconds, **ask) == 1
        return
    with pytest.raises(ExtraTimeRefused):
        watch.give_room_extra_time(seconds=seconds, **ask)


def test_forced_in_from_open_marks_at_once(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    make.save(row, make.right_answers(exam.paper), at=at + SECOND)
    ask: dict[str, Any] = {"actor": SYSTEM, "sitting": row, "reason": "  违纪离场 "}
    result = watch.force_hand_in(at=at + make.MINUTE, **ask)
    row.refresh_from_db()
    assert (row.state, row.handed_in_at) == (SittingState.MARKED.value, at + make.MINUTE)
    assert (row.forced_reason, result.score) == ("违纪离场", result.full_marks)
    assert watch.force_hand_in(at=at + 2 * make.MINUTE, **ask).pk == result.pk
    [facts] = _entries(Verb.SITTING_FORCED_IN)
    assert (facts["reason"], facts["answered"]) == ("违纪离场", row.answered)
    assert facts["head_digest"] == row.head_digest
    assert Result.objects.count() == 1
    with pytest.raises(SittingClosed):
        make.save(row, {"1": True}, at=at + 2 * make.MINUTE, sequence=2)


def test_forced_in_from_a_pause_ends_the_pause(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    _pause(row, _deadline(row) - SECOND)
    when = _deadline(row) + timedelta(hours=1)
    watch.force_hand_in(actor=SYSTEM, sitting=row, reason="身体不适", at=when)
    row.refresh_from_db()
    assert (row.handed_in_at, row.closed_at, row.paused_at) == (when, None, None)
    assert row.paused_seconds == 3601
    assert _deadline(row) == when + SECOND


@pytest.mark.parametrize(("offset", "forced"), [(-1, True), (0, False), (1, False)])
def test_forced_in_after_the_deadline_is_a_closing(
    exam: Exam, cast: Cast, at: datetime, offset: int, forced: bool
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    when = _deadline(row) + offset * SECOND
    watch.force_hand_in(actor=SYSTEM, sitting=row, reason="清场", at=when)
    row.refresh_from_db()
    assert (row.forced_reason == "清场", row.closed_at is None) == (forced, forced)
    if not forced:
        assert row.closed_at == row.deadline_at


def test_nothing_to_force(exam: Exam, cast: Cast, at: datetime) -> None:
    row = entry.check_in(actor=SYSTEM, exam=exam, person=cast.wang, at=at)
    ask: dict[str, Any] = {"actor": SYSTEM, "sitting": row, "reason": "清场", "at": at}
    with pytest.raises(ForceRefused) as refused:
        watch.force_hand_in(**ask)
    assert refused.value.facts["reason"] == "not_started"
    watch.void(**ask)
    with pytest.raises(ForceRefused) as refused:
        watch.force_hand_in(**ask)
    assert refused.value.facts["reason"] == "sitting_voided"
    assert not Result.objects.exists()


def test_a_paused_sitting_can_be_voided_for_good(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    _pause(row, at)
    voided = watch.void(actor=SYSTEM, sitting=row, reason=" 替考 ", at=at + SECOND)
    voided.refresh_from_db()
    assert (voided.state, voided.void_reason) == (SittingState.VOIDED.value, "替考")
    assert voided.paused_at is None
    assert make.sitting(exam, cast.wang, at=at + SECOND).number == 2
    result = make.sat(exam, cast.zhao, at=at)
    assert result.sitting is not None
    with pytest.raises(VoidRefused):
        watch.void(actor=SYSTEM, sitting=result.sitting, reason="替考", at=at)


def test_admit_only_who_has_checked_in(exam: Exam, cast: Cast, at: datetime) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get(person=cast.wang)
    with pytest.raises(AdmitRefused) as refused:
        admission.admit(actor=SYSTEM, sitting=row, at=at)
    assert refused.value.facts["reason"] == "not_checked_in"
    assert "签到" in refused.value.advice
    Sitting.objects.filter(pk=row.pk).update(checked_in_at=at)
    admitted = admission.admit(actor=SYSTEM, sitting=row, at=at + SECOND)
    assert (admitted.state, admitted.admitted_at) == (SittingState.READY.value, at + SECOND)
    assert admission.admit(actor=SYSTEM, sitting=row, at=at + 2 * SECOND).admitted_at == (
        at + SECOND
    )
    started = sittings.start(actor=SYSTEM, sitting=row, at=at + 3 * SECOND)
    assert admission.admit(actor=SYSTEM, sitting=started, at=at).state == SittingState.OPEN.value
    assert len(_entries(Verb.SITTING_ADMITTED)) == 1
    watch.void(actor=SYSTEM, sitting=row, reason="重排", at=at)
    with pytest.raises(AdmitRefused):
        admission.admit(actor=SYSTEM, sitting=row, at=at)


def test_admit_a_room(exam: Exam, cast: Cast, at: datetime) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    Sitting.objects.exclude(person=cast.li).update(checked_in_at=at)
    east = Scope(exam, units=frozenset({cast.east.pk}))
    assert admission.admit_room(actor=SYSTEM, scope=east, at=at) == 2
    assert admission.admit_room(actor=SYSTEM, scope=east, at=at) == 0
    states = dict(Sitting.objects.values_list("person", "state"))
    assert states == {cast.wang.pk: "ready", cast.zhao.pk: "ready", cast.li.pk: "prepared"}


def test_waive_the_lockdown_once(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    ask: dict[str, Any] = {"actor": SYSTEM, "sitting": row}
    watch.waive_lockdown(reason="浏览器装不上", at=at, **ask)
    assert watch.waive_lockdown(reason="再次", at=at + SECOND, **ask).lockdown_waived_at == at
    noted = Incident.objects.get()
    assert (noted.kind, noted.text) == (IncidentKind.LOCKDOWN_WAIVED.value, "浏览器装不上")
    assert (noted.sitting, noted.exam) == (row, exam)
    assert _entries(Verb.LOCKDOWN_WAIVED) == [{"reason": "浏览器装不上"}]
    over = make.sitting(exam, cast.zhao, at=at)
    with pytest.raises(WaiverRefused):
        watch.waive_lockdown(actor=SYSTEM, sitting=over, reason="迟了", at=_deadline(over))
    voided = watch.void(actor=SYSTEM, sitting=over, reason="重排", at=at)
    with pytest.raises(WaiverRefused):
        watch.waive_lockdown(actor=SYSTEM, sitting=voided, reason="迟了", at=at)


Deed = Callable[..., object]
DEEDS: list[tuple[Deed, dict[str, Any]]] = [
    (pauses.pause, {}),
    (watch.give_extra_time, {"seconds": 60}),
    (watch.void, {}),
    (watch.force_hand_in, {}),
    (watch.waive_lockdown, {}),
]


@pytest.mark.parametrize(("deed", "more"), DEEDS, ids=[deed.__name__ for deed, _ in DEEDS])
@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        ("", "missing"),
        (" \n\u3000", "missing"),
        ("字", None),
        ("字" * 200 + " ", None),
        ("字" * 201, "too_long"),
        ("停\x00电", "unsound_text"),
        ("停\ud800电", "unsound_text"),
    ],
)
def test_a_reason_is_asked_for(
    exam: Exam,
    cast: Cast,
    at: datetime,
    deed: Deed,
    more: dict[str, Any],
    reason: str,
    fault: str | None,
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    before = Sitting.objects.values().get()
    ask: dict[str, Any] = {
        "actor": SYSTEM,
        "sitting": row,
        "reason": reason,
        "at": at + SECOND,
    } | more
    if fault is None:
        deed(**ask)
        return
    with pytest.raises(WordsRefused) as refused:
        deed(**ask)
    assert (refused.value.facts["reason"], refused.value.field) == (fault, "reason")
    assert Sitting.objects.values().get() == before
