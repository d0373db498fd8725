"""Reports made in the background: once each, on record, for some days."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from academy.audit.models import Entry
from academy.jobs.enums import JobState
from academy.jobs.errors import JobEnded
from academy.jobs.models import Job
from academy.jobs.runner import LeaseLost, execute
from academy.notices.models import Notice
from academy.people.access import actor
from academy.people.enums import Role
from academy.people.models import Grant
from academy.reporting.enums import Form, RunState, Verb
from academy.reporting.errors import ReportTooLong, RunFileExpired, RunNotReady, RunOutOfReach
from academy.reporting.models import Extract, ReportRun
from academy.reporting.operations import extracts, report_runs
from academy.reporting.operations.watching import Stopped, Watch
from academy.reporting.reports.completion import SPEC
from academy.reporting.rules.asking import Ask
from academy.shared.text import digest
from tests.cast import Cast
from tests.make import report_runs as make
from tests.make import reporting

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _here(at: datetime, settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def asked(cast: Cast, at: datetime) -> Ask:
    reporting.closed_cohort(cast, at=at)
    return reporting.everybody(cast, at=at)


def quiet(_done: int, _total: int, _note: str) -> None:
    """Nobody watches."""


def _told() -> int:
    return Notice.objects.filter(topic="reporting.report_ready").count()


def test_a_run_becomes_a_file_on_record_and_its_asker_is_told(
    cast: Cast, asked: Ask, at: datetime
) -> None:
    run = make.begun(cast.hr, asked, at=at, form=Form.XLSX)
    assert (run.state, Job.objects.get(pk=run.job_id).payload) == (
        RunState.WAITING,
        {"run": str(run.public_id)},
    )
    with pytest.raises(RunNotReady):
        report_runs.file_of(run)
    assert make.executed(run) is JobState.DONE
    assert run.state is RunState.DONE
    content = report_runs.file_of(run).read_bytes()
    direct = extracts.make(actor=actor(cast.hr), spec=SPEC, ask=asked, form=Form.CSV, at=at)
    extract = Extract.objects.get(form=Form.XLSX)
    assert run.extract == extract
    assert (extract.file_digest, run.bytes) == (digest(content), len(content))
    assert extract.figures_digest == direct.extract.figures_digest
    assert (extract.made_by, extract.name_count) == (str(cast.hr.public_id), 6)
    notice = Notice.objects.get(topic="reporting.report_ready")
    assert (notice.person, notice.path) == (cast.hr, f"/reports/runs/{run.public_id}/")
    verbs = Entry.objects.filter(verb__startswith="reporting.").order_by("sequence")
    assert [each.verb for each in verbs][:2] == [Verb.RUN_BEGUN, Verb.EXTRACT_MADE]


def test_a_job_that_runs_twice_makes_one_file(
    cast: Cast, asked: Ask, at: datetime, tmp_path: Path
) -> None:
    run = make.begun(cast.hr, asked, at=at)
    report_runs.make(run_id=run.public_id, progress=quiet, at=at)
    assert make.executed(run) is JobState.DONE
    assert execute(run.job_id) is None
    assert (Extract.objects.count(), _told()) == (1, 1)
    assert len(list((tmp_path / "reports").rglob("*.csv"))) == 1


def test_a_second_worker_leaves_the_first_one_s_file(
    cast: Cast, asked: Ask, at: datetime, tmp_path: Path
) -> None:
    run = make.begun(cast.hr, asked, at=at)
    made: list[ReportRun] = []

    def meanwhile(done: int, _total: int, _note: str) -> None:
        if done == report_runs.DRAWN and not made:
            made.append(run)
            report_runs.make(run_id=run.public_id, progress=quiet, at=at)

    found = report_runs.make(run_id=run.public_id, progress=meanwhile, at=at)
    assert Extract.objects.count() == 1
    assert list((tmp_path / "reports").rglob("*.csv")) == [report_runs.file_of(found)]


def test_the_same_question_while_it_waits_is_one_run(cast: Cast, asked: Ask, at: datetime) -> None:
    run = make.begun(cast.hr, asked, at=at)
    assert make.begun(cast.hr, asked, at=at) == run
    assert make.begun(cast.hr, asked, at=at, form=Form.PDF) != run
    assert make.begun(cast.admin, asked, at=at) != run
    make.executed(run)
    assert make.begun(cast.hr, asked, at=at) != run


def test_a_stopped_run_makes_nothing(cast: Cast, asked: Ask, at: datetime, tmp_path: Path) -> None:
    run = make.begun(cast.hr, asked, at=at)
    for _twice in range(2):
        stopped = report_runs.cancel(actor=actor(cast.hr), run=run, at=at)
        assert stopped.state is RunState.CANCELLED
    assert make.executed(run) is None
    assert not Extract.objects.exists()
    assert make.begun(cast.hr, asked, at=at) != run


def test_what_is_stopped_half_way_leaves_nothing(
    cast: Cast, asked: Ask, at: datetime, tmp_path: Path
) -> None:
    run = make.begun(cast.hr, asked, at=at)

    def stop(done: int, _total: int, _note: str) -> None:
        if done == report_runs.DRAWN:
            raise LeaseLost

    with pytest.raises(LeaseLost):
        report_runs.make(run_id=run.public_id, progress=stop, at=at)
    assert not Extract.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_made_run_is_not_stopped(cast: Cast, asked: Ask, at: datetime) -> None:
    run = make.begun(cast.hr, asked, at=at)
    make.executed(run)
    with pytest.raises(JobEnded):
        report_runs.cancel(actor=actor(cast.hr), run=run, at=at)


def test_who_lost_the_office_gets_nothing(cast: Cast, asked: Ask, at: datetime) -> None:
    run = make.begun(cast.hr, asked, at=at)
    Grant.objects.filter(person=cast.hr, role=Role.HR).update(unit=cast.east)
    assert make.executed(run) is JobState.FAILED
    run = ReportRun.objects.select_related("job").get()
    assert (run.state, run.job.error) == (RunState.FAILED, RunOutOfReach.code)


@pytest.mark.parametrize(("after", "there"), [(-1, True), (0, False), (1, False)])
def test_files_are_kept_for_some_days(
    cast: Cast, asked: Ask, at: datetime, settings: LazySettings, after: int, there: bool
) -> None:
    settings.REPORT_FILE_DAYS = 3
    run = make.begun(cast.hr, asked, at=at)
    make.executed(run)
    later = at + 3 * DAY + timedelta(seconds=after)
    assert report_runs.sweep(at=later) == (0 if there else 1)
    assert report_runs.sweep(at=later) == 0
    run.refresh_from_db()
    assert Extract.objects.count() == 1
    if there:
        assert report_runs.file_of(run).is_file()
        return
    assert run.removed_at == later
    with pytest.raises(RunFileExpired):
        report_runs.file_of(run)


def test_the_sweep_takes_what_no_row_names(
    cast: Cast, asked: Ask, at: datetime, tmp_path: Path
) -> None:
    run = make.begun(cast.hr, asked, at=at)
    make.executed(run)
    left = tmp_path / "reports" / "2026" / "left.csv"
    left.write_bytes(b"x")
    report_runs.sweep(at=at)
    assert left.is_file()
    report_runs.sweep(at=datetime.now(at.tzinfo) + 400 * DAY)
    assert not left.exists()


@pytest.mark.parametrize(("limit", "refused"), [(5, True), (6, False), (7, False)])
def test_a_long_report_is_not_made_while_somebody_waits(
    cast: Cast, asked: Ask, at: datetime, settings: LazySettings, limit: int, refused: bool
) -> None:
    settings.REPORT_DIRECT_LINES = limit

    def direct(form: Form) -> object:
        return extracts.make(actor=actor(cast.hr), spec=SPEC, ask=asked, form=form, at=at)

    if refused:
        with pytest.raises(ReportTooLong):
            direct(Form.XLSX)
        assert not Extract.objects.exists()
    else:
        direct(Form.XLSX)
    direct(Form.CSV)
    run = make.begun(cast.hr, asked, at=at, form=Form.XLSX)
    assert make.executed(run) is JobState.DONE


@pytest.mark.parametrize(
    "change", [{"file": "x"}, {"bytes": 1}, {"file_name": "x"}, {"form": "doc"}, {"report": ""}]
)
def test_a_row_that_cannot_be(
    cast: Cast, asked: Ask, at: datetime, change: dict[str, object]
) -> None:
    make.begun(cast.hr, asked, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportRun.objects.update(**change)


@pytest.mark.parametrize("form", [Form.XLSX, Form.PDF])
def test_a_drawing_that_nobody_wants_any_more_ends_at_once(
    cast: Cast, asked: Ask, at: datetime, form: Form, tmp_path: Path
) -> None:
    """The thread that draws stops at the next line or page, and the file is not kept."""
    reading = extracts.read(SPEC, asked, form)
    by, watch = actor(cast.hr), Watch(reading.name_count)
    assert watch.share == 0
    extracts.draw(actor=by, reading=reading, at=at, watch=watch)
    assert watch.share == 1
    watch.stop()
    with pytest.raises(Stopped):
        extracts.draw(actor=by, reading=reading, at=at, watch=watch)
    # The next one in the same process is none the worse for it.
    assert extracts.draw(actor=by, reading=reading, at=at).content
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_progress_says_what_and_how_far(cast: Cast, asked: Ask, at: datetime) -> None:
    run = make.begun(cast.hr, asked, at=at, form=Form.XLSX)
    told: list[tuple[int, int, str]] = []

    def note(done: int, total: int, words: str) -> None:
        told.append((done, total, words))

    report_runs.make(run_id=run.public_id, progress=note, at=at)
    assert told[0] == (0, 100, "正在读取数据")
    assert told[1] == (30, 100, "正在排版（名单共 6 行）")
    assert told[-1] == (95, 100, "正在存盘")
    assert told == sorted(told)


def test_the_same_question_in_another_language_is_another_file(
    cast: Cast, asked: Ask, at: datetime
) -> None:
    run = make.begun(cast.hr, asked, at=at)
    other = report_runs.begin(
        actor=actor(cast.hr), spec=SPEC, ask=asked, form=Form.CSV, language="en", at=at
    )
    assert other != run
