"""What was found by hand: one finding for one form, with its first evidence."""

from datetime import date, datetime
from typing import Any

import pytest

from academy.findings import errors as no
from academy.findings.enums import EntryKind, FindingState
from academy.findings.models import Finding, FindingEntry
from academy.findings.operations import findings
from academy.notices.models import Notice
from academy.people.access import actor
from tests.cast import Cast
from tests.make import findings as make
from tests.make.findings import DUE, LATE


def history() -> list[tuple[str, str]]:
    return list(FindingEntry.objects.order_by("pk").values_list("kind", "text"))


def test_opened_with_its_evidence_and_its_owner_told(cast: Cast) -> None:
    row = make.by_hand(cast, person=cast.wang)
    assert (row.kind, row.state, row.due_on) == ("findings.inspection", FindingState.OPEN, DUE)
    assert (row.unit, row.owner, row.person) == (cast.east, cast.officer, cast.wang)
    assert row.opened_by == str(cast.leader.public_id)
    assert history() == [
        (EntryKind.OPENED, ""),
        (EntryKind.EVIDENCE, "3 月 2 日检查，照片 4 张存学院办"),
    ]
    told = Notice.objects.values_list("person__name", "topic")
    assert list(told) == [(cast.officer.name, "findings.opened")]


def test_the_same_form_twice_is_one_whatever_has_become_of_it(cast: Cast, at: datetime) -> None:
    row = make.by_hand(cast)
    assert make.by_hand(cast, title=" 三楼宿舍消防通道堆放杂物 ") == row
    findings.assign(actor=actor(cast.hr), finding=row, owner=cast.zhao, at=at)
    findings.withdraw(actor=actor(cast.hr), finding=row, reason="登记有误", at=at)
    again = make.by_hand(cast, at=LATE)
    assert (again.pk, again.state) == (row.pk, FindingState.WITHDRAWN)
    assert Finding.objects.count() == 1
    # A form of somebody else, and another form of the same person.
    assert make.by_hand(cast, by=cast.hr) != row
    assert make.by_hand(cast, "form-2") != row


@pytest.mark.parametrize(
    "change",
    [
        {"title": "另一件事"},
        {"due_on": date(2026, 3, 20)},
        {"evidence": "另有材料"},
        {"unit": "south"},
        {"owner": "zhao"},
        {"person": "wang"},
    ],
)
def test_a_form_with_something_else_in_it_is_refused(cast: Cast, change: dict[str, Any]) -> None:
    make.by_hand(cast)
    said = {
        name: getattr(cast, value) if name in ("unit", "owner", "person") else value
        for name, value in change.items()
    }
    with pytest.raises(no.FindingKeyReused) as refused:
        make.by_hand(cast, **said)
    assert refused.value.field == "key"
    assert FindingEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        ({"title": " "}, no.FindingTextRequired, "title"),
        ({"title": "长" * 201}, no.FindingTextTooLong, "title"),
        ({"evidence": ""}, no.FindingTextRequired, "evidence"),
        ({"evidence": "长" * 1001}, no.FindingTextTooLong, "evidence"),
        ({"due_on": date(2026, 3, 1)}, no.FindingDueInvalid, "due_on"),
    ],
)
def test_what_cannot_be_is_refused(
    cast: Cast, said: dict[str, Any], refusal: type[Exception], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        make.by_hand(cast, **said)
    assert getattr(refused.value, "field", None) == field
    assert not Finding.objects.exists()


def test_a_long_key_is_a_key(cast: Cast) -> None:
    assert make.by_hand(cast, "k" * 128) == make.by_hand(cast, "k" * 128)


def test_who_looks_again_may_be_who_found_it(cast: Cast) -> None:
    row = make.by_hand(cast)
    findings.report_rectified(actor=actor(cast.officer), finding=row, text="已清理", at=LATE)
    done = findings.recheck(actor=actor(cast.leader), finding=row, passed=True, at=LATE)
    assert done.state == FindingState.CLOSED
