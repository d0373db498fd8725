"""What the database itself holds: days that never overlap, facts that are said once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from academy.people.models import Person
from academy.reporting.enums import ExclusionReason, ExclusionState
from academy.reporting.models import Exclusion
from tests.cast import AT, Cast
from tests.make import exclusions as make

DAY = timedelta(days=1)
_S = ExclusionState


def _row(cast: Cast, at: datetime, person: Person | None = None, **facts: Any) -> Exclusion:
    """Return a granted row that no operation made."""
    told: dict[str, Any] = {
        "person": person or cast.wang,
        "unit": cast.east,
        "reason": ExclusionReason.SICK.value,
        "evidence": "证明",
        "valid_from": make.FIRST,
        "valid_until": make.UNTIL,
        "state": _S.GRANTED.value,
        "asked_by": cast.officer,
        "asked_at": at,
        "granted": True,
        "decided_by": cast.hr,
        "decided_at": at,
        "decision": "同意",
        **facts,
    }
    return Exclusion(**told)


_OPEN = {"granted": None, "decided_by": None, "decided_at": None, "decision": None}


def _stored(row: Exclusion) -> bool:
    """Whether the database takes a row; it is kept if so."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize(("shift", "stored"), [(-1, False), (0, True), (1, True)])
def test_granted_days_of_one_person_never_overlap(
    cast: Cast, at: datetime, shift: int, stored: bool
) -> None:
    assert _stored(_row(cast, at))
    later = _row(cast, at, valid_from=make.UNTIL + shift * DAY, valid_until=None)
    assert _stored(later) is stored


@pytest.mark.parametrize(("shift", "stored"), [(-1, True), (0, True), (1, False)])
def test_nor_before(cast: Cast, at: datetime, shift: int, stored: bool) -> None:
    assert _stored(_row(cast, at, valid_until=None))
    earlier = _row(cast, at, valid_from=date(2026, 1, 1), valid_until=make.FIRST + shift * DAY)
    assert _stored(earlier) is stored


@pytest.mark.parametrize(
    ("one", "two", "stored"),
    [
        ("", "", False),
        ("", "LAW", False),
        ("LAW", "", False),
        ("LAW", "LAW", False),
        ("LAW", "SAFETY", True),
    ],
)
def test_every_track_is_all_of_them(
    cast: Cast, at: datetime, one: str, two: str, stored: bool
) -> None:
    first, second = (make.track(code, code) if code else None for code in (one, two))
    assert _stored(_row(cast, at, track=first))
    assert _stored(_row(cast, at, track=second)) is stored


def test_only_granted_ones_of_the_same_person_are_in_each_others_way(
    cast: Cast, at: datetime
) -> None:
    assert _stored(_row(cast, at))
    assert _stored(_row(cast, at, cast.zhao))
    waiting = _row(cast, at, state=_S.ASKED.value, **_OPEN)
    assert _stored(waiting)
    decided = {"granted": True, "decided_by": cast.hr, "decided_at": at, "decision": "同意"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.filter(pk=waiting.pk).update(state=_S.GRANTED.value, **decided)
    taken: dict[str, Any] = {
        "taken_back_by": cast.hr,
        "taken_back_at": at,
        "taken_back_reason": "返岗",
    }
    assert _stored(_row(cast, at, state=_S.REVOKED.value, **taken))


@pytest.mark.parametrize(
    "facts",
    [
        {"reason": "holiday"},
        {"state": "lost"},
        {"valid_until": make.FIRST},
        {"evidence": ""},
        {"reason": "other", "words": ""},
        {"decision": ""},
        {"decision": None},
        {"decided_at": None},
        {"decided_by": None},
        {"granted": None},
        {"granted": False},
        {"state": "asked"},
        {"state": "revoked"},
        {"state": "withdrawn"},
        {"state": "refused"},
        {"taken_back_reason": "返岗"},
        {**_OPEN, "state": "granted"},
        {**_OPEN, "state": "withdrawn", "taken_back_reason": "重复"},
    ],
)
def test_rows_that_contradict_themselves(cast: Cast, at: datetime, facts: dict[str, Any]) -> None:
    assert not _stored(_row(cast, at, **facts))


def test_a_decision_is_a_second_persons_and_comes_after(cast: Cast, at: datetime) -> None:
    second = timedelta(seconds=1)
    assert not _stored(_row(cast, at, decided_by=cast.officer))
    assert not _stored(_row(cast, at, cast.hr))
    assert not _stored(_row(cast, at, decided_at=at - second))
    taken: dict[str, Any] = {
        "state": "revoked",
        "taken_back_by": cast.hr,
        "taken_back_reason": "返岗",
    }
    assert not _stored(_row(cast, at, **taken, taken_back_at=at - second))
    other: dict[str, Any] = {
        **_OPEN,
        "state": "withdrawn",
        "taken_back_at": at,
        "taken_back_reason": "重复",
    }
    assert not _stored(_row(cast, at, **other, taken_back_by=cast.hr))
    assert _stored(_row(cast, at, **other, taken_back_by=cast.officer))
    assert _stored(_row(cast, at, **taken, taken_back_at=at))
    assert _stored(_row(cast, at))


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "new"},
        {"evidence": "另一份"},
        {"valid_from": date(2026, 1, 1)},
        {"valid_until": None},
        {"state": "refused", "granted": False},
        {"decision": "不同意"},
        {"decision": None},
        {"asked_at": AT - DAY},
        {"decided_at": AT + DAY},
    ],
)
def test_what_was_said_stays_said(cast: Cast, at: datetime, change: dict[str, Any]) -> None:
    row = make.granted(make.draft(cast.wang), by=cast.officer, decider=cast.hr, at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        Exclusion.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Exclusion.objects.filter(pk=row.pk).delete()
    kept = Exclusion.objects.get(pk=row.pk)
    assert (kept.evidence, kept.decision, kept.state) == (row.evidence, "同意", "granted")


def test_health_is_not_readable_in_the_database(cast: Cast, at: datetime) -> None:
    from django.db import connection

    make.granted(make.draft(cast.wang, words="手术"), by=cast.officer, decider=cast.hr, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, evidence, decision FROM reporting_exclusion")
        stored = cursor.fetchone()
    assert not {"手术", "人字〔2026〕8号", "同意"} & set(stored)
