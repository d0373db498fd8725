"""Days on which people are not to be sent."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from academy.audit.models import Entry
from academy.people.models import Person
from academy.shared import clock
from courses.enums.planning import BlockKind
from courses.enums.plans import BlockFault
from courses.errors.planning import BlockPersonLeft, BlocksRefused, BlockTooLong, BlockWithoutEnd
from courses.models import Block
from courses.operations import blocks
from courses.queries import blocks as queries
from courses.queries.blocks import Wanted
from courses.rules.block_rows import LIMIT_DAYS, BlockRow
from courses.rules.calendar import Span
from tests.cast import SYSTEM, Cast

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 9)


def leave(person: Person, at: datetime, first: date = FIRST, last: date | None = None) -> Block:
    return blocks.record_block(
        actor=SYSTEM,
        person=person,
        kind=BlockKind.LEAVE,
        starts_on=first,
        ends_on=last or first,
        source="test",
        at=at,
    )


def test_the_same_twice_is_one_until_it_is_lifted(at: datetime, cast: Cast) -> None:
    row = leave(cast.wang, at)
    assert leave(cast.wang, at) == row
    for _turn in range(2):
        blocks.lift(actor=SYSTEM, block=row, at=at)
    assert leave(cast.wang, at) != row
    entries = Entry.objects.filter(verb__startswith="courses.block").order_by("sequence")
    verbs = list(entries.values_list("verb", flat=True))
    assert verbs == ["courses.block_recorded", "courses.block_lifted", "courses.block_recorded"]


def test_days_in_order_and_not_too_many(at: datetime, cast: Cast) -> None:
    with pytest.raises(BlockWithoutEnd):
        leave(cast.wang, at, FIRST, FIRST - timedelta(days=1))
    assert leave(cast.wang, at, FIRST, FIRST + timedelta(days=LIMIT_DAYS - 1)).pk
    with pytest.raises(BlockTooLong):
        leave(cast.wang, at, FIRST, FIRST + timedelta(days=LIMIT_DAYS))


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False)])
def test_who_left_needs_no_block(at: datetime, cast: Cast, days: int, refused: bool) -> None:
    cast.wang.left_on = clock.local_date(at) + timedelta(days=days)
    cast.wang.save()
    if refused:
        with pytest.raises(BlockPersonLeft):
            leave(cast.wang, at)
    else:
        assert leave(cast.wang, at).pk


def test_clashes_at_the_borders(at: datetime, cast: Cast) -> None:
    row = leave(cast.wang, at, FIRST, date(2026, 3, 13))
    people = [cast.wang.pk, cast.li.pk]
    for first, last, meets in (
        (date(2026, 3, 2), date(2026, 3, 8), False),
        (date(2026, 3, 2), date(2026, 3, 9), True),
        (date(2026, 3, 13), date(2026, 3, 20), True),
        (date(2026, 3, 14), date(2026, 3, 20), False),
    ):
        found = queries.clashing(people, Span(first, last))
        assert found == ({cast.wang.pk: [row]} if meets else {})
    blocks.lift(actor=SYSTEM, block=row, at=at)
    assert queries.clashing(people, Span(FIRST, FIRST)) == {}


def test_a_list_is_entered_whole_or_not_at_all(at: datetime, cast: Cast) -> None:
    span = Span(FIRST, FIRST)
    wanted = [Wanted(each, BlockKind.DUTY, span) for each in (cast.wang, cast.li, cast.wang)]
    given: dict[str, Any] = {"actor": SYSTEM, "wanted": wanted, "source": "roster:1", "at": at}
    with pytest.raises(BlocksRefused):
        blocks.record_many_blocks(refused=1, skip_refused=False, **given)
    assert not Block.objects.exists()
    report = blocks.record_many_blocks(refused=1, skip_refused=True, **given)
    assert (len(report.recorded), report.already) == (2, 0)
    again = blocks.record_many_blocks(refused=0, skip_refused=False, **given)
    assert (again.recorded, again.already, Block.objects.count()) == ([], 2, 2)


def test_a_list_is_sorted_by_who_they_are(at: datetime, cast: Cast) -> None:
    leave(cast.li, at)
    cast.zhao.left_on = clock.local_date(at)
    cast.zhao.save()

    def row(number: int, staff_number: str, name: str = "") -> BlockRow:
        return BlockRow("表", number, staff_number, name, BlockKind.LEAVE, FIRST, FIRST)

    people = {each.staff_number: each for each in (cast.wang, cast.li, cast.zhao)}
    rows = [row(2, "T1001", "王建国"), row(3, "T1001"), row(4, "T2001"), row(5, "T1002")]
    rows += [row(6, "X9"), row(7, "T1001", "李四")]
    found = queries.sort(rows, people, faults=(), on=clock.local_date(at))
    assert [each.person for each in found.wanted] == [cast.wang]
    assert [each.person for each in found.already] == [cast.wang, cast.li]
    assert [(each.number, each.fault) for each in found.faults] == [
        (5, BlockFault.LEFT),
        (6, BlockFault.UNKNOWN_PERSON),
        (7, BlockFault.OTHER_NAME),
    ]


def test_the_schema_refuses_what_the_code_might_let_by(at: datetime, cast: Cast) -> None:
    facts = {"person": cast.wang, "kind": "duty", "source": "x", "recorded_at": at}
    for other in (
        {"starts_on": FIRST, "ends_on": FIRST - timedelta(days=1)},
        {"starts_on": FIRST, "ends_on": FIRST, "source": ""},
        {"starts_on": FIRST, "ends_on": FIRST, "kind": "whim"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Block.objects.create(**{**facts, **other})
