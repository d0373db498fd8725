"""Two workers empty one outbox; somebody marks all as read while they are told more."""

import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from academy.notices.errors import ToldMeanwhile
from academy.notices.models import Delivery, Notice
from academy.notices.operations import deliveries, notices
from academy.notices.post import letters, sending
from academy.notices.queries import inbox
from academy.people.models import Person
from tests.cast import gather
from tests.make import mail, people
from tests.make.mail import Sink, SinkThread
from tests.races.conftest import Run

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
PEOPLE, WORKERS = 8, 4


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A real mail server on the loopback."""
    thread = SinkThread()
    served = thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", served.port
    settings.DEFAULT_FROM_EMAIL = "academy@academy.example"
    yield served
    thread.stop()


def _waiting(at: datetime) -> None:
    cast = gather(at=at)
    for person in people.people(PEOPLE, unit=cast.east, at=at):
        mail.confirmed(person, at=at)
        mail.told(person, "k", at=at)


def test_each_letter_goes_out_once_however_many_workers(
    at: datetime, sink: Sink, at_once: Run
) -> None:
    _waiting(at)
    tallies = at_once([lambda: deliveries.deliver(at=at)] * WORKERS)
    assert sum(tally.sent for tally in tallies) == PEOPLE
    assert len(sink.ids()) == len(set(sink.ids())) == PEOPLE
    assert Delivery.objects.filter(state="sent", tries=1).count() == PEOPLE


def test_control_without_the_hold_every_worker_sends_each_letter(
    at: datetime, sink: Sink, at_once: Run
) -> None:
    _waiting(at)
    barrier = threading.Barrier(WORKERS)

    def without_hold() -> int:
        rows = list(Delivery.objects.due(at).select_related("contact__person", "notice"))
        barrier.wait(timeout=20)
        sent = sending.send([letters.compose([row]) for row in rows])
        Delivery.objects.filter(pk__in=[row.pk for row in rows], state="queued").update(
            state="sent", ended_at=at
        )
        return len(sent)

    assert at_once([without_hold] * WORKERS) == [PEOPLE] * WORKERS
    assert len(sink.ids()) == PEOPLE * WORKERS
    assert len(set(sink.ids())) == PEOPLE  # by which the double is recognised


def test_a_batch_is_held_by_one(at: datetime, at_once: Run) -> None:
    _waiting(at)
    held = at_once([lambda: deliveries.hold(holder=str(uuid.uuid4()), at=at)] * WORKERS)
    assert sorted(len(batch) for batch in held) == [0] * (WORKERS - 1) + [PEOPLE]


def test_what_is_told_while_all_is_marked_read_stays_unread(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    mail.told(cast.wang, "shown", at=at)
    shown = Notice.objects.get()
    told = [lambda number=number: mail.told(cast.wang, f"k{number}", at=at) for number in range(4)]
    reads = [lambda: notices.read_all(person=cast.wang, through=shown, at=at)] * 4
    came = at_once([*told, *reads])
    assert came[:4] == [None] * 4
    assert sorted(came[4:]) == [0, 0, 0, 1]
    assert _unread() == TOLD


TOLD = ["k0", "k1", "k2", "k3"]
#: Marks as read, given the newest notice that was there when the page was drawn.
Mark = Callable[[Notice | None], object]


def _unread() -> list[str]:
    return sorted(Notice.objects.filter(read_at__isnull=True).values_list("key", flat=True))


def _press_while_told(person: Person, mark: Mark, *, at: datetime, at_once: Run) -> list[Any]:
    """Draw the page, let four others tell something, and only then press its button.

    Each in a thread and connection of its own; the barriers make this the order every time.
    """
    drawn, told = threading.Barrier(5), threading.Barrier(5)

    def reader() -> object:
        newest = inbox.newest(person)
        drawn.wait(timeout=20)
        told.wait(timeout=20)
        return mark(newest)

    def teller(key: str) -> None:
        drawn.wait(timeout=20)
        try:
            mail.told(person, key, at=at)
        finally:
            told.wait(timeout=20)

    return at_once([reader, *(lambda key=key: teller(key) for key in TOLD)])


def test_a_button_pressed_after_others_told_marks_what_its_page_showed(
    at: datetime, at_once: Run
) -> None:
    cast = gather(at=at)
    mail.told(cast.wang, "shown", at=at)
    came = _press_while_told(
        cast.wang,
        lambda newest: notices.read_all(person=cast.wang, through=newest, at=at),
        at=at,
        at_once=at_once,
    )
    assert came == [1, *[None] * 4]
    assert _unread() == TOLD


def test_control_without_the_bound_what_nobody_saw_becomes_read(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    mail.told(cast.wang, "shown", at=at)
    came = _press_while_told(
        cast.wang,
        lambda newest: Notice.objects.filter(person=cast.wang, read_at__isnull=True).update(
            read_at=at
        ),
        at=at,
        at_once=at_once,
    )
    assert came == [1 + len(TOLD), *[None] * 4]
    assert _unread() == []


def _press_after_a_late_commit(
    person: Person, *, counted: bool, at: datetime, at_once: Run
) -> object:
    """Tell "late" first but commit it last: after the page was drawn that shows "early"."""
    begun, drawn, told = (threading.Barrier(2) for _ in range(3))

    def late() -> None:
        with transaction.atomic():
            mail.told(person, "late", at=at)
            begun.wait(timeout=20)
            drawn.wait(timeout=20)
        told.wait(timeout=20)

    def reader() -> int:
        begun.wait(timeout=20)
        mail.told(person, "early", at=at)
        count, newest = inbox.unread_count(person), inbox.newest(person)
        drawn.wait(timeout=20)
        told.wait(timeout=20)
        shown = count if counted else None
        return notices.read_all(person=person, through=newest, counted=shown, at=at)

    return at_once([late, reader])[1]


# SQLite lets nobody write beside another.
@pytest.mark.only_on("postgres")
def test_what_commits_below_the_first_of_the_page_is_not_read_unseen(
    at: datetime, at_once: Run
) -> None:
    cast = gather(at=at)
    came = _press_after_a_late_commit(cast.wang, counted=True, at=at, at_once=at_once)
    assert isinstance(came, ToldMeanwhile)
    assert _unread() == ["early", "late"]


@pytest.mark.only_on("postgres")
def test_control_without_the_count_it_becomes_read(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    assert _press_after_a_late_commit(cast.wang, counted=False, at=at, at_once=at_once) == 2
    assert _unread() == []


def test_the_same_thing_told_by_many_is_one_notice_and_one_letter(
    at: datetime, at_once: Run
) -> None:
    cast = gather(at=at)
    mail.confirmed(cast.wang, at=at)
    came = at_once([lambda: mail.told(cast.wang, "k", at=at)] * WORKERS)
    assert came == [None] * WORKERS
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)
