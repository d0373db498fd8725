"""The whole staff is told at once: what that costs."""

import time
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.notices.models import Contact, Delivery, Notice
from academy.notices.operations import notices
from academy.people.models import Person
from bench.common import calibration
from tests.cast import Cast
from tests.make import mail, people

pytestmark = [pytest.mark.machine, pytest.mark.django_db]
STAFF = 3600
# In ten-million-step loops of the same machine at the same moment: seconds of one machine say
# nothing about another, nor about the same one an hour later.
MOST_LOOPS = 2.0
# What else runs on the machine only adds to a time: the least of a few is the work itself.
TURNS = 3


def _staff(cast: Cast, at: datetime) -> list[int]:
    """Put 3,600 people there, all of whom are written to."""
    model = people.person(1, unit=cast.east, at=at)
    names = [field.attname for field in Person._meta.concrete_fields]
    kept = {name: getattr(model, name) for name in names if name not in ("id", "public_id")}
    rows = Person.objects.bulk_create(
        Person(**{**kept, "staff_number": f"M{number:05d}"}) for number in range(STAFF)
    )
    Contact.objects.bulk_create(
        Contact(
            person=person,
            address=mail.address_of(person),
            entered_at=at,
            entered_by="t",
            confirmed_at=at,
        )
        for person in rows
    )
    return [person.pk for person in rows]


def _tell(ids: list[int], key: str, at: datetime) -> None:
    notices.tell(
        topic=mail.TOPIC,
        persons=ids,
        facts={"what": "cohort", "on": at.date(), "at": at},
        path="/courses/mine/",
        key=key,
        at=at,
    )


def test_telling_the_whole_staff_is_cheap_and_its_statements_are_counted_by_inserts(
    cast: Cast, at: datetime, record_property: Callable[[str, object], None]
) -> None:
    ids = _staff(cast, at)
    with CaptureQueriesContext(connection) as queries:
        _tell(ids, "published", at)
    inserts = sum(each["sql"].startswith("INSERT") for each in queries)
    spent = [_loops(ids, f"again {turn}", at) for turn in range(TURNS)]
    record_property(
        "promise",
        f"{STAFF} told in the time of {min(spent):.2f} loops,"
        f" {len(queries)} statements, {inserts} inserts",
    )
    assert Notice.objects.filter(key="published").count() == STAFF
    assert Delivery.objects.count() == STAFF * (1 + TURNS)
    assert min(spent) < MOST_LOOPS
    # Beside the inserts: savepoints, contacts, what was told, and asking for the job.
    assert len(queries) - inserts <= 9


def _loops(ids: list[int], key: str, at: datetime) -> float:
    """Return what one telling costs, without the capture, which writes every statement out."""
    loop = calibration()
    begun = time.process_time()
    _tell(ids, key, at)
    spent = time.process_time() - begun
    return spent / ((loop + calibration()) / 2)
