"""Random campaigns: what may become of people in one cohort, drawn, written down, and judged.

They are written as rows: the operations would refuse most of them, the reports must not. `expected`
is the reports' oracle, in plain Python over what was drawn.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

from academy.people.enums import StaffKind
from academy.people.models import Person, Unit
from academy.reporting.enums import ExclusionReason, ExclusionState
from academy.reporting.models import Exclusion
from academy.shared.clock import local_date
from courses.enums import (
    AttemptKind,
    CompletionVerdict,
    EnrolmentState,
    HoursSource,
    OutcomeVerdict,
)
from courses.models import Cohort, Completion, Enrolment, ExamOutcome, HoursEntry, Track
from tests.cast import Cast
from tests.make.courses import ENDS_ON, STARTS_ON

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(days=3)
"""Facts of AT are known on the day of the report, those of LATER are not."""
FULL_MARKS = (Decimal(100), Decimal(120), Decimal("73.5"))
HOURS = Decimal("40.0")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Spared:
    """An exclusion of one person: its days, whether of this track, and what was decided when."""

    reason: ExclusionReason
    first: date
    until: date | None
    track: str
    granted_at: datetime | None
    revoked_at: datetime | None

    @property
    def leaves_out(self) -> bool:
        """Whether it meets the cohort's days in its track, as known on the day of AT."""
        known = self.granted_at == AT and self.revoked_at != AT
        meets = self.first <= ENDS_ON and (self.until is None or self.until > STARTS_ON)
        return known and meets and self.track in ("", "LAW")


@dataclass(frozen=True)
class Fate:
    """What becomes of one enrolment."""

    unit: int
    kind: StaffKind
    came: bool
    withdrew: datetime | None
    firsts: tuple[tuple[OutcomeVerdict, Decimal | None, Decimal, bool, datetime], ...]
    make_ups: tuple[tuple[OutcomeVerdict, Decimal | None, Decimal, datetime], ...]
    credited: datetime | None = None
    spared: Spared | None = None


@st.composite
def _outcome(draw: st.DrawFn) -> tuple[OutcomeVerdict, Decimal | None, Decimal, datetime]:
    full = draw(st.sampled_from(FULL_MARKS))
    verdict = draw(st.sampled_from(list(OutcomeVerdict)))
    if verdict is OutcomeVerdict.ABSENT:
        return verdict, None, full, draw(st.sampled_from([AT, LATER]))
    cents = draw(st.none() | st.integers(0, int(full * 100)))
    score = None if cents is None else Decimal(cents) / 100
    return verdict, score, full, draw(st.sampled_from([AT, LATER]))


@st.composite
def _spared(draw: st.DrawFn) -> Spared:
    """An exclusion whose days begin and end around the borders of the cohort's."""
    near = st.integers(-1, 1).map(lambda days: days * DAY)
    first = draw(st.sampled_from([STARTS_ON - 30 * DAY, STARTS_ON, ENDS_ON])) + draw(near)
    until = draw(st.none() | st.sampled_from([STARTS_ON, ENDS_ON, ENDS_ON + 30 * DAY]))
    if until is not None:
        until = max(until + draw(near), first + DAY)
    granted = draw(st.sampled_from([None, AT, AT, AT, AT, LATER]))
    revoked = draw(st.sampled_from([None, None, AT, LATER])) if granted == AT else None
    return Spared(
        reason=draw(st.sampled_from(ExclusionReason)),
        first=first,
        until=until,
        track=draw(st.sampled_from(["", "", "LAW", "SAFE"])),
        granted_at=granted,
        revoked_at=revoked,
    )


@st.composite
def fate(draw: st.DrawFn) -> Fate:
    """Draw one."""
    firsts = draw(st.lists(_outcome(), max_size=2))
    make_ups = draw(st.lists(_outcome(), max_size=len(firsts)))
    return Fate(
        unit=draw(st.integers(0, 2)),
        kind=draw(st.sampled_from(list(StaffKind))),
        came=draw(st.booleans()),
        withdrew=draw(st.sampled_from([None, None, None, AT, LATER])),
        firsts=tuple(
            (verdict, score, full, verdict is OutcomeVerdict.PASSED and draw(st.booleans()), at)
            for verdict, score, full, at in firsts
        ),
        # A make-up answers for an exam that was not passed; who passed sits none.
        make_ups=tuple(
            made
            for made, first in zip(make_ups, firsts, strict=False)
            if first[0] is not OutcomeVerdict.PASSED
        ),
        credited=draw(st.sampled_from([None, None, None, AT, LATER])),
        spared=draw(st.none() | _spared()),
    )


