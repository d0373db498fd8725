"""Renewals to come: figures by quarter, unit, course and kind, and the names behind them."""

from collections import Counter

from django.http import HttpResponse
from ninja import Query, Router

from academy.people.access import ApiDoor, PersonRequest, visible_units
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from certificates import access
from certificates.api.schemas import (
    EndingOut,
    EndingsOut,
    FigureOut,
    ForecastOut,
    ForecastQuery,
    NamesQuery,
    QuarterOut,
)
from certificates.models import Certificate
from certificates.queries import forecast
from certificates.queries.forecast import Figure
from certificates.rules import validity

router = Router(tags=["certificates"])


def _figure(row: Figure) -> FigureOut:
    return FigureOut(
        quarter=row.quarter.key,
        unit_code=row.unit_code,
        unit_name=row.unit_name,
        course=row.course.public_id,
        course_name=row.course.name,
        kind=row.kind,
        count=row.count,
    )


def _ending(row: Certificate) -> EndingOut:
    assert row.expires_on is not None
    return EndingOut(
        certificate=row.public_id,
        number=row.number,
        name=row.person.name,
        staff_number=row.person.staff_number,
        course_name=row.completion.enrolment.cohort.syllabus.course.name,
        last_on=validity.last_day(row.expires_on),
    )


@router.get(
    "/certificate-forecast",
    response=ForecastOut,
    auth=ApiDoor(*access.REGISTER),
    url_name="certificate_forecast",
)
def certificate_forecast(request: PersonRequest, query: Query[ForecastQuery]) -> HttpResponse:
    """Certificates that end in the quarter of a day (today) and those that follow."""
    on = query.on or clock.today()
    units = visible_units(request.person, *access.REGISTER, on=clock.today())
    figures = forecast.renewals(units, as_of=on, quarters=query.quarters)
    sums: Counter[str] = Counter()
    for each in figures:
        sums[each.quarter.key] += each.count
    quarters = [
        QuarterOut(quarter=q.key, first_on=q.first_on, last_on=q.last_on, count=sums[q.key])
        for q in validity.quarters(on, query.quarters)
    ]
    found = [_figure(each) for each in figures]
    return read_reply(request, ForecastOut(on=on, quarters=quarters, figures=found))


@router.get(
    "/certificate-forecast/names",
    response=EndingsOut,
    auth=ApiDoor(*access.REGISTER),
    url_name="certificate_forecast_names",
)
def certificate_forecast_names(request: PersonRequest, query: Query[NamesQuery]) -> HttpResponse:
    """The certificates behind a figure, or behind the sum of several, soonest first."""
    on = query.on or clock.today()
    rows = forecast.behind(
        visible_units(request.person, *access.REGISTER, on=clock.today()),
        as_of=on,
        quarter=validity.quarter(query.quarter, as_of=on),
        unit_code=query.unit,
        course=query.course,
        kind=query.kind,
    )
    page = page_of(rows, key=("expires_on", "pk"), cursor=query.cursor, limit=query.limit)
    items = [_ending(row) for row in page.items]
    return read_reply(request, EndingsOut(items=items, next_cursor=page.next_cursor))
