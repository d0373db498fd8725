"""Entering and taking back chunk by chunk: stopped anywhere, nothing is lost and nothing twice."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from academy.audit.models import Entry
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.shared.tabular.errors import WrongType
from courses.enums import HoursSource, Verb
from courses.enums.hours import ImportState
from courses.errors.hours import ImportHeaderMissing, ImportNotReady, ImportUnread
from courses.models import HoursEntry, HoursImport
from courses.operations import hours, import_jobs, past_entries, past_records
from tests.cast import SYSTEM, Cast
from tests.make import requirements as make

ROWS = 5
HEAD = "工号,学时,专业,结束日期,依据"
LONG = "\n" * past_records.INLINE_BYTES


class Stopped(Exception):
    """What a job's handle raises when the job is no longer its own."""


@pytest.fixture(autouse=True)
def _chunks_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_entries, "CHUNK", 2)


@pytest.fixture
def run(cast: Cast, at: datetime) -> HoursImport:
    make.track(at=at)
    lines = [f"T1001,8,LAW,2017-05-12,轮训第{number}期" for number in range(ROWS)]
    return past_records.read_pasted(actor=SYSTEM, text="\n".join([HEAD, *lines]), at=at)


class _StopAfter:
    """A report that stops the work after so many chunks, and remembers what it was told."""

    def __init__(self, chunks: int) -> None:
        self.chunks = chunks
        self.told: list[tuple[int, int]] = []

    def __call__(self, done: int, total: int) -> None:
        self.told.append((done, total))
        if len(self.told) == self.chunks:
            raise Stopped


def _total() -> Decimal:
    total: Decimal = HoursEntry.objects.aggregate(Sum("hours"))["hours__sum"]
    return total


@pytest.mark.parametrize("chunks", [1, 2])
def test_an_entering_that_stops_is_gone_on_with(
    run: HoursImport, at: datetime, chunks: int
) -> None:
    watch = _StopAfter(chunks)
    with pytest.raises(Stopped):
        past_entries.commit(actor=SYSTEM, run=run, at=at, report=watch)
    run.refresh_from_db()
    assert watch.told == [(2, ROWS), (4, ROWS)][:chunks]
    assert (run.state, run.taken) == (ImportState.ENTERING, 2 * chunks)
    assert HoursEntry.objects.count() == 2 * chunks
    done = past_entries.commit(actor=SYSTEM, run=run, at=at)
    assert (done.state, done.counts["entered"], done.rows) == (ImportState.COMMITTED, ROWS, [])
    rows = HoursEntry.objects.order_by("import_row").values_list("import_row", flat=True)
    assert list(rows) == [2, 3, 4, 5, 6]


def test_an_entering_that_stopped_can_be_taken_back(run: HoursImport, at: datetime) -> None:
    with pytest.raises(Stopped):
        past_entries.commit(actor=SYSTEM, run=run, at=at, report=_StopAfter(1))
    undone = past_entries.undo(actor=SYSTEM, run=run, reason="用错文件", at=at)
    assert undone.state == ImportState.UNDONE
    assert (undone.counts["reversed"], _total()) == (2, Decimal(0))
    with pytest.raises(ImportNotReady):
        past_entries.commit(actor=SYSTEM, run=run, at=at)


def test_an_undoing_that_stops_is_gone_on_with(run: HoursImport, at: datetime) -> None:
    past_entries.commit(actor=SYSTEM, run=run, at=at)
    with pytest.raises(Stopped):
        past_entries.undo(actor=SYSTEM, run=run, reason="用错", at=at, report=_StopAfter(2))
    run.refresh_from_db()
    assert run.state == ImportState.UNDOING
    assert (run.counts["reversed"], _total()) == (4, Decimal(8))
    with pytest.raises(ImportNotReady):
        past_entries.commit(actor=SYSTEM, run=run, at=at)
    undone = past_entries.undo(actor=SYSTEM, run=run, reason="另一个原因", at=at)
    assert (undone.state, undone.undo_reason) == (ImportState.UNDONE, "用错")
    assert _total() == Decimal(0)
    assert HoursEntry.objects.filter(source=HoursSource.REVERSAL).count() == ROWS
    assert past_entries.go_on_undoing(actor=SYSTEM, run=run, at=at) == undone


