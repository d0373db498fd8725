"""Random campaigns: page, XLSX, CSV, PDF, JSON and plain SQL say the same, figure by figure."""

import io
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from academy.people import labels as people_labels
from academy.people.enums import StaffKind
from academy.people.models import Person
from academy.reporting import frames, labels
from academy.reporting.enums import Level
from academy.reporting.frames import Report
from academy.reporting.queries.days import ends_at
from academy.reporting.reports import REPORTS
from courses.enums import CohortState
from courses.models import Cohort
from tests.cast import Cast
from tests.certificates.tools import run
from tests.make import courses, fates, reporting
from tests.make import people as make_people
from tests.make.fates import AT, Fate

ClientOf = Callable[[Person | None], Client]
Cells = tuple[Decimal | None, ...]
Table = list[tuple[str, str, Cells]]
"""Name of the row, of its part, and its figures."""

pytestmark = [pytest.mark.django_db, pytest.mark.press]


@pytest.fixture
def staff(cast: Cast) -> list[Person]:
    return make_people.people(12, unit=cast.east, at=AT)


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    return courses.cohort(at=AT, state=CohortState.PUBLISHED, capacity=50)


def _lively(drawn: list[Fate]) -> bool:
    """Whether something stands in every group of columns."""
    total = sum((fates.expected(each) for each in drawn), Counter[str]())
    return all(total[each] for each in ("named", "withdrew", "credited", "passed", "scored"))


# The same four campaigns every time: a PDF takes its time, and shrinking would take many of them.
@settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
@given(drawn=st.lists(fates.fate(), min_size=9, max_size=12).filter(_lively))
def test_six_forms_and_plain_sql_agree(
    cast: Cast, staff: list[Person], cohort: Cohort, client_of: ClientOf, drawn: list[Fate]
) -> None:
    with transaction.atomic(), time_machine.travel(AT, tick=False):
        fates.write(cast, cohort, drawn, staff)
        client = client_of(cast.hr)
        for code, by_hand in (("completion", _completion), ("results", _results)):
            report = frames.read(REPORTS[code], reporting.everybody(cast, at=AT))
            frame = _of_frame(report)
            told = {
                "page": _of_page(client, report),
                "workbook": _of_workbook(client, report),
                "csv": _of_csv(client, report),
                "pdf": _of_pdf(client, report),
                "json": _of_json(client, report),
                "sql": by_hand(report),
            }
            assert told == dict.fromkeys(told, frame), code
        transaction.set_rollback(True)


def _of_frame(report: Report) -> Table:
    columns = [entry.column for entry in report.spec.entries]
    return [
        (row.name, row.part_label, tuple(_decimal(row[column]) for column in columns))
        for row in report.rows
    ]


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _number(text: object) -> Decimal | None:
    """Read a printed number; "—" is none."""
    said = str(text).strip().replace(",", "")
    return None if said == labels.NOTHING else Decimal(said)


def _named(report: Report, cells: list[Cells]) -> Table:
    """Give figures that come without their rows' names the names of the rows they must be of."""
    heads = [(row.name, row.part_label) for row in report.rows]
    return [(*head, line) for head, line in zip(heads, cells, strict=True)]


