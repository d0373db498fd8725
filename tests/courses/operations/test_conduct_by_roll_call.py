"""Roll-calls make entries by themselves; corrections take them back."""

from datetime import datetime, time
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.enums.attendance import Presence
from courses.models import ConductEntry
from courses.operations import conduct_by_roll_call as by_roll_call
from courses.queries.conduct import points_of
from tests.cast import SYSTEM, Cast
from tests.make import conduct as make
from tests.make.conduct import LATER


def _points() -> dict[int, Decimal]:
    return points_of(set(ConductEntry.objects.values_list("enrolment_id", flat=True)))


def test_findings_with_a_rule_make_entries_once(cast: Cast, at: datetime) -> None:
    cohort = make.running([cast.wang, cast.li, cast.zhao], at=at)
    lines = make.called(
        cohort,
        {cast.wang: Presence.LATE, cast.li: Presence.ABSENT, cast.zhao: Presence.PRESENT},
    )
    rows = by_roll_call.follow(actor=SYSTEM, lines=lines, at=LATER)
    assert [(row.rule.code, row.points) for row in rows] == [
        ("late", Decimal(-2)),
        ("absent", Decimal(-20)),
    ]
    assert rows[0].evidence == "点名 2026-03-10 08:30–09:30 迟到"
    assert by_roll_call.follow(actor=SYSTEM, lines=lines, at=LATER) == []


def test_a_correction_takes_back_and_enters_anew(cast: Cast, at: datetime) -> None:
    cohort = make.running([cast.wang], at=at)
    lines = make.called(cohort, {cast.wang: Presence.ABSENT})
    by_roll_call.follow(actor=SYSTEM, lines=lines, at=LATER)
    late = make.said(lines[0].roll_call, cohort, cast.wang, Presence.LATE, 1)
    by_roll_call.follow(actor=SYSTEM, lines=[late], at=LATER)
    assert list(_points().values()) == [98]
    there = make.said(lines[0].roll_call, cohort, cast.wang, Presence.PRESENT, 2)
    by_roll_call.follow(actor=SYSTEM, lines=[there], at=LATER)
    assert list(_points().values()) == [100]
    assert ConductEntry.objects.count() == 4


def test_a_voided_call_takes_back_what_it_made(cast: Cast, at: datetime) -> None:
    cohort = make.running([cast.wang, cast.li], at=at)
    lines = make.called(cohort, {cast.wang: Presence.LATE, cast.li: Presence.LATE})
    by_roll_call.follow(actor=SYSTEM, lines=lines, at=LATER)
    call = lines[0].roll_call
    taken = [
        by_roll_call.take_back(actor=SYSTEM, roll_call=call, reason="点错", at=LATER)
        for _time in range(2)
    ]
    assert taken == [2, 0]
    assert list(_points().values()) == [100, 100]


def test_statements_do_not_grow_with_lines(cast: Cast, at: datetime) -> None:
    people = [cast.wang, cast.li, cast.zhao]
    cohort = make.running(people, at=at)
    counts = []
    for hour, who in ((8, people[:1]), (14, people)):
        finds = dict.fromkeys(who, Presence.LATE)
        lines = make.called(cohort, finds, begins=time(hour, 30))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            by_roll_call.follow(actor=SYSTEM, lines=lines, at=LATER)
        counts.append(len(seen))
    assert counts[0] == counts[1]
