"""Two take the same hours back at once, or commit the same import at once."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError
from django.db.models import Sum

from courses.enums import HoursSource
from courses.enums.hours import ImportState
from courses.errors.hours import AlreadyReversed
from courses.models import HoursEntry, HoursImport
from courses.operations import hours, past_entries, past_records
from tests.cast import SYSTEM, gather
from tests.make import requirements as make
from tests.races.conftest import Run

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "工号,学时,结束日期,依据\nT1001,40,2017-05-12,轮训\n"


def _total() -> Decimal:
    total: Decimal = HoursEntry.objects.aggregate(total=Sum("hours"))["total"]
    return total


def test_hours_are_taken_back_by_one_of_two(at_once: Run, at: datetime) -> None:
    row = make.entry(gather(at=at).wang, at=at)

    def back(reason: str) -> Callable[[], HoursEntry]:
        return lambda: hours.reverse(actor=SYSTEM, entry=row, reason=reason, at=at)

    results = at_once([back("登错人"), back("重复登记")])
    assert sorted(type(each).__name__ for each in results) == ["AlreadyReversed", "HoursEntry"]
    assert AlreadyReversed.code == "courses.already_reversed"
    assert _total() == 0


def test_control_without_the_lock_only_the_schema_refuses(at_once: Run, at: datetime) -> None:
    row = make.entry(gather(at=at).wang, at=at)
    both_have_looked = Barrier(2)

    def unguarded() -> HoursEntry:
        assert not HoursEntry.objects.filter(reverses=row).exists()
        both_have_looked.wait(timeout=20)
        return HoursEntry.objects.create(
            person_id=row.person_id,
            track_id=row.track_id,
            hours=-row.hours,
            earned_on=row.earned_on,
            source=HoursSource.REVERSAL,
            reverses=row,
            evidence="登错人",
            recorded_at=at,
        )

    results = at_once([unguarded, unguarded])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1
    assert _total() == 0


def _run(at: datetime) -> HoursImport:
    gather(at=at)
    track = make.track(at=at)
    return past_records.read_pasted(actor=SYSTEM, text=TABLE, track=track, at=at)


def test_an_import_committed_twice_at_once_is_entered_once(at_once: Run, at: datetime) -> None:
    run = _run(at)
    commit = partial(past_entries.commit, actor=SYSTEM, run=run, at=at)
    results = at_once([commit, commit])
    assert [each.state for each in results] == [ImportState.COMMITTED] * 2
    assert _total() == 40


def test_control_without_the_look_at_the_ledger_both_are_entered(
    at_once: Run, at: datetime
) -> None:
    run = _run(at)
    person = gather(at=at).wang
    both_have_looked = Barrier(2)

    def unguarded() -> HoursEntry:
        assert HoursImport.objects.get(pk=run.pk).state == ImportState.READ
        both_have_looked.wait(timeout=20)
        return HoursEntry.objects.create(
            person=person,
            track=make.track(at=at),
            hours=Decimal(40),
            earned_on=at.date(),
            source=HoursSource.PAST_RECORD,
            evidence="轮训",
            recorded_at=at,
        )

    at_once([unguarded, unguarded])
    assert _total() == 80
