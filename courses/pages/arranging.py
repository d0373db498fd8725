"""What the page of a cohort's evaluation says of its opening: by itself, by hand, and reminders."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings

from academy.shared import clock
from courses.models import Cohort
from courses.pages.teaching_forms import ArrangementForm, OpeningForm
from courses.queries import evaluation_rounds as queries
from courses.queries.evaluations import Results
from courses.rules import evaluation_rounds as rules


def until(cohort: Cohort) -> date:
    """The last day on which an edition may come into force to be of use to the cohort."""
    return max(clock.today(), cohort.ends_on + timedelta(days=rules.LATEST_DAYS))


def context(cohort: Cohort, results: Results | None, bound: forms.Form | None) -> dict[str, Any]:
    """Return what an academy admin may decide: all before the opening, then the reminders."""
    today = clock.today()
    arranged = queries.arrangement_of(cohort, on=today)
    said: dict[str, Any] = {
        "arranged": arranged,
        "arrangement_form": bound
        if isinstance(bound, ArrangementForm)
        else ArrangementForm(until=until(cohort), initial=_initial(arranged)),
        "usual_days": settings.EVALUATION_DAYS,
    }
    if results is not None:
        row = results.evaluation
        days = rules.reminder_days(row.opens_on, row.last_on, settings.EVALUATION_REMIND_DAYS)
        ahead = sorted(day for day in days.values() if day >= today)
        return said | {"reminders_ahead": ahead if arranged.reminders else []}
    opens_at: datetime = rules.opens_from(
        cohort.ends_on, taught_until=queries.taught_until([cohort.pk]).get(cohort.pk)
    )
    said |= {
        "opens_at": opens_at,
        "too_late": today > cohort.ends_on + timedelta(days=rules.LATEST_DAYS),
        "form": bound
        if isinstance(bound, OpeningForm)
        else OpeningForm(on=today, initial={"days": settings.EVALUATION_DAYS}),
    }
    return said


def _initial(arranged: queries.Arrangement) -> dict[str, Any]:
    own = arranged.own
    return {
        "automatic": arranged.automatic,
        "usual_edition": own.edition if own is not None else None,
        "usual_days": own.days if own is not None else None,
        "reminders": arranged.reminders,
    }
