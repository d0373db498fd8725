"""Drawing up, announcing, publishing as a second person, withdrawing; every no."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from academy.audit.models import Entry
from academy.findings.models import Finding
from academy.notices.models import Notice
from academy.notices.topics import words
from academy.people.access import actor
from academy.people.enums import Role
from academy.people.models import Grant
from academy.reporting.enums import BoardEvent, BoardFigure, BoardState
from academy.reporting.errors.board import (
    BoardEmpty,
    BoardInNotice,
    BoardMonthOpen,
    BoardMoved,
    BoardObjectionsOpen,
    BoardOutdated,
    BoardOwnDraft,
    BoardOwnerMissing,
    BoardRulesInUse,
    BoardRulesInvalid,
    BoardRulesMissing,
    BoardStands,
    BoardTextInvalid,
)
from academy.reporting.models import Board, BoardRules
from academy.reporting.operations import board_follow, board_rules, boards
from academy.reporting.operations.board_rules import Edition
from courses.enums.hours import Event, WindowKind
from courses.operations.conduct import reverse
from tests.cast import AT, SYSTEM, Cast
from tests.make import boards as make
from tests.make import conduct, reporting, requirements

DAY = timedelta(days=1)


@pytest.fixture
def trained(cast: Cast) -> Cast:
    """Everybody after March: the south branch at 100, the east one at 83.35."""
    reporting.closed_cohort(cast, at=AT)
    return cast


def _verbs() -> list[str]:
    rows = Entry.objects.filter(verb__startswith="reporting.board").order_by("sequence")
    return list(rows.values_list("verb", flat=True))


def test_a_draft_has_a_line_for_each_branch(trained: Cast) -> None:
    row = make.draft(trained)
    assert (row.month, row.number, row.as_of) == (make.MARCH, 1, date(2026, 3, 31))
    assert (row.state, row.drawn_by, row.previous) == (BoardState.DRAFT, trained.hr, None)
    south, east = row.lines.order_by("place")
    assert (south.unit, south.rank, south.score, south.colour) == (
        trained.south,
        1,
        Decimal("100.00"),
        "red",
    )
    assert (east.unit, east.rank, east.colour, east.people) == (trained.east, 2, "black", 4)
    assert (east.rate_attendance, east.rate_passing) == (Decimal("100.0"), Decimal("66.7"))
    assert (east.part_attendance, east.part_passing) == (Decimal("50.00"), Decimal("33.35"))
    assert (east.score, east.movement) == (Decimal("83.35"), None)
    assert east.off == 0


def test_drawn_twice_is_one_draft(trained: Cast) -> None:
    assert make.draft(trained) == make.draft(trained, by=trained.admin, at=make.ANNOUNCED)
    assert Board.objects.count() == 1


@pytest.mark.parametrize(("shift", "open_"), [(-1, True), (0, False), (1, False)])
def test_only_of_a_month_that_is_over(trained: Cast, shift: int, open_: bool) -> None:
    make.rules(trained)
    # March ends at midnight, local time.
    at = make.DRAWN - timedelta(hours=9) + shift * make.SECOND
    if not open_:
        assert make.draft(trained, at=at).month == make.MARCH
        return
    with pytest.raises(BoardMonthOpen):
        make.draft(trained, at=at)


def test_not_without_rules(trained: Cast) -> None:
    with pytest.raises(BoardRulesMissing):
        boards.draw(actor=actor(trained.hr), month=make.MARCH, at=make.DRAWN)
    make.rules(trained, valid_from=make.APRIL)
    with pytest.raises(BoardRulesMissing):
        boards.draw(actor=actor(trained.hr), month=make.MARCH, at=make.DRAWN)


def test_too_few_people_are_listed_and_not_ranked(trained: Cast) -> None:
    make.rules(trained, min_people=4)
    east, south = make.draft(trained).lines.order_by("place")
    assert (east.unit, east.rank, south.unit, south.standing) == (
        trained.east,
        1,
        trained.south,
        "too_small",
    )
    assert (south.people, south.score, south.rank, south.colour) == (1, None, None, "plain")


def test_nobody_ranked_is_not_announced(cast: Cast) -> None:
    row = make.draft(cast)
    with pytest.raises(BoardEmpty):
        boards.announce(actor=actor(cast.hr), board=row, at=make.ANNOUNCED)


def test_announced_for_whole_days_and_units_are_told(trained: Cast) -> None:
    row = make.announced(trained)
    assert (row.state, row.announced_by, row.announced_at) == (
        BoardState.ANNOUNCED,
        trained.hr,
        make.ANNOUNCED,
    )
    assert (row.objections_until, row.notice_until) == (make.HEARD_UNTIL, make.NOTICE_UNTIL)
    again = boards.announce(actor=actor(trained.admin), board=row, at=make.ANNOUNCED + DAY)
    assert again.announced_at == make.ANNOUNCED
    told = Notice.objects.filter(topic="reporting.board_announced")
    assert set(told.values_list("person", flat=True)) == {trained.officer.pk, trained.leader.pk}
    notice = told[0]
    said = words(notice.topic, notice.facts).text
    assert said == "2026-03 红黑榜开始公示，异议请在 2026年4月5日 00:00 前提出。"
    with pytest.raises(BoardStands):
        make.draft(trained)


@pytest.mark.parametrize(("shift", "early"), [(-1, True), (0, False), (1, False)])
def test_published_when_the_notice_period_is_over(trained: Cast, shift: int, early: bool) -> None:
    row = make.announced(trained)
    at = make.NOTICE_UNTIL + shift * make.SECOND
    if early:
        with pytest.raises(BoardInNotice):
            boards.publish(actor=actor(trained.admin), board=row, at=at)
        return
    done = boards.publish(actor=actor(trained.admin), board=row, at=at)
    assert (done.state, done.published_by, done.published_at) == ("published", trained.admin, at)


def test_published_by_a_second_person(trained: Cast) -> None:
    row = make.announced(trained)
    with pytest.raises(BoardOwnDraft):
        boards.publish(actor=actor(trained.hr), board=row, at=make.NOTICE_UNTIL)


def test_the_black_list_opens_findings_once(trained: Cast) -> None:
    row = make.published(trained)
    again = boards.publish(actor=actor(trained.second_admin), board=row, at=make.NOTICE_UNTIL + DAY)
    assert again.published_by == trained.admin
    finding = Finding.objects.get(kind="reporting.board")
    assert (finding.unit, finding.owner, finding.due_on) == (
        trained.east,
        trained.leader,
        date(2026, 5, 7),
    )
    assert finding.title == "2026-03 红黑榜列黑榜：第 2 位，得分 83.35"
    told = Notice.objects.filter(topic="reporting.board_published")
    assert set(told.values_list("person", flat=True)) == {
        trained.officer.pk,
        trained.leader.pk,
        trained.li.pk,
    }
    assert _verbs() == [
        "reporting.board_rules_set",
        "reporting.board_drawn",
        "reporting.board_announced",
        "reporting.board_published",
    ]


def test_the_officer_owns_it_where_nobody_leads(trained: Cast) -> None:
    row = make.announced(trained)
    Grant.objects.filter(person=trained.leader, role=Role.UNIT_LEADER.value).delete()
    boards.publish(actor=actor(trained.admin), board=row, at=make.NOTICE_UNTIL)
    assert Finding.objects.get(kind="reporting.board").owner == trained.officer


def test_not_published_while_nobody_could_own_it(trained: Cast) -> None:
    row = make.announced(trained)
    Grant.objects.filter(unit=trained.east).delete()
    with pytest.raises(BoardOwnerMissing):
        boards.publish(actor=actor(trained.admin), board=row, at=make.NOTICE_UNTIL)
    row.refresh_from_db()
    assert row.state == BoardState.ANNOUNCED
    assert not Finding.objects.exists()


def test_not_published_while_an_objection_waits(trained: Cast) -> None:
    row = make.announced(trained)
    board_follow.object_to(
        actor=actor(trained.officer),
        board=row,
        unit=trained.east,
        words="合格人数有误",
        at=make.ANNOUNCED,
    )
    with pytest.raises(BoardObjectionsOpen):
        boards.publish(actor=actor(trained.admin), board=row, at=make.NOTICE_UNTIL)


def test_withdrawn_and_drawn_again_as_the_next(trained: Cast) -> None:
    row = make.announced(trained)
    with pytest.raises(BoardTextInvalid):
        boards.withdraw(actor=actor(trained.hr), board=row, reason=" ", at=make.ANNOUNCED)
    for turn in range(2):
        done = boards.withdraw(
            actor=actor(trained.hr), board=row, reason="漏了一期", at=make.ANNOUNCED + turn * DAY
        )
        assert (done.state, done.withdrawn_at) == ("withdrawn", make.ANNOUNCED)
    assert Notice.objects.filter(topic="reporting.board_withdrawn").count() == 2
    for step in (boards.announce, boards.publish):
        with pytest.raises(BoardMoved):
            step(actor=actor(trained.admin), board=row, at=make.NOTICE_UNTIL)
    again = make.draft(trained)
    assert (again.number, again.lines.count()) == (2, 2)


def test_a_published_board_stays(trained: Cast) -> None:
    row = make.published(trained)
    with pytest.raises(BoardMoved):
        boards.withdraw(actor=actor(trained.hr), board=row, reason="算错", at=make.NOTICE_UNTIL)
    with pytest.raises(BoardMoved):
        boards.announce(actor=actor(trained.hr), board=row, at=make.NOTICE_UNTIL)


def test_a_draft_is_not_published(trained: Cast) -> None:
    with pytest.raises(BoardMoved):
        boards.publish(actor=actor(trained.admin), board=make.draft(trained), at=make.NOTICE_UNTIL)


def test_units_move_against_the_last_published_board(trained: Cast) -> None:
    earlier = make.published(trained)
    make.rules(trained, at=make.NOTICE_UNTIL, valid_from=make.APRIL, months=2, min_people=2)
    may = make.NOTICE_UNTIL + 30 * DAY
    row = make.draft(trained, month=make.APRIL, at=may)
    assert (row.previous, row.rules.number) == (earlier, 2)
    east, south = row.lines.order_by("place")
    assert (east.unit, east.rank, east.earlier_rank, east.movement) == (trained.east, 1, 2, 1)
    assert (south.rank, south.earlier_rank, south.movement) == (None, None, None)


def test_drawn_before_the_last_one_was_published_is_outdated(trained: Cast) -> None:
    make.lead_south(trained)
    march = make.announced(trained)
    may = make.NOTICE_UNTIL + 30 * DAY
    make.rules(trained, at=make.ANNOUNCED, valid_from=make.APRIL, months=2)
    april = make.draft(trained, month=make.APRIL, at=may)
    boards.publish(actor=actor(trained.admin), board=march, at=may)
    with pytest.raises(BoardOutdated):
        boards.announce(actor=actor(trained.hr), board=april, at=may)


def test_drawn_by_rules_that_hold_no_longer_is_outdated(trained: Cast) -> None:
    row = make.draft(trained)
    make.rules(trained, red=2)
    with pytest.raises(BoardOutdated):
        boards.announce(actor=actor(trained.hr), board=row, at=make.ANNOUNCED)


def test_events_take_points_off(trained: Cast) -> None:
    requirements.edition(
        at=AT,
        window=WindowKind.AFTER_EVENT,
        event=Event.JOINED,
        units=[trained.east],
    )
    row = make.draft(trained)
    east = row.lines.get(unit=trained.east)
    assert east.count_overdue == 4
    assert east.off_overdue == east.count_overdue * Decimal("0.20")
    assert east.score == east.part_attendance + east.part_passing - east.off


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"weights": dict.fromkeys(BoardFigure, Decimal(24))}, "合计 100"),
        ({"off": dict.fromkeys(BoardEvent, Decimal(21))}, "每次扣分"),
        ({"min_people": 0}, "至少为 1"),
        ({"notice_days": 2}, "公示天数"),
    ],
)
def test_rules_that_are_none(cast: Cast, facts: dict[str, Any], said: str) -> None:
    with pytest.raises(BoardRulesInvalid) as refused:
        make.rules(cast, **facts)
    assert said in str(refused.value)
    assert not BoardRules.objects.exists()


def test_rules_without_a_document(cast: Cast) -> None:
    edition = Edition(make.MARCH, make.scheme(), " ")
    with pytest.raises(BoardTextInvalid):
        board_rules.set_rules(actor=actor(cast.hr), edition=edition, at=make.DRAWN)


def test_the_same_rules_twice_are_one_edition(cast: Cast) -> None:
    assert make.rules(cast) == make.rules(cast)
    second = make.rules(cast, red=2)
    assert (second.number, BoardRules.objects.count()) == (2, 2)


def test_rules_of_an_announced_month_stay(trained: Cast) -> None:
    make.announced(trained)
    with pytest.raises(BoardRulesInUse):
        make.rules(trained, red=2, valid_from=make.MARCH)
    assert make.rules(trained, red=2, valid_from=make.APRIL).number == 2


def test_deductions_of_conduct_count_as_known_at_the_months_end(cast: Cast) -> None:
    cohort = conduct.running([cast.wang, cast.zhao, cast.li], at=AT)
    conduct.entry(cohort, cast.wang)
    taken_back = conduct.entry(cohort, cast.zhao)
    later = conduct.entry(cohort, cast.li)
    reverse(actor=SYSTEM, entry=taken_back, reason="记错人", at=conduct.LATER)
    reverse(actor=SYSTEM, entry=later, reason="记错人", at=make.DRAWN)
    lines = {line.unit: line for line in make.draft(cast).lines.all()}
    assert lines[cast.east].count_conduct == 1
    assert lines[cast.south].count_conduct == 1
    assert lines[cast.east].score == Decimal("99.50")
