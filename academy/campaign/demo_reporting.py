"""What follows from figures, as a newcomer finds it: boards, findings, make-ups, targets, mail.

The month before last has a published board whose worst branches have findings, one of them already
reported as put right; the last month's board is announced, so that it can be objected to.
"""

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

from academy.audit.record import Actor
from academy.findings.kinds import INSPECTION
from academy.findings.models import Finding
from academy.findings.operations import findings, inspections
from academy.people.access import actor
from academy.people.enums import Role
from academy.people.models import Assignment, Person, Unit
from academy.people.operations import grants
from academy.reporting import kinds
from academy.reporting.enums import (
    BoardEvent,
    BoardFigure,
    Every,
    ExclusionReason,
    Form,
    RelativePeriod,
    TargetFigure,
)
from academy.reporting.errors.board import BoardEmpty
from academy.reporting.models import Board, Exclusion, Schedule, Target
from academy.reporting.operations import (
    board_rules,
    boards,
    exclusions,
    makeups,
    schedules,
    targets,
)
from academy.reporting.operations.board_rules import Edition
from academy.reporting.operations.targets import WHOLE, Plan
from academy.reporting.reports import REPORTS
from academy.reporting.rules.board import Scheme, following, month_of
from academy.shared import clock
from courses.models import HoursImport
from courses.operations import past_entries, past_records

ACTOR = Actor.system("demo")
HOME = "DG01"
ELSEWHERE = "网络培训学时.csv"
SCHEME = Scheme(
    weights=dict(zip(BoardFigure, map(Decimal, (30, 40, 20, 10)), strict=True)),
    off={BoardEvent.CONDUCT: Decimal("0.50"), BoardEvent.OVERDUE: Decimal("0.20")},
    min_people=5,
    red=3,
    black=3,
    objection_days=3,
    notice_days=5,
    rectify_days=30,
    months=6,
)
_DAY, _MORNING = timedelta(days=1), timedelta(hours=9)


def prepare(*, hr: Person, admin: Person, officer: Person, leader: Person, at: datetime) -> None:
    """Make sure each is there once; what a visitor did with it since stays as it is."""
    makeups.sweep(actor=ACTOR, at=at)
    _trained_elsewhere(at)
    month = _month_before_last(clock.local_date(at))
    if not Board.objects.exists():
        _heads(month, at)
        _published(month, hr, admin)
        _announced(following(month), hr, at)
    _found(hr, leader, at)
    if not Exclusion.objects.exists():
        _left_out(hr, admin, at)
    if not Target.objects.exists():
        rates = {WHOLE: 95, HOME: 98}
        plan = Plan(TargetFigure.PASSING, clock.local_date(at), rates)
        targets.set_rates(actor=actor(hr), plan=plan, at=at)
    if not Schedule.objects.exists():
        _scheduled(hr, officer, at)


def _trained_elsewhere(at: datetime) -> None:
    """Give most people hours of training online, so that who owes what differs by branch."""
    if HoursImport.objects.filter(file_name=ELSEWHERE).exists():
        return
    today = clock.local_date(at)
    day = max(date(today.year, 1, 1), today - 14 * _DAY)
    here = Assignment.objects.filter(valid_until=None, person__left_on=None)
    people = here.order_by("person__staff_number").values_list(
        "person__staff_number", "person__name", "unit_id"
    )
    lines = ["工号,姓名,学时,专业,结束日期,培训名称"]
    for place, (number, name, unit_id) in enumerate(people):
        # Six to nine of ten have enough, by branch.
        hours = 50 if place * 7 % 10 < 6 + unit_id % 4 else 8
        lines.append(f"{number},{name},{hours},enforcement,{day},网络培训")
    data = "\n".join(lines).encode()
    run = past_records.read(actor=ACTOR, file_name=ELSEWHERE, data=data, at=at)
    past_entries.commit(actor=ACTOR, run=run, at=at)


def _month_before_last(today: date) -> date:
    last = month_of(month_of(today) - _DAY)
    return month_of(last - _DAY)


