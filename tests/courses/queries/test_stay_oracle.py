"""Random stays through up to three cohorts: the figures against plain Python."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.shared import clock
from courses.enums.attendance import Formation, LeaveKind, LeaveState, Presence
from courses.models import (
    Cohort,
    ConductEntry,
    ConductRule,
    Enrolment,
    Leave,
    RollCall,
    RollCallLine,
)
from courses.operations import conduct
from courses.queries import stay
from courses.queries.stay import StayFigures
from courses.rules.stay import Attendance
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make.stays import APART, go_on, in_a_row
from tests.make.teaching import MONDAY

DAY = 24 * 60
#: Beginnings and ends of cells in minutes of their day; drills are at half past six.
CELLS = ((510, 600), (610, 700))
DRILL = (390, 450)
LAST = timedelta(days=100)
P = Presence
_SLOTS = [*((day, slot) for day in range(4) for slot in (0, 1)), *((day, 2) for day in range(4))]


@dataclass(frozen=True)
class Call:
    """A roll-call: day and cell (2 is the drill), what was said first and later, voided or not."""

    slot: tuple[int, int]
    said: tuple[Presence, ...]
    late: tuple[Presence, ...]
    voided: bool

    @property
    def last(self) -> Presence:
        return (*self.said, *self.late)[-1]


@dataclass(frozen=True)
class Out:
    """A granted leave in minutes of the week; `back` where it was signed back."""

    begins: int
    ends: int
    back: int | None


@dataclass(frozen=True)
class Entered:
    """An entry of conduct, taken back at once, later, or not."""

    code: str
    points: Decimal
    taken_back: str


@dataclass(frozen=True)
class Stage:
    """What happens in one cohort, and when its person goes on (minute of the week)."""

    calls: list[Call]
    outs: list[Out]
    entries: list[Entered]
    leaves_at: int


@st.composite
def _call(draw: st.DrawFn) -> Call:
    presence = st.sampled_from(Presence)
    return Call(
        draw(st.sampled_from(_SLOTS)),
        tuple(draw(st.lists(presence, min_size=1, max_size=2))),
        tuple(draw(st.lists(presence, max_size=2))),
        draw(st.integers(0, 4)) == 0,
    )


@st.composite
def _out(draw: st.DrawFn) -> Out:
    minute = st.sampled_from([450, 509, 510, 511, 555, 599, 600, 605, 609, 610, 611, 700])
    begins = draw(st.integers(0, 3)) * DAY + draw(minute)
    ends = begins + draw(st.sampled_from([1, 5, 10, 60, 90, 190, DAY]))
    back = draw(st.none() | st.sampled_from([0, 1, 30, 89, 90, 91, 2 * DAY]))
    return Out(begins, ends, None if back is None else begins + back)


_ENTRIES = [
    ("phone", "-5"), ("quarters", "-2.5"), ("absent", "-60"), ("merit", "4"), ("merit", "8.5"),
    ("drinking", "0"),
]  # fmt: skip


@st.composite
def _entry(draw: st.DrawFn) -> Entered:
    code, points = draw(st.sampled_from(_ENTRIES))
    return Entered(code, Decimal(points), draw(st.sampled_from(["", "", "at once", "later"])))


_STAGE = st.builds(
    Stage,
    st.lists(_call(), max_size=5, unique_by=lambda each: each.slot),
    st.lists(_out(), max_size=3, unique_by=lambda each: each.begins),
    st.lists(_entry(), max_size=4),
    st.sampled_from([0, 510, 555, 600, 700, DAY + 555, 2 * DAY + 611, 4 * DAY]),
)
_NOTHING = Stage([], [], [], 0)


# -- what was done, as rows


def _instant(stage: int, minute: int) -> datetime:
    monday = datetime.combine(MONDAY, time(), tzinfo=clock.LOCAL)
    return monday + timedelta(days=APART * stage, minutes=minute)


def _write_call(call: Call, place: Enrolment, stage: int) -> RollCall:
    day, cell = call.slot
    begins, ends = (*CELLS, DRILL)[cell]
    lesson = cell != 2
    row = RollCall.objects.create(
        cohort_id=place.cohort_id,
        formation=(Formation.LESSON if lesson else Formation.DRILL).value,
        called_on=MONDAY + timedelta(days=APART * stage + day),
        begins=_instant(0, begins).time(),
        ends=_instant(0, ends).time(),
        hours=Decimal(2 if lesson else 0),
        recorded_by="caller",
        recorded_at=_instant(stage, 0),
    )
    _say(row, place, call.said, 0)
    return row


def _say(call: RollCall, place: Enrolment, said: tuple[Presence, ...], first: int) -> None:
    for revision, presence in enumerate(said, start=first):
        RollCallLine.objects.create(
            roll_call=call,
            enrolment=place,
            revision=revision,
            presence=presence.value,
            reason="看错名单" if revision else "",
            recorded_by="caller",
            recorded_at=_instant(0, 0),
        )


def _write_leave(out: Out, place: Enrolment, stage: int) -> None:
    back = out.back is not None
    Leave.objects.create(
        enrolment=place,
        kind=LeaveKind.PERSONAL.value,
        starts_at=_instant(stage, out.begins),
        ends_at=_instant(stage, out.ends),
        hours=Decimal(0),
        reason="家中有事",
        state=(LeaveState.RETURNED if back else LeaveState.GRANTED).value,
        asked_at=_instant(0, 0),
        asked_by="x",
        settled_at=_instant(0, 0),
        returned_at=None if out.back is None else _instant(stage, out.back),
        returned_by="x" if back else "",
    )


def _write_entry(entered: Entered, place: Enrolment) -> ConductEntry:
    rule = ConductRule.objects.get(code=entered.code)
    row = ConductEntry.objects.create(
        enrolment=place,
        rule=rule,
        effect=rule.effect,
        points=entered.points,
        occurred_on=MONDAY,
        evidence="值班记录",
        recorded_by="x",
        recorded_at=_instant(0, 0),
    )
    if entered.taken_back == "at once":
        conduct.reverse(actor=SYSTEM, entry=row, reason="记错人", at=_instant(0, 0))
    return row


def _live(cast: Cast, cohorts: list[Cohort], stages: list[Stage]) -> Enrolment:
    """Live the stages one by one; then correct, void and take back at the old places."""
    place = make.enrolment_of(cohorts[0], cast.wang)
    called: list[tuple[Call, RollCall, Enrolment]] = []
    later: list[ConductEntry] = []
    for number, stage in enumerate(stages):
        called += [(each, _write_call(each, place, number), place) for each in stage.calls]
        for out in stage.outs:
            _write_leave(out, place, number)
        rows = [(each, _write_entry(each, place)) for each in stage.entries]
        later += [row for each, row in rows if each.taken_back == "later"]
        if number + 1 < len(stages):
            moment = _instant(number, stage.leaves_at)
            place = go_on(cohorts[number], cast.wang, cohorts[number + 1], at=moment)
    for call, roll_call, at_place in called:
        _say(roll_call, at_place, call.late, len(call.said))
    voided = [row.pk for call, row, _place in called if call.voided]
    RollCall.objects.filter(pk__in=voided).update(
        voided_at=_instant(0, 0), voided_by="x", void_reason="点错班"
    )
    for entry in later:
        conduct.reverse(actor=SYSTEM, entry=entry, reason="复核", at=_instant(0, 0) + LAST)
    return place


# -- the same, added up in plain Python


def _cells_on_leave(stage: Stage, left_at: int | None) -> int:
    standing = {each.slot: each.last for each in stage.calls if not each.voided}
    found = 0
    for day, cell in ((day, cell) for day in range(4) for cell in (0, 1)):
        first, last = (day * DAY + each for each in CELLS[cell])
        if (day, cell) in standing:
            found += standing[day, cell] in (P.ON_LEAVE, P.SICK)
            continue
        found += any(
            minute in range(first, last)
            for out in stage.outs
            for minute in range(out.begins, _end_of(out, left_at))
        )
    return found


def _end_of(out: Out, left_at: int | None) -> int:
    if out.back is not None:
        return min(out.ends, out.back)
    if left_at is None:
        return out.ends
    # Begun: it ended with the transfer. Ahead: it was closed and takes nothing.
    return min(out.ends, left_at) if out.begins <= left_at else out.begins


def _stood(out: Out, stage: Stage, last: Stage) -> bool:
    """Whether a leave was not closed by the transfer: it had begun, or was signed back before."""
    return stage is last or out.back is not None or out.begins <= stage.leaves_at


def _expected(stages: list[Stage]) -> StayFigures:
    calls = [each for stage in stages for each in stage.calls if not each.voided]

    def hours(*which: Presence) -> Decimal:
        return Decimal(2 * sum(each.slot[1] != 2 and each.last in which for each in calls))

    def times(which: Presence) -> int:
        return sum(each.last is which for each in calls)

    on_leave = 2 * sum(
        _cells_on_leave(stage, stage.leaves_at if number + 1 < len(stages) else None)
        for number, stage in enumerate(stages)
    )
    entries = [each for stage in stages for each in stage.entries if not each.taken_back]
    rewards = sum(each.points for each in entries if each.points > 0)
    losses = sum(each.points for each in entries if each.points < 0)
    return StayFigures(
        attendance=Attendance(
            calls=len(calls),
            hours_there=hours(P.PRESENT, P.LATE, P.LEFT_EARLY, P.ON_DUTY),
            hours_on_leave=hours(P.ON_LEAVE, P.SICK),
            hours_absent=hours(P.ABSENT),
            late=times(P.LATE),
            left_early=times(P.LEFT_EARLY),
            absences=times(P.ABSENT),
        ),
        leave_used=Decimal(on_leave),
        leave_limit=Decimal("5.7"),
        over=on_leave > Decimal("5.7"),
        points=max(Decimal(0), 100 + min(Decimal(10), Decimal(rewards)) + Decimal(losses)),
        entries=len(entries),
        removals=sum(each.code == "drinking" for each in entries),
        leaves=sum(_stood(each, stage, stages[-1]) for stage in stages for each in stage.outs),
        asked=0,
        out=sum(each.back is None for each in stages[-1].outs),
        kept=False,
    )


@pytest.fixture
def cohorts(cast: Cast, at: datetime) -> list[Cohort]:
    """Three in a row."""
    return in_a_row(cast, at=at, number=3)


def test_figures_say_what_plain_python_says(cast: Cast, cohorts: list[Cohort]) -> None:
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(_STAGE, min_size=1, max_size=3))
    def run(stages: list[Stage]) -> None:
        with transaction.atomic():
            place = _live(cast, cohorts, stages)
            bystander = make.enrolment_of(cohorts[0], cast.li)
            at = _instant(len(stages) - 1, 0) + LAST
            rows = Enrolment.objects.select_related("cohort__syllabus")
            found = stay.figures(list(rows.filter(pk__in=[place.pk, bystander.pk])), at=at)
            assert found == {place.pk: _expected(stages), bystander.pk: _expected([_NOTHING])}
            transaction.set_rollback(True)

    run()
