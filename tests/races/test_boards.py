"""Two at one board: one publication with one set of findings, one draft, one row of editions.

And two boards at the same moment: neither is published past the other.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from academy.findings.models import Finding
from academy.people.access import actor
from academy.people.models import Person
from academy.reporting.enums import BoardState
from academy.reporting.models import Board, BoardLine, BoardRules
from academy.reporting.operations import board_follow, board_rules, boards
from tests.cast import Cast, gather
from tests.make import boards as make
from tests.make import reporting

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def _trained(at: datetime) -> Cast:
    cast = gather(at=at)
    reporting.closed_cohort(cast, at=at)
    return cast


def _kinds(results: Sequence[Any]) -> list[str]:
    return sorted(getattr(each, "code", type(each).__name__) for each in results)


def test_two_who_publish_publish_once(at: datetime, at_once: Run) -> None:
    cast = _trained(at)
    row = make.announced(cast)
    results = at_once(
        [
            partial(boards.publish, actor=actor(each), board=row, at=make.NOTICE_UNTIL)
            for each in (cast.admin, cast.second_admin)
        ]
    )
    assert _kinds(results) == ["Board", "Board"]
    assert len({each.published_by_id for each in results}) == 1
    assert Finding.objects.filter(kind="reporting.board").count() == 1


def test_control_without_the_lock_only_the_schema_keeps_the_first(
    at: datetime, at_once: Run
) -> None:
    cast = _trained(at)
    row = make.announced(cast)
    barrier = Barrier(2)

    def publish(by: Person) -> int:
        """What `publish` would be without its lock: both look, then both write."""
        assert Board.objects.get(pk=row.pk).state == BoardState.ANNOUNCED
        barrier.wait(timeout=30)
        return Board.objects.filter(pk=row.pk).update(
            state=BoardState.PUBLISHED.value, published_by=by, published_at=make.NOTICE_UNTIL
        )

    results = at_once([partial(publish, each) for each in (cast.admin, cast.second_admin)])
    assert sum(isinstance(each, DatabaseError) for each in results) == 1


def test_published_or_withdrawn_is_one_of_the_two(at: datetime, at_once: Run) -> None:
    cast = _trained(at)
    row = make.announced(cast)
    results = at_once(
        [
            partial(boards.publish, actor=actor(cast.admin), board=row, at=make.NOTICE_UNTIL),
            partial(
                boards.withdraw,
                actor=actor(cast.hr),
                board=row,
                reason="漏计",
                at=make.NOTICE_UNTIL,
            ),
        ]
    )
    assert _kinds(results) == ["Board", "reporting.board_moved"]
    row.refresh_from_db()
    published = row.state == BoardState.PUBLISHED
    assert Finding.objects.filter(kind="reporting.board").count() == int(published)


def test_two_who_draw_get_one_draft(at: datetime, at_once: Run) -> None:
    cast = _trained(at)
    make.rules(cast)
    results = at_once(
        [
            partial(boards.draw, actor=actor(each), month=make.MARCH, at=make.DRAWN)
            for each in (cast.hr, cast.admin)
        ]
    )
    assert _kinds(results) == ["Board", "Board"]
    assert (Board.objects.count(), BoardLine.objects.count()) == (1, 2)


def test_two_units_objections_and_a_decision(at: datetime, at_once: Run) -> None:
    cast = _trained(at)
    row = make.announced(cast)
    results = at_once(
        [
            partial(
                board_follow.object_to,
                actor=actor(each),
                board=row,
                unit=cast.east,
                words=words,
                at=make.ANNOUNCED,
            )
            for each, words in ((cast.officer, "人数有误"), (cast.leader, "合格有误"))
        ]
    )
    assert _kinds(results) == ["BoardObjection", "reporting.board_objection_waits"]


def test_two_editions_at_once_are_two_numbers(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    first = date(2026, 1, 1)
    results = at_once([partial(make.rules, cast, valid_from=first, red=red) for red in (1, 2)])
    assert _kinds(results) == ["BoardRules", "BoardRules"]
    assert sorted(BoardRules.objects.values_list("number", flat=True)) == [1, 2]


LATER = make.NOTICE_UNTIL + timedelta(days=60)
#: How long the first one keeps its transaction open for the second one to get past it.
OPEN_FOR = 1.0


def _two_months(at: datetime) -> tuple[Cast, Board, Board]:
    """Return March's and April's board, both announced, neither of which knows the other."""
    cast = _trained(at)
    make.lead_south(cast)
    make.rules(cast, months=2)
    march = make.announced(cast)
    april = make.draft(cast, month=make.APRIL, at=make.NOTICE_UNTIL + timedelta(days=30))
    boards.announce(actor=actor(cast.hr), board=april, at=make.NOTICE_UNTIL + timedelta(days=30))
    return cast, march, april


def _one_into_the_other(
    first: Callable[[], Any], second: Callable[[], Any]
) -> list[Callable[[], Any]]:
    """Return two calls of which the second comes while the first has written and not committed."""
    written, done = Event(), Event()

    def one() -> Any:
        with transaction.atomic():
            found = first()
            written.set()
            done.wait(timeout=OPEN_FOR)
        return found

    def two() -> Any:
        assert written.wait(timeout=30)
        try:
            return second()
        finally:
            done.set()

    return [one, two]


def test_no_month_is_published_past_an_earlier_one(at: datetime, at_once: Run) -> None:
    cast, march, april = _two_months(at)
    publish = partial(boards.publish, actor=actor(cast.admin), at=LATER)
    calls = _one_into_the_other(partial(publish, board=march), partial(publish, board=april))
    assert _kinds(at_once(calls)) == ["Board", "reporting.board_outdated"]
    april.refresh_from_db()
    assert april.state == BoardState.ANNOUNCED


@pytest.mark.only_on("postgres")
def test_control_without_the_series_a_board_compares_itself_with_an_outdated_one(
    at: datetime, at_once: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, march, april = _two_months(at)
    monkeypatch.setattr(board_rules, "hold", lambda: None)
    publish = partial(boards.publish, actor=actor(cast.admin), at=LATER)
    calls = _one_into_the_other(partial(publish, board=march), partial(publish, board=april))
    assert _kinds(at_once(calls)) == ["Board", "Board"]
    april.refresh_from_db()
    # March was published first, and April says that there was nothing before it.
    assert april.previous is None


def test_no_board_is_announced_by_rules_that_are_being_replaced(at: datetime, at_once: Run) -> None:
    cast = _trained(at)
    make.rules(cast)
    row = make.draft(cast)
    calls = _one_into_the_other(
        partial(make.rules, cast, red=2),
        partial(boards.announce, actor=actor(cast.hr), board=row, at=make.ANNOUNCED),
    )
    assert _kinds(at_once(calls)) == ["BoardRules", "reporting.board_outdated"]


@pytest.mark.only_on("postgres")
def test_control_without_the_series_a_board_is_announced_by_rules_that_hold_no_longer(
    at: datetime, at_once: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = _trained(at)
    make.rules(cast)
    row = make.draft(cast)
    monkeypatch.setattr(board_rules, "hold", lambda: None)
    calls = _one_into_the_other(
        partial(make.rules, cast, red=2),
        partial(boards.announce, actor=actor(cast.hr), board=row, at=make.ANNOUNCED),
    )
    assert _kinds(at_once(calls)) == ["Board", "BoardRules"]
    row.refresh_from_db()
    assert row.rules.number == 1
