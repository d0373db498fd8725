"""Several pages fight for a sitting: one writes at any time, and nothing acknowledged is lost."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from threading import Barrier, Event, Lock

import pytest

from academy.audit.models import Entry
from academy.shared.errors import Refusal
from exams.enums import IncidentKind, Verb
from exams.models import Incident, LateResponse, Response, Revision, Sitting
from exams.operations import leases, responses, sittings
from exams.operations.heads import chained
from tests.cast import SYSTEM, gather
from tests.make import exams as make
from tests.races.conftest import Run

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

PAGES = 8
ROUNDS = 6


def _sitting(at: datetime, client: str = "") -> Sitting:
    cast = gather(at=at)
    return make.sitting(make.exam(at=at, persons=[cast.wang]), cast.wang, at=at, client=client)


def test_twenty_starts_by_different_pages_give_one_lease(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    exam = make.exam(at=at, persons=[cast.wang])
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)

    def start(page: int) -> tuple[int, str]:
        row = make.sitting(exam, cast.wang, at=at, client=f"page-{page:04}")
        return row.lease, row.lease_client

    assert len(set(at_once([partial(start, page) for page in range(20)]))) == 1
    assert Entry.objects.filter(verb=Verb.SITTING_STARTED.value).count() == 1


def test_each_takeover_is_a_lease_of_its_own(at: datetime, at_once: Run) -> None:
    sitting = _sitting(at, "page-none")

    def take(page: int) -> int:
        row = leases.take(
            actor=SYSTEM, sitting=sitting, client=f"page-{page:04}", take_over=True, at=at
        )
        return row.lease

    numbers = at_once([partial(take, page) for page in range(20)])
    assert sorted(numbers) == list(range(2, 22))
    assert Incident.objects.filter(kind=IncidentKind.TAKEN_OVER.value).count() == 20
    sitting.refresh_from_db()
    assert sitting.lease_client == f"page-{numbers.index(21):04}"


def test_control_takeovers_without_the_lock_hand_one_number_out_twice(
    at: datetime, at_once: Run
) -> None:
    sitting = _sitting(at, "page-none")
    everybody_has_looked = Barrier(PAGES)

    def take(page: int) -> int:
        row = Sitting.objects.get(pk=sitting.pk)
        everybody_has_looked.wait(timeout=30)
        row.lease, row.lease_client = row.lease + 1, f"page-{page:04}"
        row.save(update_fields=["lease", "lease_client"])
        return row.lease

    assert set(at_once([partial(take, page) for page in range(PAGES)])) == {2}


def test_pages_that_fight_lose_nothing_acknowledged(at: datetime, at_once: Run) -> None:
    """Each page takes over and saves, over and over, while all the others do the same."""
    sitting = _sitting(at, "page-none")
    acknowledged: list[tuple[int, responses.Receipt, dict[str, str]]] = []
    guard = Lock()

    def fight(page: int) -> str:
        for turn in range(ROUNDS):
            row = leases.take(
                actor=SYSTEM, sitting=sitting, client=f"page-{page:04}", take_over=True, at=at
            )
            answers = {"7": f"{page}.{turn}"}
            sequence = row.last_sequence + 1
            try:
                receipt = responses.save(
                    actor=SYSTEM,
                    sitting=sitting,
                    sequence=sequence,
                    lease=row.lease,
                    answers=answers,
                    at=at,
                )
            except Refusal as refusal:
                assert refusal.code == "exams.lease_lost"  # noqa: PT017  (its absence is fine too)
            else:
                with guard:
                    acknowledged.append((row.lease, receipt, answers))
        return "done"

    assert at_once([partial(fight, page) for page in range(PAGES)]) == ["done"] * PAGES
    revisions = list(Revision.objects.order_by("sequence"))
    held = {(row.sequence, row.digest): row.answers for row in revisions}
    assert len(revisions) == len(acknowledged) > 0
    for _, receipt, answers in acknowledged:
        assert json.loads(held[receipt.sequence, receipt.digest]) == answers
    in_order = sorted(acknowledged, key=lambda each: each[1].sequence)
    numbers = [lease for lease, _, _ in in_order]
    assert numbers == sorted(numbers), "an older lease wrote after a newer one"
    assert Response.objects.get().answer == json.dumps(in_order[-1][2]["7"])
    digest = ""
    for row in revisions:
        digest = chained(digest, row.sequence, row.answers, row.saved_at)
        assert row.digest == digest
    kept = LateResponse.objects.filter(cause="lease").count()
    assert kept + len(acknowledged) == PAGES * ROUNDS


def test_control_a_look_before_the_lock_lets_the_loser_write(at: datetime, at_once: Run) -> None:
    """Looking at the lease and then writing, as two steps: the page that lost it writes after."""
    sitting = _sitting(at, "page-0000")
    item = sitting.paper.items.order_by("position")[0]
    looked, taken = Event(), Event()

    def naive() -> str:
        allowed = Sitting.objects.get(pk=sitting.pk).lease == 1
        looked.set()
        assert taken.wait(timeout=30)
        if allowed:
            Response.objects.create(sitting=sitting, item=item, answer="true", sequence=1)
        return "saved" if allowed else "refused"

    def take() -> str:
        assert looked.wait(timeout=30)
        leases.take(actor=SYSTEM, sitting=sitting, client="page-0001", take_over=True, at=at)
        taken.set()
        return "taken"

    assert at_once([naive, take]) == ["saved", "taken"]
    assert Sitting.objects.get(pk=sitting.pk).lease == 2
    assert Response.objects.exists()


def test_the_same_save_and_a_takeover_at_once(at: datetime, at_once: Run) -> None:
    """Whoever is first: the answer is either acknowledged and there, or refused and kept aside."""
    sitting = _sitting(at, "page-0000")

    def save() -> str:
        try:
            make.save(sitting, {"1": True}, at=at, lease=1)
        except Refusal as refusal:
            return refusal.code
        return "saved"

    def take() -> str:
        leases.take(actor=SYSTEM, sitting=sitting, client="page-0001", take_over=True, at=at)
        return "taken"

    told = at_once([save, take, save, save])
    assert told.pop(1) == "taken"
    assert set(told) <= {"saved", "exams.lease_lost"}
    assert Revision.objects.exists() == ("saved" in told)
    assert LateResponse.objects.exists() == ("exams.lease_lost" in told)
