"""Lists ask the database as often for three thousand rows as for one, and lose none on the way."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from academy.people.models import Person
from tests.cast import Cast, ClientOf
from tests.reporting.lists.worlds import NOW, WORLDS, Listed, World

pytestmark = pytest.mark.machine
FEW, SOME = 30, 130
#: Seconds of this process for one page, on a machine that has other things to do.
IN_TIME = 3.0
#: Bytes of one page.
SMALL = 400_000
#: Rows of one page; files have all of them.
ON_A_PAGE = 100


@dataclass(frozen=True)
class Rows:
    """One page: how many bytes it has, its rows' ids, and the cursor of those that follow."""

    length: int
    ids: list[str]
    next_cursor: str


@dataclass(frozen=True)
class Seen(Rows):
    """One page, how often it asked the database, and how long that took."""

    queries: int
    seconds: float


@pytest.fixture(autouse=True)
def _in_april(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


def read(client: Client, listed: Listed, **query: str) -> Seen:
    """Read a page of a list."""
    began = time.process_time_ns()
    with CaptureQueriesContext(connection) as queries:
        page = rows(client, listed, **query)
    seconds = (time.process_time_ns() - began) / 1e9
    return Seen(page.length, page.ids, page.next_cursor, len(queries), seconds)


def rows(client: Client, listed: Listed, **query: str) -> Rows:
    """Return the rows of a page."""
    asked = listed.path.partition("?")[2]
    parts = (asked, *(f"{name}={value}" for name, value in query.items()))
    reply: Any = client.get(listed.path, QUERY_STRING="&".join(each for each in parts if each))
    assert reply.status_code == 200, reply.content.decode()
    length = len(reply.content)
    if not listed.template:
        body = reply.json()
        ids = [str(each.get("id") or each["staff_number"]) for each in body["items"]]
        return Rows(length, ids, body.get("next_cursor") or "")
    assert listed.template in {each.name for each in reply.templates}
    page = reply.context.get("page")
    if page is None:
        return Rows(length, [str(each["receipt"].pk) for each in reply.context["receipts"]], "")
    ids = [str(getattr(each, "pk", None) or each.id) for each in page.items]
    return Rows(length, ids, page.next_cursor or "")


def walked(
    client: Client, listed: Listed, between: Callable[[], object] = lambda: None, **query: str
) -> list[str]:
    """Return the ids of all rows, page by page; something happens between the pages."""
    found, cursor = list[str](), dict[str, str]()
    while True:
        page = rows(client, listed, **query, **cursor)
        found += page.ids
        if not page.next_cursor:
            return found
        cursor = {"cursor": page.next_cursor}
        between()


def counted(client: Client, path: str) -> int:
    """Return how many queries a file takes, looking up people included."""
    with CaptureQueriesContext(connection) as queries:
        reply = client.get(path)
    assert reply.status_code == 200
    return len(queries)


@pytest.mark.parametrize("build", WORLDS, ids=lambda each: each.__name__)
def test_lists(build: Callable[[Cast], World], cast: Cast, client_of: ClientOf) -> None:
    world = build(cast)
    assert {each.route for each in world.lists} == WORLDS[build]
    clients = {who: client_of(getattr(cast, who)) for who in {e.reader for e in world.lists}}
    sizes = (1, FEW, world.most)
    paged = world.most > SOME
    for each in world.lists:
        rows(clients[each.reader], each)  # what is read once for all is read now
    pages: dict[Listed, list[Seen]] = {each: [] for each in world.lists}
    second: dict[Listed, list[int]] = {each: [] for each in world.lists}
    files: dict[str, list[int]] = {each: [] for each in world.files}
    numbers = iter(range(1, 10_000))
    for before, size in zip((1, *sizes), sizes, strict=False):
        world.more([next(numbers) for _more in range(size - before)])
        for each, found in pages.items():
            found.append(read(clients[each.reader], each))
        for path, counts in files.items():
            counts.append(counted(clients["hr"], path) - _looks(world.files[path]))
        if size == FEW and paged:
            world.more([next(numbers) for _more in range(SOME - FEW)])
            _walk_while_rows_come(world, clients, numbers)
        if size >= FEW and paged:
            for each, asked in second.items():
                client = clients[each.reader]
                asked.append(read(client, each, cursor=rows(client, each).next_cursor).queries)
    _check(world, pages)
    assert {each: counts[1] for each, counts in second.items() if paged} == {
        each: counts[0] for each, counts in second.items() if paged
    }
    assert files == {path: [counts[0]] * len(sizes) for path, counts in files.items()}
    for each in world.lists:
        if paged and each.walked and not each.template:
            ids = walked(clients[each.reader], each, limit="200")
            assert len(ids) == len(set(ids)) >= world.most


def _looks(at_once: int) -> int:
    """Return how often a file of all people looks up so many of them together."""
    return math.ceil(Person.objects.count() / at_once) if at_once else 0


def _check(world: World, pages: dict[Listed, list[Seen]]) -> None:
    """Look at the first pages of lists of one, thirty and three thousand rows."""
    queries = {each: [page.queries for page in found] for each, found in pages.items()}
    assert queries == {each: [found[0]] * len(found) for each, found in queries.items()}
    least = min(world.most, ON_A_PAGE // 2)
    for each, (one, few, most) in pages.items():
        assert len(one.ids) < FEW <= len(few.ids), each
        assert least <= len(most.ids) <= ON_A_PAGE, each
        assert most.length < SMALL, each
        assert most.seconds < IN_TIME, each


def _walk_while_rows_come(world: World, clients: dict[str, Client], numbers: Iterator[int]) -> None:
    """Read lists to their end, while rows are added before and behind where one is."""
    for each in world.lists:
        if not each.walked:
            continue
        client = clients[each.reader]
        whole = walked(client, each)
        assert len(set(whole)) == len(whole) >= SOME, each
        found = walked(client, each, lambda: world.more([next(numbers)]))
        assert len(set(found)) == len(found), each
        assert set(whole) <= set(found), each
