"""Issued batches whose template is pressed in layers, of people with all kinds of names."""

from datetime import datetime

from academy.people.enums import Sex
from academy.people.models import Unit
from certificates.enums import Making
from certificates.models import Batch, Certificate, Template
from tests.make import certificates as make
from tests.make import people as make_people
from tests.make.leaves import NAMES


def layered(template: Template) -> Template:
    """Return the template, or an edition of it, that is pressed in layers."""
    if template.making == Making.LAYERED.value:
        return template
    columns = ("title", "kind", "html", "css", "published_at", "published_by")
    return Template.objects.create(
        name=f"{template.name}-layered",
        edition=1,
        digest="0" * 64,
        making=Making.LAYERED.value,
        **{name: getattr(template, name) for name in columns},
    )


def batch(count: int, *, units: list[Unit], at: datetime) -> Batch:
    """Return an issued batch of so many people; their scores and units differ."""
    persons = [
        make_people.person(
            number,
            unit=units[number % len(units)],
            at=at,
            name=NAMES[number % len(NAMES)],
            sex=(Sex.FEMALE, Sex.MALE)[number % 2],
        )
        for number in range(1, count + 1)
    ]
    scores: dict[str, str | None] = {
        each.staff_number: str(60 + place % 41) for place, each in enumerate(persons)
    }
    issued = make.issued(make.closed_cohort(persons=persons, at=at, scores=scores), at=at)
    Certificate.objects.filter(batch=issued).update(template=layered(issued.template))
    return issued
