"""Whose place in a cohort is in no denominator: the cohort's days decide, a result overrules."""

from datetime import date, datetime, timedelta

import pytest

from academy.people.access import actor
from academy.people.enums import Role
from academy.people.models import Person
from academy.reporting import frames, listing
from academy.reporting.enums import ExclusionReason, Standing
from academy.reporting.frames import Report
from academy.reporting.models import Exclusion
from academy.reporting.operations import exclusions as operations
from academy.reporting.queries import running
from academy.reporting.queries.left_out import DISCREET
from academy.reporting.reports import REPORTS
from courses.enums import AttemptKind, CohortState
from courses.operations import enrolments
from tests.cast import SYSTEM, Cast
from tests.make import courses, exclusions, reporting

DAY = timedelta(days=1)
FIRST, LAST = courses.STARTS_ON, courses.ENDS_ON
OCTOBER = date(2026, 10, 1)


def _spare(cast: Cast, person: Person, *, at: datetime, **said: object) -> Exclusion:
    wanted = exclusions.draft(person, **said)  # type: ignore[arg-type]  # checked by draft itself
    decider = cast.holder_of(Role.ACADEMY_ADMIN)
    return exclusions.granted(wanted, by=cast.hr, decider=decider, at=at)


def _read(cast: Cast, at: datetime, code: str = "completion", **said: object) -> Report:
    return frames.read(REPORTS[code], reporting.everybody(cast, at=at, **said))


def _counts(report: Report) -> tuple[object, object]:
    return report.total["required"], report.total["excluded"]


@pytest.mark.parametrize(
    ("first", "until", "spared"),
    [
        (FIRST - 9 * DAY, FIRST, 0),
        (FIRST - 9 * DAY, FIRST + DAY, 1),
        (FIRST + DAY, FIRST + 2 * DAY, 1),
        (LAST, None, 1),
        (LAST + DAY, None, 0),
        (OCTOBER, None, 0),
        (FIRST - 9 * DAY, None, 1),
    ],
)
def test_a_day_in_common_with_the_cohort_decides(
    cast: Cast, at: datetime, first: date, until: date | None, spared: int
) -> None:
    courses.cohort(at=at, persons=[cast.wang, cast.li])
    _spare(cast, cast.li, at=at, first=first, until=until)
    assert _counts(_read(cast, at)) == (2 - spared, spared)
    assert _read(cast, at).person_count == 2 - spared


def test_what_the_day_of_the_report_is_does_not_matter(cast: Cast, at: datetime) -> None:
    """Asked in May about March: the secondment is over, the place of March stays left out."""
    courses.cohort(at=at, persons=[cast.wang, cast.li])
    _spare(cast, cast.li, at=at)
    assert _counts(_read(cast, at + 60 * DAY)) == (1, 1)


@pytest.mark.parametrize(("code", "spared"), [("", 1), ("LAW", 1), ("SAFE", 0)])
def test_one_of_another_track_leaves_nobody_out(
    cast: Cast, at: datetime, code: str, spared: int
) -> None:
    courses.cohort(at=at, persons=[cast.wang, cast.li])
    track = exclusions.track(code) if code else None
    _spare(cast, cast.li, at=at, track=track)
    assert _counts(_read(cast, at)) == (2 - spared, spared)


def test_only_what_was_known_by_then(cast: Cast, at: datetime) -> None:
    """Granted on the second day, revoked on the fourth: each day keeps what it said."""
    courses.cohort(at=at, persons=[cast.wang, cast.li])
    row = exclusions.asked(exclusions.draft(cast.li), by=cast.hr, at=at)
    admin = actor(cast.holder_of(Role.ACADEMY_ADMIN))
    operations.decide(actor=admin, exclusions=[row], grant=True, words="同意", at=at + DAY)
    operations.revoke(actor=admin, exclusion=row, reason="提前返岗", at=at + 3 * DAY)
    told = [_counts(_read(cast, at + number * DAY)) for number in range(4)]
    assert told == [(2, 0), (1, 1), (1, 1), (2, 0)]


@pytest.mark.parametrize(
    ("scores", "counted"),
    [((), 0), ((None,), 0), (("80",), 1), (("50",), 1), ((None, "70"), 1), ((None, "40"), 1)],
)
def test_who_sat_counts_passed_or_not(
    cast: Cast, at: datetime, scores: tuple[str | None, ...], counted: int
) -> None:
    row = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li])
    for score, attempt in zip(scores, AttemptKind, strict=False):
        courses.outcome(courses.enrolment_of(row, cast.li), score=score, attempt=attempt, at=at)
    _spare(cast, cast.li, at=at)
    assert _counts(_read(cast, at)) == (1 + counted, 1 - counted)
    total = _read(cast, at).total
    passed = any(score is not None and int(score) >= 60 for score in scores)
    assert (total["sat"], total["passed"]) == (counted, int(passed))
    exam = _read(cast, at, "results").total
    assert (exam["due"], exam["excluded"]) == (counted, int(bool(scores)) * (1 - counted))


