"""The dashboard over HTTP."""

from django.http import HttpResponse
from ninja import Router

from academy.people.access import ApiDoor, PersonRequest
from academy.reporting import access, dashboards
from academy.reporting.access import DASHBOARD
from academy.reporting.api.dashboard_schemas import (
    DashboardOut,
    MonthOut,
    OwedOut,
    RunningOut,
    UnitOut,
)
from academy.reporting.dashboards import Dashboard
from academy.reporting.reports.attainment import SPEC
from academy.shared import clock
from academy.shared.problems import read_reply

router = Router(tags=["reports"])


@router.get(
    "/reports/dashboard",
    response=DashboardOut,
    auth=ApiDoor(*DASHBOARD),
    url_name="report_dashboard",
)
def report_dashboard(request: PersonRequest) -> HttpResponse:
    """Everything in reach at a glance as of today: owed and met by unit, months, cohorts, ends.

    A leader sees the units they lead. Each number is one of the reports hours, history and
    completion, or of the certificates' forecast, asked for today.
    """
    today = clock.today()
    within = access.reach(request.person, today, DASHBOARD)
    ask = access.asked(SPEC, access.Wish(), within, today)
    return read_reply(request, _said(dashboards.read(ask)))


def _said(found: Dashboard) -> DashboardOut:
    return DashboardOut(
        scope=found.scope_name,
        as_of=found.ask.as_of,
        target_rate=found.target,
        staff=found.staff,
        owed=OwedOut(**found.counts, met_rate=found.rate, to_target=found.missing),
        in_training=found.in_training,
        lapsing_quarter=found.quarter.key,
        lapsing=found.lapsing,
        units=[
            UnitOut(
                unit=each.key,
                name=each.name,
                owed=OwedOut(**each.counts, met_rate=each.rate, to_target=each.missing),
                target_rate=each.target,
                lapsing=each.lapsing,
            )
            for each in found.units
        ],
        months=[
            MonthOut(month=each.key, **each.counts, pass_rate=each.rate) for each in found.months
        ],
        running=[
            RunningOut(
                cohort=each.cohort,
                name=each.name,
                starts_on=each.starts_on,
                ends_on=each.ends_on,
                required=each.required,
                attended=each.attended,
            )
            for each in found.running
        ],
        counted_at=found.counted_at,
    )
