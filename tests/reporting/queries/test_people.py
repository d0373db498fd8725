"""The list behind a number is as long as the number, and says what became of each."""

from datetime import datetime
from decimal import Decimal

import pytest

from academy.people.models import Person
from academy.reporting import listing
from academy.reporting.enums import Column, Figure, Level, Standing
from academy.reporting.labels import Shape
from academy.reporting.queries import facts, places
from academy.reporting.queries.completion import FACTS
from academy.reporting.reports.completion import ENTRIES, SPEC
from academy.shared.errors import NotFound
from tests.cast import Cast
from tests.make import reporting
from tests.make.people import id_number


def test_every_number_opens_to_as_many_names(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    asked = reporting.everybody(cast, at=at)
    report = reporting.completion_of(asked)
    every = places.places(asked.as_of)
    for row in report.rows:
        if row.level is Level.PART and row.key != "T001":
            continue
        narrow = facts.by_units(asked, row.key, every)
        for entry in ENTRIES:
            if entry.shape is Shape.COUNT:
                found = FACTS.page(narrow, figure=entry.figure, part=row.part, cursor=None, limit=1)
                assert found.count == row[entry.column], (row.key, entry.column)


def test_a_list_says_what_became_of_each(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    Person.objects.filter(pk=cast.wang.pk).update(id_number=id_number(1))
    asked = reporting.everybody(cast, at=at)
    listed = [each.values for each in listing.listed(SPEC, SPEC.sources[0], asked)]
    assert [(each["name"], each["unit"], each["standing"]) for each in listed] == [
        ("孙审计", "测试市城管局", Standing.WITHDRAWN),
        ("郑人事", "测试市城管局", Standing.ABSENT),
        ("王建国", "测试市城管局东湖分局", Standing.EXCELLENT),
        ("赵䶮", "测试市城管局东湖分局", Standing.PASSED_MAKE_UP),
        ("陈联络", "测试市城管局东湖分局", Standing.FAILED),
        ("李秀英", "测试市城管局南桥分局", Standing.PASSED),
    ]
    by_name = {each["name"]: each for each in listed}
    assert by_name["孙审计"]["reason"] == "抽调专项督察"
    assert by_name["王建国"]["id_number"] == "999999********" + id_number(1)[-4:]
    zhao = by_name["赵䶮"]
    scores = (zhao["first_score"], zhao["make_up_score"], zhao["hours"])
    assert scores == (Decimal("50.00"), Decimal("70.00"), Decimal("40.0"))


def test_a_row_that_the_report_has_not(cast: Cast, at: datetime) -> None:
    asked = reporting.ask([cast.east], at=at)
    every = places.places(asked.as_of)
    for row in (facts.BRANCHES, "T001"):
        assert facts.row_units(asked, row, every) == {cast.east.pk}
    for row in ("T000", "T002", "nonsense"):
        with pytest.raises(NotFound):
            facts.row_units(asked, row, every)
    assert Figure.REQUIRED.value == Column.REQUIRED.value
