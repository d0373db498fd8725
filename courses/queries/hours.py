"""Sums of the hours ledger."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum

from academy.people.models import Person
from courses.models import HoursEntry


def hours_of(persons: Iterable[Person], year: int) -> dict[int, Decimal]:
    """Return each person's hours of a calendar year by person id, 0.0 where there are none."""
    ids = [person.pk for person in persons]
    sums = dict(
        HoursEntry.objects.of(ids)
        .earned_in(year)
        .order_by()
        .values_list("person_id")
        .annotate(total=Sum("hours"))
    )
    return {person_id: sums.get(person_id, Decimal("0.0")) for person_id in ids}
