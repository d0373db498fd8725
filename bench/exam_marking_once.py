"""`python -m bench.exam_marking_once SITTINGS`: mark stored responses in bulk; figures as JSON.

Lays out exams whose deadline has passed, fifty stored answers each, by INSERT … SELECT from a
room of real persons; then marks them as the closing sweep does, against one SQL aggregate of the
same rows.
"""

import json
import random
import sys
import time
from datetime import timedelta
from typing import Any

import django
import psutil

#: The reference writes what a mark sheet holds, marks in the paper's order and their sum, as plain
#: SQL can: right means equal to the key's text. It knows neither several accepted texts nor part
#: marks, and its table has neither constraints nor results.
_POINTS = "CASE WHEN r.answer = k.answer THEN k.points ELSE 0 END"
_FROM = "FROM exams_response r JOIN bench_key k ON k.item_id = r.item_id GROUP BY r.sitting_id"
AGGREGATE = (
    f"INSERT INTO bench_score SELECT r.sitting_id, sum({_POINTS}),"
    f" string_agg(({_POINTS})::text, ', ' ORDER BY k.position) {_FROM}"
)
BARE = f"INSERT INTO bench_score SELECT r.sitting_id, sum({_POINTS}) {_FROM}"
PERSONS = 1000
RUNS = 3


def main() -> None:
    django.setup()
    from django.db import connection, transaction

    from academy.shared import clock
    from tests.exam_day import room

    sittings = int(sys.argv[1])
    at = clock.now()
    with transaction.atomic():
        laid = room.build(PERSONS, at=at, number=90)
    exams = _exams(laid["exam"], sittings // PERSONS, at)
    with connection.cursor() as cursor:
        _fill(cursor, exams, laid["answers"])
        _key(cursor)
        rows = _count(cursor)
    figures: dict[str, Any] = {"rows": rows, "sittings": sittings}
    figures["aggregate"] = [_aggregate(AGGREGATE) for _ in range(RUNS)]
    figures["bare"] = min(_aggregate(BARE) for _ in range(RUNS))
    figures["marking"] = [_marking(exams) for _ in range(RUNS)]
    figures["sweep"] = _sweep(exams)
    figures["says"] = AGGREGATE
    print(json.dumps(figures))


def _exams(first: str, count: int, at: Any) -> list[Any]:
    """Return `count` further exams of the room's cohort, on its paper."""
    from exams.models import Exam
    from tests.make import exams as make

    of = Exam.objects.select_related("paper", "cohort").get(public_id=first)
    return [
        make.exam(
            at=at,
            persons=[],
            cohort=of.cohort,
            on_paper=of.paper,
            opens_at=at - timedelta(hours=turn + 3),
            duration_seconds=3600,
        )
        for turn in range(count)
    ]


def _fill(cursor: Any, exams: list[Any], choices: dict[str, list[Any]]) -> None:
    """Give everybody an open sitting past its deadline, with an answer to every item."""
    from exams.rules.answers import UNANSWERED

    cursor.execute("CREATE TEMP TABLE bench_choice (position int, turn int, answer text)")
    rng = random.Random(7)
    for position, options in choices.items():
        texts = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in options]
        texts = [*texts, UNANSWERED]
        for turn in range(16):
            answer = rng.choice(texts)
            cursor.execute("INSERT INTO bench_choice VALUES (%s, %s, %s)", [position, turn, answer])
    for exam in exams:
        cursor.execute(
            "INSERT INTO exams_sitting (public_id, exam_id, person_id, enrolment_id, paper_id,"
            " number, state, seed, planned_seconds, incident_seconds, paused_seconds, prepared_at,"
            " admitted_at, started_at, deadline_at, void_reason, forced_reason, lease,"
            " lease_client, last_sequence, answered, head_digest)"
            " SELECT gen_random_uuid(), %s, e.person_id, e.id, %s, 1, 'open', e.id, 0, 0, 0,"
            " now(), now(), %s, %s, '', '', 1, '', 10, 50, '' FROM courses_enrolment e"
            " WHERE e.cohort_id = %s",
            [
                *(exam.pk, exam.paper.public_id, exam.opens_at),
                *(exam.opens_at + timedelta(hours=1), exam.cohort_id),
            ],
        )
    cursor.execute(
        "INSERT INTO exams_response (sitting_id, item_id, answer, sequence)"
        " SELECT s.id, i.id, c.answer, 1 + i.position / 5 FROM exams_sitting s"
        " JOIN exams_paper p ON p.public_id = s.paper_id"
        " JOIN exams_paperitem i ON i.paper_id = p.id"
        " JOIN bench_choice c ON c.position = i.position AND c.turn = (s.id * 7 + i.id * 5) %% 16"
        " WHERE s.exam_id = ANY(%s) ORDER BY s.id, i.id",
        [[exam.pk for exam in exams]],
    )
    cursor.execute("VACUUM ANALYZE exams_response")
    cursor.execute("VACUUM ANALYZE exams_sitting")


def _key(cursor: Any) -> None:
    from exams.models import PaperItem
    from tests.make.exams import right_answer

    cursor.execute(
        "CREATE TABLE bench_key"
        " (item_id bigint PRIMARY KEY, answer text, points numeric, position int)"
    )
    cursor.execute(
        "CREATE TABLE bench_score (sitting_id bigint PRIMARY KEY, score numeric, marks text)"
    )
    for row in PaperItem.objects.select_related("version"):
        answer = json.dumps(right_answer(row.version), ensure_ascii=False, separators=(",", ":"))
        values = [row.pk, answer, row.points, row.position]
        cursor.execute("INSERT INTO bench_key VALUES (%s, %s, %s, %s)", values)


def _count(cursor: Any) -> int:
    cursor.execute("SELECT count(*) FROM exams_response")
    rows: int = cursor.fetchone()[0]
    return rows


def _cpu() -> float:
    """Return the CPU seconds of this process and of the database process that works for it."""
    from django.db import connection

    connection.ensure_connection()
    times = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return time.process_time() + float(times.user + times.system)


def _aggregate(statement: str) -> float:
    """Return the CPU seconds of an aggregate."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_score")
        begin = _cpu()
        cursor.execute(statement)
        return _cpu() - begin


class _Undone(Exception):
    pass


def _marking(exams: list[Any]) -> float:
    """Return the CPU seconds of marking all exams, foreign keys checked; then undo it."""
    from django.db import connection, transaction

    from academy.shared import clock
    from exams.models import Sitting
    from exams.operations import marking

    at = clock.now()
    rows = [list(Sitting.objects.filter(exam=each).order_by("pk")) for each in exams]
    spent = 0.0
    try:
        with transaction.atomic():
            begin = _cpu()
            for exam, some in zip(exams, rows, strict=True):
                marking.mark_many(exam, some, at)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            spent = _cpu() - begin
            raise _Undone
    except _Undone:
        return spent


def _sweep(exams: list[Any]) -> float:
    """Return the wall seconds of closing and marking all exams, as the sweeper does."""
    from academy.shared import clock
    from exams.operations import sittings
    from tests.cast import SYSTEM

    at, begin = clock.now(), time.perf_counter()
    closed = sum(sittings.close_overdue(actor=SYSTEM, exam=each, at=at) for each in exams)
    assert closed == len(exams) * PERSONS, closed
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