def expected(fate: Fate) -> Counter[str]:
    """Return the counts one enrolment adds to the completion report as of the day of AT."""
    if fate.withdrew == AT:
        return Counter(excluded=1, withdrew=1)
    firsts = [each for each in fate.firsts if each[-1] == AT]
    make_ups = [each for each in fate.make_ups if each[-1] == AT]
    sat_first = any(each[0] is not OutcomeVerdict.ABSENT for each in firsts)
    sat_make_up = any(each[0] is not OutcomeVerdict.ABSENT for each in make_ups)
    credited = fate.credited == AT
    if fate.spared and fate.spared.leaves_out and not (sat_first or sat_make_up or credited):
        return Counter(excluded=1, named=1)
    first_passes = sum(each[0] is OutcomeVerdict.PASSED for each in firsts)
    passes = first_passes + sum(each[0] is OutcomeVerdict.PASSED for each in make_ups)
    passed_first = bool(firsts) and first_passes == len(firsts)
    passed = passes > 0 and passes >= len(firsts)
    marks = [
        int((each[1] * 10000 / each[2]).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        for each in firsts
        if each[0] is not OutcomeVerdict.ABSENT and each[1] is not None
    ]
    return Counter(
        required=1,
        attended=int(fate.came),
        due=int(bool(firsts or make_ups)),
        sat_first=int(sat_first),
        sat_make_up=int(sat_make_up),
        sat=int(sat_first or sat_make_up),
        passed_first=int(passed_first),
        passed_make_up=int(passed and not passed_first),
        passed=int(passed),
        excellent=int(passed_first and all(each[3] for each in firsts)),
        scored=int(bool(marks)),
        credited=int(credited),
        score_hundredths=min(marks, default=0),
        hours_tenths=int(HOURS * 10) if credited else 0,
    )


def write(cast: Cast, row: Cohort, fates: Sequence[Fate], staff: Sequence[Person]) -> None:
    """Write fates as rows of people who have nothing of the kind yet."""
    units = (cast.bureau, cast.east, cast.south)
    Track.objects.get_or_create(code="SAFE", defaults={"name": "安全生产"})
    for fate, person in zip(fates, staff, strict=False):
        enrolment = Enrolment.objects.create(
            cohort=row,
            person=person,
            unit=units[fate.unit],
            staff_kind=fate.kind.value,
            state=EnrolmentState.WITHDRAWN if fate.withdrew else _state(fate),
            enrolled_at=AT,
            checked_in_at=AT if fate.came else None,
            withdrawn_at=fate.withdrew,
            reason="调动" if fate.withdrew else "",
        )
        _write_outcomes(enrolment, fate)
        if fate.credited:
            _write_hours(enrolment, fate.credited)
        if fate.spared:
            _write_exclusion(cast, person, units[fate.unit], fate.spared)


def _state(fate: Fate) -> EnrolmentState:
    return EnrolmentState.CHECKED_IN if fate.came else EnrolmentState.ENROLLED


def _write_outcomes(enrolment: Enrolment, fate: Fate) -> None:
    ExamOutcome.objects.bulk_create(
        ExamOutcome(
            enrolment=enrolment,
            exam_ref=f"exam{number}",
            attempt=attempt.value,
            verdict=verdict.value,
            score=score,
            full_marks=full,
            excellent=excellent,
            recorded_at=at,
        )
        for attempt, lines in (
            (AttemptKind.FIRST, fate.firsts),
            (AttemptKind.MAKE_UP, tuple((*each[:3], False, each[3]) for each in fate.make_ups)),
        )
        for number, (verdict, score, full, excellent, at) in enumerate(lines)
    )


def _write_hours(enrolment: Enrolment, at: datetime) -> None:
    completion = Completion.objects.create(
        enrolment=enrolment,
        verdict=CompletionVerdict.PASSED.value,
        hours=HOURS,
        completed_on=local_date(at),
        valid_from=local_date(at),
        recorded_at=at,
    )
    HoursEntry.objects.create(
        person=enrolment.person,
        track=enrolment.cohort.syllabus.course.track,
        hours=HOURS,
        earned_on=ENDS_ON,
        source=HoursSource.COMPLETION.value,
        completion=completion,
        evidence="结班",
        recorded_at=at,
    )


def _write_exclusion(cast: Cast, person: Person, unit: Unit, spared: Spared) -> None:
    granted, revoked = spared.granted_at, spared.revoked_at
    state = ExclusionState.GRANTED if granted else ExclusionState.ASKED
    Exclusion.objects.create(
        person=person,
        unit=unit,
        track=Track.objects.get(code=spared.track) if spared.track else None,
        reason=spared.reason.value,
        words="外出学习",
        evidence="人字〔2026〕8号",
        valid_from=spared.first,
        valid_until=spared.until,
        state=ExclusionState.REVOKED if revoked else state,
        asked_by=cast.hr,
        asked_at=AT,
        granted=True if granted else None,
        decided_by=cast.leader if granted else None,
        decided_at=granted,
        decision="同意" if granted else None,  # type: ignore[misc]  # null until it is said
        taken_back_by=cast.hr if revoked else None,
        taken_back_at=revoked,
        taken_back_reason="提前返岗" if revoked else None,
    )