def test_who_was_left_out_and_sits_later_counts_from_then_on(cast: Cast, at: datetime) -> None:
    row = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li])
    place = courses.enrolment_of(row, cast.li)
    _spare(cast, cast.li, at=at)
    courses.outcome(place, score=None, at=at)
    courses.outcome(place, score="70", attempt=AttemptKind.MAKE_UP, at=at + DAY)
    assert _counts(_read(cast, at)) == (1, 1)
    assert _counts(_read(cast, at + DAY)) == (2, 0)


@pytest.mark.parametrize("reason", ExclusionReason)
def test_the_list_names_them_with_their_approval(
    cast: Cast, at: datetime, reason: ExclusionReason
) -> None:
    """Withdrawn and left out side by side; health is not named."""
    row = courses.cohort(
        at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li, cast.zhao, cast.officer]
    )
    for person in (cast.li, cast.zhao):
        _spare(cast, person, at=at, reason=reason, words="挂职")
    for person in (cast.zhao, cast.officer):
        place = courses.enrolment_of(row, person)
        enrolments.withdraw(actor=SYSTEM, enrolment=place, reason="抽调", at=at)
        courses.outcome(place, score=None, at=at)
    courses.outcome(courses.enrolment_of(row, cast.li), score=None, at=at)
    admin = cast.holder_of(Role.ACADEMY_ADMIN).staff_number
    hidden = reason in (ExclusionReason.SICK, ExclusionReason.PREGNANT)
    said = DISCREET if hidden else reason.value
    on = date(2026, 3, 2)
    expected = {
        cast.li.name: (said, admin, on, None, ""),
        cast.zhao.name: (Standing.WITHDRAWN, "", None, on, "抽调"),
        cast.officer.name: (Standing.WITHDRAWN, "", None, on, "抽调"),
    }
    shown = ("left_out_for", "approved_by", "approved_on", "withdrawn_on", "reason")
    for code in ("completion", "results", "history"):
        spec = REPORTS[code]
        lines = listing.listed(spec, spec.sources[0], reporting.everybody(cast, at=at), "excluded")
        told = {each.values["name"]: tuple(each.values[c] for c in shown) for each in lines}
        assert told == expected, code
        codes = [column.code for column in spec.sources[0].names.shown("excluded")]
        assert codes[-len(shown) :] == list(shown)


def test_each_part_of_who_is_not_counted_opens_alone(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    _spare(cast, cast.officer, at=at)  # sat the make-up, and counts
    exclusion = exclusions.draft(cast.hr)
    exclusions.granted(
        exclusion, by=cast.auditor, decider=cast.holder_of(Role.ACADEMY_ADMIN), at=at
    )
    spec, ask = REPORTS["completion"], reporting.everybody(cast, at=at)
    told = {
        figure: [each.values["name"] for each in listing.listed(spec, spec.sources[0], ask, figure)]
        for figure in ("excluded", "withdrew", "named")
    }
    hr, auditor = cast.hr.name, cast.auditor.name
    assert told == {"excluded": [auditor, hr], "withdrew": [auditor], "named": [hr]}


def test_of_two_the_one_that_meets_the_cohort_is_named(cast: Cast, at: datetime) -> None:
    courses.cohort(at=at, persons=[cast.li])
    _spare(cast, cast.li, at=at - DAY, reason=ExclusionReason.NEW, first=OCTOBER, until=None)
    _spare(cast, cast.li, at=at)
    spec, ask = REPORTS["completion"], reporting.everybody(cast, at=at)
    (line,) = listing.listed(spec, spec.sources[0], ask, "named")
    assert line.values["left_out_for"] == ExclusionReason.SECONDED
    assert line.values["approved_on"] == date(2026, 3, 2)


def test_a_running_cohort_counts_the_same_people(cast: Cast, at: datetime) -> None:
    courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li])
    _spare(cast, cast.li, at=at)
    later = at + 8 * DAY
    (found,) = running.running(reporting.everybody(cast, at=later))
    total = _read(cast, later).total
    assert (found.required, found.attended) == (total["required"], total["attended"]) == (1, 1)
