"""Random campaigns: the database's sums against plain Python over the same rows."""

import io
import re
import uuid
from collections import Counter
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.people.models import Person
from academy.reporting import frames, labels, listing, notices, sheets
from academy.reporting.enums import Figure, Level, Sitting, Standing
from academy.reporting.labels import Shape
from academy.reporting.queries import places
from academy.reporting.reports import REPORTS
from academy.reporting.reports.completion import SPEC
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.figures import COUNT_NAMES
from academy.reporting.stamps import Stamp
from courses.enums import CohortState
from courses.models import Cohort
from tests.cast import Cast
from tests.make import courses, fates, reporting
from tests.make import people as make_people
from tests.make.fates import AT, Fate
from tests.reporting.drawn import assert_says_the_frame


@pytest.fixture
def staff(cast: Cast) -> list[Person]:
    return make_people.people(12, unit=cast.east, at=AT)


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    return courses.cohort(at=AT, state=CohortState.PUBLISHED, capacity=50)


@pytest.mark.django_db
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=st.lists(fates.fate(), max_size=12))
def test_database_and_oracle_agree(
    cast: Cast, staff: list[Person], cohort: Cohort, drawn: list[Fate]
) -> None:
    with transaction.atomic():
        fates.write(cast, cohort, drawn, staff)
        asked = reporting.everybody(cast, at=AT)
        report = reporting.completion_of(asked)
        expected: dict[tuple[str, str], Counter[str]] = {}
        codes = ("T000", "T001", "T002")
        for fate in drawn:
            key = (codes[fate.unit], fate.kind.value)
            expected[key] = expected.get(key, Counter()) + fates.expected(fate)
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
    for row in (report.rows[0], report.total):
        for figure in (Figure.PASSED, Figure.EXCLUDED):
            found = _behind(asked, figure, row.key)
            assert found.count == len(found.items) == row[figure.value]
    left_out = _behind(asked, Figure.EXCLUDED, "").items
    named = [each.values for each in left_out if each.values["standing"] == Standing.LEFT_OUT]
    assert len(named) == report.frame.iloc[-1]["named"]
    assert {each["approved_by"] for each in named} <= {"T1004"}
    assert all(each["left_out_for"] and each["approved_on"] for each in named)


def _behind(asked: Ask, figure: Figure, row: str) -> listing.Listed:
    every = places.places(asked.as_of)
    return listing.page(SPEC, asked, every, figure=figure, row=row, part="", cursor=None, limit=100)


@pytest.mark.django_db
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=st.lists(fates.fate(), min_size=1, max_size=12), data=st.data())
def test_every_form_of_every_report_agrees_whatever_happened(
    cast: Cast, staff: list[Person], cohort: Cohort, drawn: list[Fate], data: st.DataObject
) -> None:
    """Units and parts sum to the total; workbook, CSV and the printed page say the same."""
    with transaction.atomic():
        fates.write(cast, cohort, drawn, staff)
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