def _of_page(client: Client, report: Report) -> Table:
    html = client.get(f"/reports/{report.spec.code}/?parts=1").content.decode()
    rows = re.findall(r"<tr class=\"row-.*?</tr>", html, flags=re.DOTALL)
    cells = [
        tuple(_number(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<td.*?</td>", row))
        for row in (re.sub(r"\s+", " ", row) for row in rows)
    ]
    return _named(report, cells)


def _of_workbook(client: Client, report: Report) -> Table:
    content = client.get(f"/reports/{report.spec.code}.xlsx").content
    table = pd.read_excel(
        io.BytesIO(content),
        sheet_name=0,
        header=None,
        skiprows=4,
        engine="calamine",
        keep_default_na=False,
    ).head(len(report.rows))
    return [
        (str(line[0]), str(line[1]), tuple(map(_number, line[2:])))
        for line in table.itertuples(index=False)
    ]


def _of_csv(client: Client, report: Report) -> Table:
    content = client.get(f"/reports/{report.spec.code}.csv").content
    table = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    return [
        (line[0], line[1], tuple(map(_number, line[2:]))) for line in table.itertuples(index=False)
    ]


def _of_json(client: Client, report: Report) -> Table:
    body = client.get(f"/api/v1/reports/{report.spec.code}").json()
    assert [each["column"] for each in body["columns"]] == [e.column for e in report.spec.entries]
    return [
        (
            row["name"],
            row["part_name"],
            tuple(_decimal(row["figures"][each["column"]]) for each in body["columns"]),
        )
        for row in body["rows"]
    ]


def _of_pdf(client: Client, report: Report) -> Table:
    """Read the two tables of the real PDF; the first must be the second without the parts."""
    content = client.get(f"/reports/{report.spec.code}.pdf").content
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(content)
        text = run("pdftotext", "-layout", str(path), "-").decode()
    width = len(report.spec.entries)
    lines = [line.split() for line in text.splitlines()]
    found = [
        tuple(_number(each) for each in words[-width:])
        for words in lines
        if len(words) >= width and all(map(_is_number, words[-width:]))
    ]
    is_part = [row.level is Level.PART for row in report.rows]
    sums = len(is_part) - sum(is_part)
    table = _named(report, found[sums:])
    assert found[:sums] == [line[2] for line, part in zip(table, is_part, strict=True) if not part]
    return table


def _is_number(word: str) -> bool:
    return word == labels.NOTHING or re.fullmatch(r"-?[\d,]+(\.\d+)?", word) is not None


# Here the figures begin anew, from the rows of the database.

_SPARED = """
    EXISTS (
        SELECT 1 FROM reporting_exclusion x
        WHERE x.person_id = e.person_id AND x.granted AND x.decided_at < %(before)s
            AND (x.taken_back_at IS NULL OR x.taken_back_at >= %(before)s)
            AND x.valid_from <= k.ends_on
            AND (x.valid_until IS NULL OR x.valid_until > k.starts_on)
            AND (x.track_id IS NULL OR x.track_id = c.track_id)
    ) AND NOT EXISTS (
        SELECT 1 FROM courses_examoutcome s
        WHERE s.enrolment_id = e.id AND s.verdict <> 'absent' AND s.recorded_at < %(before)s
    ) AND NOT EXISTS (
        SELECT 1 FROM courses_completion d JOIN courses_hoursentry h ON h.completion_id = d.id
        WHERE d.enrolment_id = e.id AND h.recorded_at < %(before)s
    )
"""
_SEATS = f"""
    SELECT e.id, u.code, e.staff_kind, e.checked_in_at < %(before)s AS came,
        CASE WHEN e.withdrawn_at < %(before)s OR ({_SPARED}) THEN 0 ELSE 1 END AS stays
    FROM courses_enrolment e
    JOIN people_unit u ON u.id = e.unit_id
    JOIN courses_cohort k ON k.id = e.cohort_id
    JOIN courses_syllabus y ON y.id = k.syllabus_id
    JOIN courses_course c ON c.id = y.course_id
    WHERE e.enrolled_at < %(before)s
"""  # constants only
_HUNDREDTHS = "CAST(ROUND(o.{} * 100) AS BIGINT)"
_MARKS, _FULL = _HUNDREDTHS.format("score"), _HUNDREDTHS.format("full_marks")
# Half up in whole numbers, so that no float decides on a half.
_SCORE = f"(({_MARKS}) * 20000 + {_FULL}) / (2 * {_FULL})"
_BY_SEAT = f"""
SELECT n.code, n.staff_kind, n.stays, n.came,
    COUNT(o.id) > 0,
    SUM(CASE WHEN o.attempt = 'first' THEN 1 ELSE 0 END),
    SUM(CASE WHEN o.attempt = 'first' AND o.verdict <> 'absent' THEN 1 ELSE 0 END),
    SUM(CASE WHEN o.attempt = 'make_up' AND o.verdict <> 'absent' THEN 1 ELSE 0 END),
    SUM(CASE WHEN o.attempt = 'first' AND o.verdict = 'passed' THEN 1 ELSE 0 END),
    SUM(CASE WHEN o.verdict = 'passed' THEN 1 ELSE 0 END),
    SUM(CASE WHEN o.attempt = 'first' AND o.excellent THEN 1 ELSE 0 END),
    MIN(CASE WHEN o.attempt = 'first' AND o.verdict <> 'absent' THEN {_SCORE} END),
    (SELECT SUM(h.hours) FROM courses_completion d
        JOIN courses_hoursentry h ON h.completion_id = d.id
        WHERE d.enrolment_id = n.id AND h.recorded_at < %(before)s)
FROM ({_SEATS}) n
LEFT JOIN courses_examoutcome o ON o.enrolment_id = n.id AND o.recorded_at < %(before)s
GROUP BY n.id, n.code, n.staff_kind, n.stays, n.came
"""  # constants only
_BY_EXAM = f"""
SELECT n.code, n.staff_kind, n.stays,
    MAX(CASE WHEN o.attempt = 'first' THEN 1 ELSE 0 END),
    MAX(CASE WHEN o.attempt = 'first' AND o.verdict <> 'absent' THEN 1 ELSE 0 END),
    MAX(CASE WHEN o.attempt = 'make_up' AND o.verdict <> 'absent' THEN 1 ELSE 0 END),
    MAX(CASE WHEN o.attempt = 'first' AND o.verdict = 'passed' THEN 1 ELSE 0 END),
    MAX(CASE WHEN o.verdict = 'passed' THEN 1 ELSE 0 END),
    MAX(CASE WHEN o.attempt = 'first' AND o.excellent THEN 1 ELSE 0 END),
    MAX(CASE WHEN o.attempt = 'first' AND o.verdict <> 'absent' THEN {_SCORE} END)
FROM ({_SEATS}) n
JOIN courses_examoutcome o ON o.enrolment_id = n.id
WHERE o.recorded_at < %(before)s
GROUP BY n.id, n.code, n.staff_kind, n.stays, o.exam_ref
"""  # constants only


@dataclass(frozen=True)
class _Part:
    """What one unit's people of one kind, or several such, come to."""

    counts: Counter[str]
    scores: tuple[int, ...]

    def __add__(self, other: "_Part") -> "_Part":
        return _Part(self.counts + other.counts, self.scores + other.scores)


_NOBODY = _Part(Counter(), ())
_Parts = dict[tuple[str, str], _Part]


def _rows(sql: str, report: Report) -> list[tuple[Any, ...]]:
    before = connection.ops.adapt_datetimefield_value(ends_at(report.ask))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"before": before})
        return list(cursor.fetchall())


