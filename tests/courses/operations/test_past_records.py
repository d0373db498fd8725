"""Past records: a dry run that names every fault, one commit, and an undoing by reversals."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from courses.errors import ReasonRequired
from courses.errors.hours import ImportEmpty, ImportHeaderMissing, ImportNotReady
from courses.models import HoursEntry, HoursImport
from courses.operations import past_entries, past_records
from courses.rules.past_records import Fault
from tests.cast import SYSTEM, Cast
from tests.make import requirements as make

HEAD = "工号\t姓名\t学时\t培训方式\t专业\t开始日期\t结业日期\t培训班名称"
SOUND = "T1001\t王建国\t40\t集中培训\tLAW\t2017-05-08\t2017-05-12\t2017年全系统轮训第3期"


def _read(*rows: str, at: datetime) -> HoursImport:
    make.track(at=at)
    text = "\n".join(["2017年轮训学时", HEAD, *rows])
    return past_records.read_pasted(actor=SYSTEM, text=text, at=at)


def test_a_dry_run_enters_nothing(cast: Cast, at: datetime) -> None:
    run = _read(SOUND, at=at)
    assert run.counts == {"sound": 1, "people": 1, "hours": "40.0", "refused": 0}
    assert not HoursEntry.objects.exists()


def test_the_commit_enters_each_row_with_its_provenance(cast: Cast, at: datetime) -> None:
    run = _read(SOUND, SOUND.replace("T1001\t王建国", "T2001\t李秀英"), at=at)
    done = past_entries.commit(actor=SYSTEM, run=run, at=at)
    assert (done.counts["entered"], done.counts["already"], done.rows) == (2, 0, [])
    rows = HoursEntry.objects.order_by("import_row")
    assert [(row.import_row, row.from_import_id) for row in rows] == [(3, run.pk), (4, run.pk)]
    assert past_entries.commit(actor=SYSTEM, run=run, at=at).counts == done.counts
    assert HoursEntry.objects.count() == 2


def test_the_same_file_twice_adds_nothing(cast: Cast, at: datetime) -> None:
    run = _read(SOUND, at=at)
    assert _read(SOUND, at=at) == run
    past_entries.commit(actor=SYSTEM, run=run, at=at)
    assert _read(SOUND, at=at) == run
    other = _read(SOUND, SOUND.replace("40", "8"), at=at)
    done = past_entries.commit(actor=SYSTEM, run=other, at=at)
    assert (done.counts["entered"], done.counts["already"]) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new", "column", "fault"),
    [
        ("T1001", "", "A", Fault.NUMBER_MISSING),
        ("T1001", "T9999", "A", Fault.PERSON_UNKNOWN),
        ("王建国", "王建军", "B", Fault.NAME_DIFFERS),
        ("\t40\t", "\t四十\t", "C", Fault.HOURS_UNREADABLE),
        ("\t40\t", "\t0\t", "C", Fault.HOURS_INVALID),
        ("\t40\t", "\t2000.1\t", "C", Fault.HOURS_INVALID),
        ("集中培训", "论坛", "D", Fault.CATEGORY_UNKNOWN),
        ("LAW", "", "E", Fault.TRACK_UNKNOWN),
        ("2017-05-08", "2017-05-13", "F", Fault.DATES_REVERSED),
        ("2017-05-12", "2017-02-30", "G", Fault.DATE_UNREADABLE),
        ("2017-05-12", "", "G", Fault.DATE_UNREADABLE),
        ("2017-05-12", "2026-03-03", "G", Fault.DATE_AHEAD),
        ("2017年全系统轮训第3期", "", "H", Fault.EVIDENCE_MISSING),
    ],
)
def test_a_refused_row_is_named(
    cast: Cast, at: datetime, old: str, new: str, column: str, fault: Fault
) -> None:
    run = _read(SOUND.replace(old, new), at=at)
    assert [(each["row"], each["column"], each["fault"]) for each in run.refused] == [
        (3, column, fault.value)
    ]
    with pytest.raises(ImportEmpty):
        past_entries.commit(actor=SYSTEM, run=run, at=at)


def test_a_row_twice_in_the_file_is_named(cast: Cast, at: datetime) -> None:
    run = _read(SOUND, SOUND, at=at)
    assert [(each["row"], each["fault"]) for each in run.refused] == [(4, Fault.TWICE_IN_FILE)]
    assert run.counts["sound"] == 1


def test_an_undone_import_is_reversed_line_by_line(cast: Cast, at: datetime) -> None:
    run = past_entries.commit(actor=SYSTEM, run=_read(SOUND, at=at), at=at)
    with pytest.raises(ReasonRequired):
        past_entries.undo(actor=SYSTEM, run=run, reason=" ", at=at)
    undone = past_entries.undo(actor=SYSTEM, run=run, reason="用错文件", at=at)
    assert past_entries.undo(actor=SYSTEM, run=run, reason="用错文件", at=at) == undone
    assert undone.counts["reversed"] == 1
    assert HoursEntry.objects.aggregate(Sum("hours"))["hours__sum"] == Decimal(0)
    with pytest.raises(ImportNotReady):
        past_entries.commit(actor=SYSTEM, run=run, at=at)
    again = _read(SOUND, at=at)
    assert again != run
    past_entries.commit(actor=SYSTEM, run=again, at=at)
    assert HoursEntry.objects.aggregate(Sum("hours"))["hours__sum"] == Decimal(40)


def test_a_dry_run_can_be_given_up(cast: Cast, at: datetime) -> None:
    run = past_entries.undo(actor=SYSTEM, run=_read(SOUND, at=at), reason="不用了", at=at)
    assert (run.rows, run.counts["reversed"]) == ([], 0)


def test_a_table_without_headings_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(ImportHeaderMissing):
        past_records.read_pasted(actor=SYSTEM, text="甲\t乙\n1\t2\n", at=at)
