"""The facts of the history: the completion report's, each under the month or year of its cohort."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from academy.reporting.enums import Step
from academy.reporting.queries import completion
from academy.reporting.queries.facts import QueryFacts
from academy.reporting.queries.places import Place
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.periods import Period, slices
from academy.shared.errors import NotFound
from courses.models import Enrolment


def judged(ask: Ask, *also: str) -> "QuerySet[Enrolment, dict[str, Any]]":
    """Return the facts of the completion report with `bucket`: 202603, or 2026 by years."""
    year, month = ExtractYear("cohort__starts_on"), ExtractMonth("cohort__starts_on")
    bucket = year if ask.step is Step.YEAR else year * 100 + month
    rows: QuerySet[Enrolment, dict[str, Any]] = completion.judged(ask, *also).annotate(
        bucket=bucket
    )
    return rows


FACTS = QueryFacts(
    judged=judged,
    model=Enrolment,
    counts=completion.FACTS.counts,
    also=completion.FACTS.also,
    row="bucket",
    enrich=completion.FACTS.enrich,
)
BY_UNIT = replace(FACTS, row="unit_id", part="bucket")
"""The same by unit, each unit's months as its parts."""


def buckets(ask: Ask) -> list[tuple[int, str, str, Period]]:
    """Return number, key, name and days of each month (or year) of the period."""
    found = []
    for days in slices(ask.period, by_year=ask.step is Step.YEAR):
        first = days.starts_on
        if ask.step is Step.YEAR:
            name = _("%(year)s 年") % {"year": first.year}
            found.append((first.year, f"{first.year}", name, days))
        else:
            name = date_format(first, "YEAR_MONTH_FORMAT")
            found.append((first.year * 100 + first.month, f"{first:%Y-%m}", name, days))
    return found


def narrowed(ask: Ask, row: str, every: list[Place]) -> Ask:
    """Return the question narrowed to one month or year; "" is the whole period.

    Raises:
        NotFound: the history has no such row.
    """
    if not row:
        return ask
    of: Mapping[str, Period] = {key: days for _number, key, _name, days in buckets(ask)}
    if row not in of:
        raise NotFound(field="row")
    return replace(ask, period=of[row])