def _completion(report: Report) -> Table:
    parts: _Parts = {}
    for code, kind, stays, came, *facts, lowest, hours in _rows(_BY_SEAT, report):
        one, scores = Counter(excluded=1), tuple[int, ...]()
        if stays:
            due, firsts, sat_1, sat_2, won_1, won, best = (int(fact or 0) for fact in facts)
            passed_1 = sat_1 > 0 and won_1 > 0 and won_1 >= firsts
            passed = won > 0 and won >= firsts
            scores = () if lowest is None else (int(lowest),)
            one = Counter(
                required=1, attended=bool(came), due=due, sat_first=sat_1 > 0,
                sat_make_up=sat_2 > 0, sat=sat_1 > 0 or sat_2 > 0, passed_first=passed_1,
                passed_make_up=passed and not passed_1, passed=passed,
                excellent=passed_1 and best >= firsts, hours=int((hours or 0) * 10),
            )  # fmt: skip
        key = (str(code), str(kind))
        parts[key] = parts.get(key, _NOBODY) + _Part(one, scores)
    return _spread_out(report, parts, _completion_cells)


def _completion_cells(part: _Part) -> Cells:
    n, scores = part.counts, part.scores
    hours = Decimal(n["hours"]) / 10
    return (
        Decimal(n["required"]), Decimal(n["excluded"]), Decimal(n["attended"]),
        _percent(n["attended"], n["required"]), Decimal(n["due"]), Decimal(n["sat_first"]),
        Decimal(n["sat_make_up"]), Decimal(n["sat"]), Decimal(n["passed_first"]),
        _percent(n["passed_first"], n["sat_first"]), Decimal(n["passed_make_up"]),
        Decimal(n["passed"]), _percent(n["passed"], n["sat"]), Decimal(n["excellent"]),
        _percent(n["excellent"], n["sat_first"]), _mean(Decimal(sum(scores)) / 100, len(scores)),
        hours, _mean(hours, n["required"]),
    )  # fmt: skip


