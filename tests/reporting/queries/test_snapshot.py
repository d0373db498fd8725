"""A report reads one state, and on SQLite holds up no writer."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import InternalError, connection

from academy.people.models import Post
from academy.reporting.queries.snapshot import snapshot


def _elsewhere(do: Callable[[], object]) -> None:
    """Run `do` in a thread, which has a database connection of its own."""

    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def test_what_is_written_meanwhile_is_not_seen(transactional_db: None) -> None:
    with snapshot():
        assert Post.objects.count() == 0
        _elsewhere(lambda: Post.objects.create(name="科员", official_order=1))
        assert Post.objects.count() == 0
    assert Post.objects.count() == 1


def test_an_inner_snapshot_is_the_outer_one(transactional_db: None) -> None:
    with snapshot(), snapshot():
        assert Post.objects.count() == 0


@pytest.mark.only_on("sqlite")
def test_the_next_transaction_is_immediate_again(transactional_db: None) -> None:
    with snapshot():
        Post.objects.count()
    assert getattr(connection, "transaction_mode", None) == "IMMEDIATE"


@pytest.mark.only_on("postgres")
def test_it_cannot_write(transactional_db: None) -> None:
    with pytest.raises(InternalError, match="read-only"), snapshot():
        Post.objects.create(name="科员", official_order=1)
