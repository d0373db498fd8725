"""Random campaigns: the database's sums against plain Python over the same rows."""

import io
import re
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import pandas as pd
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.people.enums import StaffKind
from academy.people.models import Person
from academy.reporting import frames, labels, listing, notices, sheets
from academy.reporting.enums import Column, Figure, Level, Sitting
from academy.reporting.labels import Shape
from academy.reporting.queries import places
from academy.reporting.reports import REPORTS
from academy.reporting.reports.completion import SPEC
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.figures import COUNT_NAMES
from academy.reporting.stamps import Stamp
from courses.enums import AttemptKind, CohortState, EnrolmentState, OutcomeVerdict
from courses.models import Cohort, Enrolment, ExamOutcome
from tests.cast import Cast
from tests.make import courses, reporting
from tests.make import people as make_people
from tests.reporting.drawn import assert_says_the_frame

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(days=3)
FULL_MARKS = (Decimal(100), Decimal(120), Decimal("73.5"))


@dataclass(frozen=True)
class Fate:
    """What becomes of one enrolment; the oracle judges it in plain Python."""

    unit: int
    kind: StaffKind
    came: bool
    withdrew: datetime | None
    firsts: tuple[tuple[OutcomeVerdict, Decimal | None, Decimal, bool, datetime], ...]
    make_ups: tuple[tuple[OutcomeVerdict, Decimal | None, Decimal, datetime], ...]


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
def _fate(draw: st.DrawFn) -> Fate:
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
    )


def _expected(fate: Fate) -> Counter[str]:
    """Return the counts one enrolment adds as of the day of AT."""
    if fate.withdrew == AT:
        return Counter(excluded=1)
    firsts = [each for each in fate.firsts if each[-1] == AT]
    make_ups = [each for each in fate.make_ups if each[-1] == AT]
    sat_first = any(each[0] is not OutcomeVerdict.ABSENT for each in firsts)
    sat_make_up = any(each[0] is not OutcomeVerdict.ABSENT for each in make_ups)
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
        score_hundredths=min(marks, default=0),
    )


@pytest.fixture
def staff(cast: Cast) -> list[Person]:
    return make_people.people(12, unit=cast.east, at=AT)


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    return courses.cohort(at=AT, state=CohortState.PUBLISHED, capacity=50)


def _write(cast: Cast, row: Cohort, fates: list[Fate], staff: list[Person]) -> None:
    """Write the fates as rows; the operations would refuse most of them, the report must not."""
    units = (cast.bureau, cast.east, cast.south)
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


def _state(fate: Fate) -> EnrolmentState:
    return EnrolmentState.CHECKED_IN if fate.came else EnrolmentState.ENROLLED


@pytest.mark.django_db
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(fates=st.lists(_fate(), max_size=12))
def test_database_and_oracle_agree(
    cast: Cast, staff: list[Person], cohort: Cohort, fates: list[Fate]
) -> None:
    with transaction.atomic():
        _write(cast, cohort, fates, staff)
        asked = reporting.everybody(cast, at=AT)
        report = reporting.completion_of(asked)
        expected: dict[tuple[str, str], Counter[str]] = {}
        codes = ("T000", "T001", "T002")
        for fate in fates:
            key = (codes[fate.unit], fate.kind.value)
            expected[key] = expected.get(key, Counter()) + _expected(fate)
        found = {
            (line["key"], line["part"]): Counter(
                {name: line[name] for name in COUNT_NAMES if line[name]}
            )
            for line in report.frame.to_dict("records")
            if line["level"] == Level.PART
        }
        # Counter's sum drops zeros, so that both sides hold only what is there.
        assert found == {key: +counts for key, counts in expected.items()}
        _sums_hold(report)
        _lists_are_as_long_as_their_numbers(asked, report)
        transaction.set_rollback(True)


def _sums_hold(report: frames.Report) -> None:
    frame = report.frame
    total = frame[frame["level"] == Level.TOTAL].iloc[0]
    for level in (Level.UNIT, Level.PART):
        summed = frame[frame["level"] == level][list(COUNT_NAMES)].sum()
        assert {name: int(summed[name]) for name in COUNT_NAMES} == {
            name: int(total[name]) for name in COUNT_NAMES
        }


def _lists_are_as_long_as_their_numbers(asked: Ask, report: frames.Report) -> None:
    every = places.places(asked.as_of)
    for row in (report.rows[0], report.total):
        found = listing.page(
            SPEC, asked, every, figure=Figure.PASSED, row=row.key, part="", cursor=None, limit=100
        )
        assert found.count == len(found.items) == row[Column.PASSED]


@pytest.mark.django_db
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(fates=st.lists(_fate(), min_size=1, max_size=12), data=st.data())
def test_every_form_of_every_report_agrees_whatever_happened(
    cast: Cast, staff: list[Person], cohort: Cohort, fates: list[Fate], data: st.DataObject
) -> None:
    """Units and parts sum to the total; workbook, CSV and the printed page say the same."""
    with transaction.atomic():
        _write(cast, cohort, fates, staff)
        for code in ("completion", "results", "history"):
            spec = REPORTS[code]
            by = data.draw(st.sampled_from(spec.dimensions))
            sitting = data.draw(st.sampled_from(Sitting))
            ask = reporting.everybody(cast, at=AT, by=by, sitting=sitting)
            report = frames.read(spec, ask)
            summed = [e.column for e in spec.entries if e.shape in (Shape.COUNT, Shape.HOURS)]
            for level in (Level.UNIT, Level.PART):
                rows = [row for row in report.rows if row.level is level]
                for column in summed:
                    assert sum(row.number(column) for row in rows) == report.total[column]
            _forms_agree(report)
        transaction.set_rollback(True)


def _forms_agree(report: frames.Report) -> None:
    assert_says_the_frame(report)
    stamp = Stamp(uuid.UUID(int=0), "T", AT, report.digest)
    columns = [entry.column for entry in report.spec.entries]
    expected = [[row[column] for column in columns] for row in report.rows]
    table = pd.read_csv(io.BytesIO(sheets.delimited(report)), dtype=str, keep_default_na=False)
    assert [[_value(cell) for cell in row[2:]] for row in table.itertuples(index=False)] == expected
    names: list[list[sheets.Line]] = [[] for _source in report.spec.sources]
    book = openpyxl.load_workbook(io.BytesIO(sheets.workbook(report, names, stamp)))
    lines = book["统计表"].iter_rows(min_row=5, max_row=4 + len(report.rows), values_only=True)
    assert [[_value(cell) for cell in line[2:]] for line in lines] == expected
    printed = re.findall(r"<td>([^<]*)</td>", notices.html(report, [], stamp))
    by_unit = [row for row in report.rows if row.level is not Level.PART]
    cells = [labels.printed(row[column]) for row in (*by_unit, *report.rows) for column in columns]
    assert printed == cells


def _value(cell: object) -> Decimal | None:
    return None if cell == labels.NOTHING else Decimal(str(cell))