def _results(report: Report) -> Table:
    parts: _Parts = {}
    for code, kind, stays, *facts, score in _rows(_BY_EXAM, report):
        one, scores = Counter(excluded=1), tuple[int, ...]()
        if stays:
            first, sat_1, sat_2, won_1, won, best = map(bool, facts)
            scores = () if score is None else (int(score),)
            one = Counter(
                due=1, sat_first=sat_1, absent=first and not sat_1, sat_make_up=sat_2,
                sat=sat_1 or sat_2, passed_first=won_1, passed=won, excellent=best,
            )  # fmt: skip
        key = (str(code), str(kind))
        parts[key] = parts.get(key, _NOBODY) + _Part(one, scores)
    return _spread_out(report, parts, _results_cells)


def _results_cells(part: _Part) -> Cells:
    n, scores = part.counts, sorted(part.scores)
    bands = [
        sum(start <= each < end for each in scores)
        for start, end in ((0, 6000), (6000, 7000), (7000, 8000), (8000, 9000), (9000, 10001))
    ]
    ranks = [max(-(-len(scores) * percent // 100), 1) for percent in (0, 25, 50, 75, 100)]
    levels = [Decimal(scores[rank - 1]) / 100 if scores else None for rank in ranks]
    return (
        Decimal(n["due"]), Decimal(n["excluded"]), Decimal(n["sat_first"]), Decimal(n["absent"]),
        _percent(n["sat_first"], n["due"]), Decimal(n["sat_make_up"]), Decimal(n["sat"]),
        Decimal(n["passed_first"]), _percent(n["passed_first"], n["sat_first"]),
        Decimal(n["passed"]), _percent(n["passed"], n["sat"]), Decimal(n["excellent"]),
        _percent(n["excellent"], n["sat_first"]), *map(Decimal, bands),
        _mean(Decimal(sum(scores)) / 100, len(scores)), *levels,
    )  # fmt: skip


def _spread_out(report: Report, parts: _Parts, cells: Callable[[_Part], Cells]) -> Table:
    """Lay the parts out as the report does: units in order, their kinds, branches, total."""
    names = {row.key: row.name for row in report.units}
    kinds = [kind.value for kind in StaffKind]

    def together(*codes: str) -> Cells:
        found = [part for (code, _kind), part in parts.items() if code in codes]
        return cells(sum(found, _NOBODY))

    table: Table = []
    for code in ("T000", "T001", "T002"):
        table.append((names[code], "小计", together(code)))
        table += [
            (names[code], str(people_labels.STAFF_KIND[StaffKind(kind)]), cells(parts[code, kind]))
            for kind in kinds
            if (code, kind) in parts
        ]
    table.append(("分局小计", "", together("T001", "T002")))
    table.append(("合计", "", together("T000", "T001", "T002")))
    return table


def _percent(part: int, whole: int) -> Decimal | None:
    return _rounded(Decimal(part) * 100 / whole, "0.1") if whole else None


def _mean(total: Decimal, count: int) -> Decimal | None:
    return _rounded(total / count, "0.01") if count else None


def _rounded(value: Decimal, to: str) -> Decimal:
    return value.quantize(Decimal(to), rounding=ROUND_HALF_UP)
