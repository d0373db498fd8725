"""Appending to the log: one unbroken chain, in the write's own transaction, for ever."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import structlog
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from academy.audit.models import Entry, Head
from academy.audit.record import GENESIS, entry_digest, record, record_many
from academy.people.enums import Verb
from tests.cast import SYSTEM, Cast


def test_entries_are_chained(cast: Cast, at: datetime) -> None:
    entries = list(Entry.objects.order_by("sequence"))
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    previous = [GENESIS, *(entry.digest for entry in entries)]
    assert [entry.previous_digest for entry in entries] == previous[:-1]
    assert [entry_digest(entry) for entry in entries] == previous[1:]
    head = Head.objects.get()
    assert (head.sequence, head.digest) == (len(entries), previous[-1])


def test_entry_says_who_did_what_to_which_row(cast: Cast, at: datetime) -> None:
    facts = {"on": date(2026, 3, 2), "at": at, "points": Decimal("1.50"), "who": {cast.wang.pk}}
    record(SYSTEM, Verb.PERSON_CHANGED, cast.wang, at=at, facts=facts)
    entry = Entry.objects.latest("sequence")
    assert (entry.actor_kind, entry.actor_key, entry.actor_label) == ("system", "tests", "tests")
    assert (entry.verb, entry.at) == ("people.person_changed", at)
    assert (entry.subject_type, entry.subject_key) == ("people.person", str(cast.wang.public_id))
    assert entry.facts == {
        "on": "2026-03-02",
        "at": "2026-03-02T01:00:00+00:00",
        "points": "1.50",
        "who": [cast.wang.pk],
    }


def test_digest_does_not_depend_on_the_zone_of_the_instant(cast: Cast) -> None:
    entry = Entry.objects.latest("sequence")
    before = entry_digest(entry)
    entry.at = entry.at.astimezone(datetime.now(UTC).astimezone().tzinfo)
    assert entry_digest(entry) == before
    entry.at += timedelta(microseconds=1)
    assert entry_digest(entry) != before


@pytest.mark.parametrize("rows", [1, 3])
def test_many_entries_cost_as_much_as_one(
    rows: int, cast: Cast, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    subjects: list[Any] = [(cast.wang, {"n": number}) for number in range(rows)]
    with django_assert_num_queries(3):  # lock the head, insert, move the head
        record_many(SYSTEM, Verb.PERSON_CHANGED, subjects, at=at)


def test_nothing_to_say_writes_nothing(cast: Cast, at: datetime) -> None:
    before = Head.objects.get().sequence
    record_many(SYSTEM, Verb.PERSON_CHANGED, [], at=at)
    assert Head.objects.get().sequence == before


def test_request_is_named_even_when_its_name_is_too_long(cast: Cast, at: datetime) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r" * 65):
        record(SYSTEM, Verb.PERSON_CHANGED, cast.wang, at=at)
    assert Entry.objects.latest("sequence").request_id == "r" * 64


@pytest.mark.django_db(transaction=True)
def test_entry_belongs_inside_a_transaction(cast: Cast, at: datetime) -> None:
    with pytest.raises(RuntimeError):
        record(SYSTEM, Verb.PERSON_CHANGED, cast.wang, at=at)


@pytest.mark.django_db(transaction=True)
def test_entry_falls_with_its_write(cast: Cast, at: datetime) -> None:
    before = Head.objects.get().sequence
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(SYSTEM, Verb.PERSON_CHANGED, cast.wang, at=at)
        raise ZeroDivisionError
    assert Head.objects.get().sequence == before == Entry.objects.count()


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit_entry", "UPDATE audit_entry SET verb = 'x'"]
)
def test_entries_cannot_be_changed(statement: str, cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