def _heads(since: date, at: datetime) -> None:
    """Give each branch's head the role of its leader, so that somebody owns what is found."""
    heads = Assignment.objects.filter(
        post__name="分局长", valid_until=None, person__left_on=None
    ).select_related("person", "unit")
    for row in heads.order_by("unit"):
        grants.grant(
            actor=ACTOR,
            person=row.person,
            role=Role.UNIT_LEADER,
            unit=row.unit,
            valid_from=since,
            at=at,
        )


def _published(month: date, hr: Person, admin: Person) -> None:
    """Publish a month's board as it would have been, and follow up what it found."""
    drawn_at = clock.end_of(following(month)) + _MORNING
    edition = Edition(month, SCHEME, "演示用评比规则")
    board_rules.set_rules(actor=actor(hr), edition=edition, at=drawn_at)
    board = boards.draw(actor=actor(hr), month=month, at=drawn_at)
    try:
        board = boards.announce(actor=actor(hr), board=board, at=drawn_at)
    except BoardEmpty:  # A campaign of few people: no branch is large enough.
        return
    assert board.notice_until is not None
    published_at = board.notice_until + _MORNING
    boards.publish(actor=actor(admin), board=board, at=published_at)
    rows = Finding.objects.filter(kind=kinds.BOARD.code).order_by("pk")
    for finding, rechecked in zip(rows, (True, False), strict=False):
        reported_at = published_at + 9 * _DAY
        findings.report_rectified(
            actor=actor(finding.owner),
            finding=finding,
            text="已逐人安排补训，并在分局例会上通报；缺勤人员报名下一期次。",
            at=reported_at,
        )
        if rechecked:
            findings.recheck(
                actor=actor(admin),
                finding=finding,
                passed=True,
                text="抽查三人，补训记录齐全。",
                at=reported_at + _DAY,
            )


def _announced(month: date, hr: Person, at: datetime) -> None:
    """Announce a month's board now: its units can object to it."""
    board = boards.draw(actor=actor(hr), month=month, at=at)
    with suppress(BoardEmpty):
        boards.announce(actor=actor(hr), board=board, at=at)


def _found(hr: Person, leader: Person, at: datetime) -> None:
    """Let HR have found something on an inspection that a unit's leader is to put right."""
    if Finding.objects.filter(kind=INSPECTION.code).exists():
        return
    inspections.open_by_hand(
        actor=actor(hr),
        key="demo",
        unit=Unit.objects.get(code=HOME),
        owner=leader,
        title="培训档案缺少签到表",
        due_on=clock.local_date(at) + 14 * _DAY,
        evidence="抽查上季度两次内训，均未见签到表，学时无法核对。",
        at=at,
    )


def _left_out(hr: Person, admin: Person, at: datetime) -> None:
    """One exclusion that a second person granted, one that waits for it."""
    on = clock.local_date(at)
    away = Person.objects.filter(
        left_on__isnull=True,
        assignments__unit__code="DG02",
        assignments__valid_until__isnull=True,
        assignments__withdrawn_at__isnull=True,
    ).order_by("-staff_number")
    for person, granted in zip(away, (True, False), strict=False):
        row = exclusions.ask(
            actor=actor(hr),
            draft=exclusions.Draft(
                person=person,
                reason=ExclusionReason.SECONDED,
                starts_on=on,
                until_on=on + 90 * _DAY,
                evidence="演示用借调通知",
            ),
            at=at,
        )
        if granted:
            exclusions.decide(
                actor=actor(admin), exclusions=[row], grant=True, words="情况属实，同意。", at=at
            )


def _scheduled(hr: Person, officer: Person, at: datetime) -> None:
    """Send the branch's officer last month's completion on the 5th of each month."""
    draft = schedules.Draft(
        name="每月培训结业情况",
        spec=REPORTS["completion"],
        form=Form.XLSX,
        relative=RelativePeriod.LAST_MONTH,
        unit=HOME,
        every=Every.MONTH,
        day=5,
        hour=8,
        recipients=[officer.staff_number],
    )
    schedules.make(actor=actor(hr), draft=draft, language="zh-hans", at=at)
