"""What the database itself holds of findings."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from academy.findings.enums import EntryKind, FindingState
from academy.findings.models import Finding, FindingEntry
from tests.cast import Cast
from tests.make import findings as make


@pytest.mark.parametrize(
    "change",
    [
        {"state": "lost"},
        {"state": FindingState.RECTIFIED.value},
        {"state": FindingState.CLOSED.value},
        {"state": FindingState.WITHDRAWN.value},
        {"rectified_at": "AT", "rectified_by": "a"},
        {"withdrawn_at": "AT"},
        {"closed_at": "AT", "closed_by": "a"},
        {"state": FindingState.RECTIFIED.value, "rectified_at": "AT"},
        {"recheck_due_on": "2026-03-09"},
        {"title": ""},
        {"source_key": ""},
        {
            "state": FindingState.CLOSED.value,
            "rectified_at": "AT",
            "rectified_by": "a",
            "closed_at": "AT",
        },
        # Whoever reported it closes it.
        {
            "state": FindingState.CLOSED.value,
            "rectified_at": "AT",
            "rectified_by": "a",
            "closed_at": "AT",
            "closed_by": "a",
        },
    ],
)
def test_no_finding_contradicts_itself(cast: Cast, at: datetime, change: dict[str, Any]) -> None:
    make.opened(cast)
    said = {name: at if value == "AT" else value for name, value in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(**said)


def test_a_source_is_found_once(cast: Cast) -> None:
    row = make.opened(cast)
    row.pk, row.public_id = None, Finding._meta.get_field("public_id").get_default()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def _entry(kind: EntryKind, at: datetime, **more: Any) -> FindingEntry:
    row = Finding.objects.get()
    return FindingEntry.objects.create(finding=row, kind=kind.value, by="somebody", at=at, **more)


DUE = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (EntryKind.EVIDENCE, {"text": ""}),
        (EntryKind.RECTIFIED, {}),
        (EntryKind.WITHDRAWN, {}),
        (EntryKind.EVIDENCE, {"text": "x", "due_on": DUE}),
        (EntryKind.EVIDENCE, {"text": "x", "level": 1}),
        (EntryKind.DEADLINE_MOVED, {"text": "x"}),
        (EntryKind.DEADLINE_MOVED, {"due_on": DUE}),
        (EntryKind.RECHECK_FAILED, {"text": "x"}),
        (EntryKind.REASSIGNED, {}),
        (EntryKind.ESCALATED, {"due_on": DUE}),
        (EntryKind.ESCALATED, {"due_on": DUE, "level": 0}),
        (EntryKind.ESCALATED, {"due_on": DUE, "level": 4}),
        (EntryKind.RECHECK_LATE, {"due_on": DUE}),
        (EntryKind.RECHECK_LATE, {"level": 1}),
    ],
)
def test_no_line_contradicts_itself(
    cast: Cast, at: datetime, kind: EntryKind, more: dict[str, Any]
) -> None:
    make.opened(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        _entry(kind, at, **more)


@pytest.mark.parametrize("kind", [EntryKind.ESCALATED, EntryKind.RECHECK_LATE])
def test_a_level_is_told_once_for_a_deadline(cast: Cast, at: datetime, kind: EntryKind) -> None:
    make.opened(cast)
    _entry(kind, at, due_on=DUE, level=1)
    _entry(kind, at, due_on=date(2026, 3, 21), level=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        _entry(kind, at, due_on=DUE, level=1)


def test_a_finding_is_opened_once(cast: Cast, at: datetime) -> None:
    make.opened(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        _entry(EntryKind.OPENED, at, due_on=DUE, owner=cast.officer)


def test_the_history_is_for_good(cast: Cast) -> None:
    make.opened(cast)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FindingEntry.objects.update(text="another")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FindingEntry.objects.all().delete()
