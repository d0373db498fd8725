"""Roll-calls: who sees and keeps them."""

from datetime import date
from uuid import UUID

from academy.people.models import Person
from academy.shared.errors import NotFound
from courses.access.teaching import taught_cohorts
from courses.models import RollCall


def roll_call_for(person: Person, public_id: UUID, *, on: date) -> RollCall:
    """Return a roll-call of a cohort that one teaches or leads, with the cohort; else NotFound."""
    rows = RollCall.objects.filter(cohort__in=taught_cohorts(person, on=on).values("pk"))
    shown = rows.select_related("cohort__syllabus__course__track")
    row = shown.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row
