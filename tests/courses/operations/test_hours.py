"""Hours are entered once, taken back once, and never changed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from academy.audit.models import Entry
from academy.shared.errors import Refusal
from courses.enums import HoursSource
from courses.errors import ReasonRequired, ReversalNotReversible
from courses.errors.hours import (
    AlreadyReversed,
    CategoryUnknown,
    EarnedInvalid,
    HoursInvalid,
    HoursTwice,
    SourceNotManual,
)
from courses.models import HoursEntry
from courses.operations import hours
from tests.cast import SYSTEM, Cast
from tests.make import requirements as make

ON = date(2026, 3, 2)


def test_an_entry_says_where_it_comes_from(cast: Cast, at: datetime) -> None:
    row = make.entry(cast.wang, at=at, earned_from=ON - timedelta(days=1), category="online")
    row.refresh_from_db()
    said = (row.hours, row.category_id, row.source, row.evidence, row.recorded_by)
    assert said == (Decimal("8.0"), "online", HoursSource.OUTSIDE, "培训证明", "tests")
    assert Entry.objects.order_by("-sequence")[0].verb == "courses.hours_recorded"


def test_the_same_facts_again_are_refused(cast: Cast, at: datetime) -> None:
    make.entry(cast.wang, at=at)
    with pytest.raises(HoursTwice) as caught:
        make.entry(cast.wang, at=at)
    assert caught.value.code == "courses.hours_twice"
    make.entry(cast.wang, at=at, evidence="另一次培训的证明")
    make.entry(cast.li, at=at)
    assert HoursEntry.objects.count() == 3


def test_the_same_facts_in_one_list_are_one_entry(cast: Cast, at: datetime) -> None:
    lines = [make.line(cast.wang, at=at)] * 2
    done = hours.record_entries(actor=SYSTEM, lines=lines, at=at)
    assert (len(done.entries), done.already) == (1, 1)


def test_reversed_facts_may_come_again(cast: Cast, at: datetime) -> None:
    row = make.entry(cast.wang, at=at)
    hours.reverse(actor=SYSTEM, entry=row, reason="登错人", at=at)
    again = make.entry(cast.wang, at=at)
    assert (row.occurrence, again.occurrence) == (0, 1)
    with pytest.raises(HoursTwice):
        make.entry(cast.wang, at=at)
    assert HoursEntry.objects.aggregate(Sum("hours"))["hours__sum"] == Decimal("8.0")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"hours": Decimal("0.0")}, HoursInvalid),
        ({"hours": Decimal("-0.1")}, HoursInvalid),
        ({"hours": Decimal("0.1")}, None),
        ({"hours": Decimal("0.15")}, HoursInvalid),
        ({"hours": Decimal("2000.0")}, None),
        ({"hours": Decimal("2000.1")}, HoursInvalid),
        ({"earned_on": ON}, None),
        ({"earned_on": ON + timedelta(days=1)}, EarnedInvalid),
        ({"earned_from": ON}, None),
        ({"earned_from": ON + timedelta(days=1)}, EarnedInvalid),
        ({"source": HoursSource.COMPLETION}, SourceNotManual),
        ({"source": HoursSource.REVERSAL}, SourceNotManual),
        ({"category": "forum"}, CategoryUnknown),
        ({"evidence": " "}, ReasonRequired),
    ],
)
def test_what_cannot_be_entered(
    cast: Cast, at: datetime, said: dict[str, Any], refusal: type[Refusal] | None
) -> None:
    if refusal is None:
        assert make.entry(cast.wang, at=at, **said).pk
        return
    with pytest.raises(refusal):
        make.entry(cast.wang, at=at, **said)
    assert not HoursEntry.objects.exists()


def test_hours_are_taken_back_once(cast: Cast, at: datetime) -> None:
    row = make.entry(cast.wang, at=at, category="online")
    first = hours.reverse(actor=SYSTEM, entry=row, reason="重复登记", at=at)
    assert (first.hours, first.category_id) == (Decimal("-8.0"), "online")
    assert hours.reverse(actor=SYSTEM, entry=row, reason=" 重复登记 ", at=at) == first
    with pytest.raises(AlreadyReversed) as caught:
        hours.reverse(actor=SYSTEM, entry=row, reason="另一个原因", at=at)
    assert caught.value.facts == {"on": "2026-03-02", "reason": "重复登记"}
    assert "另行登记" in caught.value.advice
    with pytest.raises(ReversalNotReversible):
        hours.reverse(actor=SYSTEM, entry=first, reason="恢复", at=at)
    with pytest.raises(ReasonRequired):
        hours.reverse(actor=SYSTEM, entry=row, reason=" ", at=at)
    assert HoursEntry.objects.count() == 2


def test_the_ledger_is_append_only_still(cast: Cast, at: datetime) -> None:
    row = make.entry(cast.wang, at=at)
    for change in (
        lambda: HoursEntry.objects.filter(pk=row.pk).update(hours=9),
        lambda: HoursEntry.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
