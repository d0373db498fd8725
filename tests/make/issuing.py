"""Approved batches by the hundred, for races: the first of each is made by operations, the rest
are its copies, for nobody waits an hour for ten thousand people to sit an exam."""

import copy
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model

from academy.people.models import Person
from certificates.enums import CertificateKind
from certificates.models import Batch, BatchLine
from courses.models import Cohort, Completion, Enrolment
from tests.make import certificates as make

M = TypeVar("M", bound=Model)


def _copied(row: M, **changes: object) -> M:
    twin = copy.copy(row)
    twin._state = copy.copy(row._state)
    twin._state.fields_cache = {}
    twin.pk = None
    twin._state.adding = True
    if hasattr(twin, "public_id"):
        twin.public_id = uuid.uuid4()
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin


def approved(
    persons: Sequence[Person], *, cohorts: int, kinds: Sequence[CertificateKind], at: datetime
) -> list[int]:
    """Return the keys of approved batches: of each kind one for each of so many cohorts."""
    first = make.closed_cohort(persons=persons, at=at)
    batches = [make.approved(first, at=at, kind=kind) for kind in kinds]
    rows = [
        _copied(
            first,
            number=number,
            starts_on=first.starts_on + timedelta(days=7 * number),
            ends_on=first.ends_on + timedelta(days=7 * number),
        )
        for number in range(2, cohorts + 1)
    ]
    Cohort.objects.bulk_create(rows)
    seats = list(Enrolment.objects.filter(cohort=first).order_by("pk"))
    twins = [_copied(seat, cohort_id=row.pk) for row in rows for seat in seats]
    Enrolment.objects.bulk_create(twins, batch_size=500)
    ended = {done.enrolment_id: done for done in Completion.objects.filter(enrolment__in=seats)}
    completions = [
        _copied(ended[seats[place % len(seats)].pk], enrolment_id=twin.pk)
        for place, twin in enumerate(twins)
    ]
    Completion.objects.bulk_create(completions, batch_size=500)
    done = {each.enrolment_id: each.pk for each in completions}
    place_of = {(twin.cohort_id, twin.person_id): twin.pk for twin in twins}
    made = list(batches)
    for batch in batches:
        lines = list(batch.lines.select_related("enrolment"))
        others = Batch.objects.bulk_create([_copied(batch, cohort_id=row.pk) for row in rows])
        made += others
        copies = []
        for other in others:
            for line in lines:
                enrolment_id = place_of[other.cohort_id, line.enrolment.person_id]
                copies.append(
                    _copied(
                        line,
                        batch_id=other.pk,
                        enrolment_id=enrolment_id,
                        completion_id=done[enrolment_id],
                    )
                )
        BatchLine.objects.bulk_create(copies, batch_size=500)
    return [batch.pk for batch in made]