def test_each_chunk_is_vouched_for_in_the_log(run: HoursImport, at: datetime) -> None:
    past_entries.commit(actor=SYSTEM, run=run, at=at)
    told = Entry.objects.filter(verb=Verb.HOURS_IMPORTED).order_by("sequence")
    rows = list(HoursEntry.objects.order_by("import_row"))
    chunks = [rows[:2], rows[2:4], rows[4:]]
    assert [each.facts["lines"] for each in told] == [hours.digest_of(each) for each in chunks]
    assert not Entry.objects.filter(verb=Verb.HOURS_RECORDED).exists()


def test_taking_back_stops_the_job_that_enters(run: HoursImport, at: datetime) -> None:
    job = import_jobs.ask(import_jobs.ENTER, actor=SYSTEM, run=run, at=at)
    assert import_jobs.ask(import_jobs.ENTER, actor=SYSTEM, run=run, at=at) == job
    past_entries.undo(actor=SYSTEM, run=run, reason="不用了", at=at)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_whoever_wants_may_stop_what_works_and_ask_again(run: HoursImport, at: datetime) -> None:
    job = import_jobs.ask(import_jobs.ENTER, actor=SYSTEM, run=run, at=at)
    for _again in range(2):
        past_entries.stop(actor=SYSTEM, run=run, at=at)
    assert import_jobs.ask(import_jobs.ENTER, actor=SYSTEM, run=run, at=at) != job
    assert Job.objects.filter(state=JobState.CANCELLED).count() == 1


def _soon(at: datetime, text: str, name: str = "旧.csv") -> HoursImport:
    return past_records.read_soon(actor=SYSTEM, file_name=name, data=text.encode(), at=at)


def test_a_large_file_waits_encrypted_until_it_is_read(cast: Cast, at: datetime) -> None:
    make.track(at=at)
    text = f"{HEAD}\nT1001,8,LAW,2017-05-12,轮训\n{LONG}"
    run = _soon(at, text)
    assert _soon(at, text) == run
    assert Job.objects.filter(kind=import_jobs.READ).count() == 1
    assert "轮训".encode() not in bytes(run.sealed or b"")
    with pytest.raises(ImportUnread):
        past_entries.commit(actor=SYSTEM, run=run, at=at)
    done = past_records.read_uploaded(run=run, at=at)
    assert (done.state, done.sealed, done.counts["sound"]) == (ImportState.READ, None, 1)
    assert past_records.read_uploaded(run=run, at=at) == done
    again = _soon(at, text)
    assert (again, again.state) == (run, ImportState.UPLOADED), "compared anew with today's people"


@pytest.mark.parametrize(
    ("text", "name", "refusal"),
    [(f"甲,乙\n1,2\n{LONG}", "旧.csv", ImportHeaderMissing), (f"x{LONG}", "旧.xlsx", WrongType)],
)
def test_a_large_file_that_cannot_be_read_says_why_and_may_come_again(
    cast: Cast, at: datetime, text: str, name: str, refusal: type[Exception]
) -> None:
    run = _soon(at, text, name)
    with pytest.raises(refusal):
        past_records.read_uploaded(run=run, at=at)
    run.refresh_from_db()
    assert (run.state, run.sealed) == (ImportState.REFUSED, None)
    assert run.refusal is not None
    assert _soon(at, text, name) != run


def test_a_waiting_file_can_be_given_up(cast: Cast, at: datetime) -> None:
    run = _soon(at, f"{HEAD}\n{LONG}")
    undone = past_entries.undo(actor=SYSTEM, run=run, reason="不用了", at=at)
    assert (undone.state, undone.sealed) == (ImportState.UNDONE, None)
    assert past_records.read_uploaded(run=run, at=at).state == ImportState.UNDONE
