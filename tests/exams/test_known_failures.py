"""The ways in which other systems have failed on exam day, each tried on this one.

Each test is named after what went wrong elsewhere. The pages' half of the second is tried in a
real browser, in tests/browser; the sixth (the browser is trusted) is in test_known_attacks.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from academy.shared import clock
from exams.enums import IncidentKind, ItemKind, MakeUpCounts
from exams.errors import SittingClosed, SittingsRunning
from exams.models import Exam, Incident, LateResponse, MarkSheet, Response, Result, Sitting
from exams.operations import accommodations, bank, papers, pauses, policies, sittings, watch
from exams.queries.official import officials
from exams.queries.policies import policy_of, terms_of
from exams.rules.lockdown import request_hash
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import exams as make
from tests.make.candidate import Room, check_in, refused, started

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def at() -> datetime:
    """Over HTTP the database's clock decides, so these stories begin now."""
    return clock.now().replace(microsecond=0) - timedelta(seconds=5)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.li, cast.zhao])


@pytest.fixture
def client(client_of: ClientOf, cast: Cast) -> Client:
    return client_of(cast.wang)


def stored(sitting_id: UUID) -> dict[str, Any]:
    """The answers that the database holds, by item position."""
    rows = Response.objects.filter(sitting__public_id=sitting_id)
    return {
        str(position): json.loads(answer)
        for position, answer in rows.values_list("item__position", "answer")
    }


# -- 1: everybody starts at once, and somebody edits meanwhile ---------------------------------


def test_1_editing_the_bank_during_the_start_changes_no_paper_and_costs_no_start(
    cast: Cast, exam: Exam, client_of: ClientOf
) -> None:
    def start(person: Any) -> tuple[dict[str, Any], list[str]]:
        room = Room(check_in(client_of(person), exam).json())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert room.start().status_code == 200
        return room.get("paper").json()["paper"], [each["sql"] for each in asked]

    before, plain = start(cast.wang)
    edited = [
        make.item(number, kind, subject="修订") for kind in ItemKind for number in range(1, 7)
    ]
    source = exam.paper.blueprint.bank
    bank.import_items(actor=SYSTEM, bank=source, items=edited, at=clock.now())
    papers.assemble(actor=SYSTEM, blueprint=exam.paper.blueprint, seed=99, at=clock.now())
    during, busy = start(cast.li)
    assert during == before
    assert len(busy) == len(plain)
    for statement in plain:
        for table in ("exams_item", "exams_paperitem", "django_session", "people_grant"):
            assert f'"{table}"' not in statement, "a start must not read what can be had before"


# -- 2: the screen shows answers the server does not have ---------------------------------------


@contextmanager
def failing_disk() -> Iterator[None]:
    """Let the last statement of every save fail, as a full disk would."""
    event = "BEFORE UPDATE OF last_sequence ON exams_sitting"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER sabotage {event} BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        else:
            cursor.execute(
                "CREATE FUNCTION sabotage() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'disk full'; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER sabotage {event} FOR EACH ROW EXECUTE FUNCTION sabotage()"
            )
        yield
        on = "" if connection.vendor == "sqlite" else " ON exams_sitting"
        cursor.execute(f"DROP TRIGGER sabotage{on}")


def test_2_a_save_that_failed_is_neither_acknowledged_nor_shown_after_a_reload(
    client: Client, exam: Exam
) -> None:
    room = started(client, exam)
    room.client.raise_request_exception = False
    assert room.save(1, {"1": True}).status_code == 200
    with failing_disk():
        reply = room.save(2, {"1": False, "2": True})
    assert reply.status_code >= 500
    assert "receipt" not in reply.json()
    assert room.start().json()["last_sequence"] == 1
    assert room.get("responses").json()["answers"] == {"1": True} == stored(room.id)
    assert room.save(2, {"1": False, "2": True}).json()["answered"] == 2
    assert room.get("responses").json()["answers"] == stored(room.id)


# -- 3: a stale tab overwrites, or edits after hand-in ------------------------------------------


def test_3_a_tab_that_lost_the_lease_overwrites_nothing(client: Client, exam: Exam) -> None:
    old = started(client, exam)
    old.save(1, {"1": True})
    new = Room(check_in(client, exam).json(), "page-two")
    refused(new.post("lease", {"client": new.name}), 409, "exams.lease_held")
    taken = new.post("lease", {"client": new.name, "take_over": True}).json()
    new.lease = taken["lease"]
    assert new.save(2, {"1": False}).status_code == 200
    for sequence in (2, 3, 99):
        refused(old.save(sequence, {"1": True}), 409, "exams.lease_lost")
    assert stored(new.id) == {"1": False}
    assert LateResponse.objects.count() == 3
    assert Incident.objects.filter(kind=IncidentKind.TAKEN_OVER.value).count() == 1


def test_3_nothing_is_edited_after_hand_in(client: Client, exam: Exam) -> None:
    one, two = started(client, exam), Room(check_in(client, exam).json())
    one.save(1, {"1": True})
    first = one.hand_in()
    for tab in (one, two):
        refused(tab.save(2, {"1": False}), 409, "exams.sitting_closed")
        assert tab.hand_in().content == first.content
    assert stored(one.id) == {"1": True}


# -- 4: ending destroys data --------------------------------------------------------------------


def test_4_ending_all_ends_only_what_is_over_and_marks_everything_saved(
    cast: Cast, exam: Exam, at: datetime
) -> None:
    wang, li = make.sitting(exam, cast.wang, at=at), make.sitting(exam, cast.li, at=at)
    watch.give_extra_time(actor=SYSTEM, sitting=li, seconds=600, reason="停电", at=at + SECOND)
    right = make.right_answers(exam.paper)
    assert wang.deadline_at is not None
    deadline = wang.deadline_at
    make.save(wang, right, at=deadline - timedelta(milliseconds=1))
    assert sittings.close_overdue(actor=SYSTEM, exam=exam, at=deadline + 300 * SECOND) == 1
    with pytest.raises(SittingsRunning):
        make.released(exam, at=deadline + 300 * SECOND)
    assert make.save(li, right, at=deadline + 599 * SECOND).answered == len(right)
    assert sittings.close_overdue(actor=SYSTEM, exam=exam, at=deadline + 600 * SECOND) == 1
    assert sittings.close_overdue(actor=SYSTEM, exam=exam, at=deadline + 700 * SECOND) == 0
    scores = Result.objects.filter(exam=exam).values_list("person_id", "score")
    assert sorted(scores) == sorted([(cast.wang.pk, Decimal(10)), (cast.li.pk, Decimal(10))])
    ends = Sitting.objects.values_list("closed_at", flat=True).order_by("closed_at")
    assert list(ends) == [deadline, deadline + 600 * SECOND]
    assert Sitting.objects.count() == 2


# -- 5: extra time is clipped -------------------------------------------------------------------


def test_5_extra_time_is_never_clipped_nor_rounded(cast: Cast, exam: Exam, at: datetime) -> None:
    accommodations.grant(
        actor=SYSTEM,
        person=cast.wang,
        extra_percent=33,
        extra_minutes=1,
        ground="视力",
        starts_on=clock.local_date(at),
        at=at,
    )
    last = exam.closes_at - timedelta(microseconds=1)
    row = make.sitting(exam, cast.wang, at=last)
    assert row.deadline_at == last + (3600 + 1188 + 60) * SECOND
    pauses.pause(actor=SYSTEM, sitting=row, reason="停电", at=last + 10 * SECOND)
    resumed = last + timedelta(seconds=100.5)
    row = pauses.resume(actor=SYSTEM, sitting=row, at=resumed)
    row = watch.give_extra_time(actor=SYSTEM, sitting=row, seconds=7, reason="补时", at=resumed)
    deadline = last + (3600 + 1188 + 60 + 91 + 7) * SECOND
    assert row.deadline_at == deadline > exam.closes_at
    make.save(row, {"1": True}, at=deadline - timedelta(microseconds=1))
    with pytest.raises(SittingClosed):
        make.save(row, {"1": False}, at=deadline, sequence=2)


# -- 7: locked out by the lockdown --------------------------------------------------------------


def test_7_several_keys_are_accepted_and_an_invigilator_can_waive(
    cast: Cast, client: Client, exam: Exam
) -> None:
    old, new, wrong = ("aa" * 32, "bb" * 32, "cc" * 32)
    rules = terms_of(policy_of(exam))
    terms = type(rules)(**{**vars_of(rules), "config_keys": (old, new)})
    policies.set_(actor=SYSTEM, exam=exam, terms=terms, at=clock.now())
    url = f"/api/v1/me/exams/{exam.public_id}/check-in"

    def come(key: str | None) -> Any:
        address = f"http://testserver{url}"
        sent = {"X-SafeExamBrowser-ConfigKeyHash": request_hash(address, key)} if key else {}
        return client.post(url, {"code": ""}, content_type="application/json", headers=sent)

    refused(come(wrong), 403, "exams.lockdown_required")
    refused(come(None), 403, "exams.lockdown_required")
    for key in (old, new):
        assert come(key).status_code == 200
    row = Sitting.objects.get()
    watch.waive_lockdown(actor=SYSTEM, sitting=row, reason="密钥不符，已核对身份", at=clock.now())
    room = Room(come(None).json())
    assert room.start().status_code == 200
    assert room.save(1, {"1": True}).status_code == 200
    kinds = set(Incident.objects.values_list("kind", flat=True))
    assert {IncidentKind.LOCKDOWN_FAILED.value, IncidentKind.LOCKDOWN_WAIVED.value} <= kinds


def vars_of(terms: Any) -> dict[str, Any]:
    """The fields of a slotted dataclass."""
    return {name: getattr(terms, name) for name in terms.__dataclass_fields__}


# -- 8: a wrong key cannot be repaired ----------------------------------------------------------


def test_8_every_marking_says_by_which_paper_it_was_made(
    cast: Cast, exam: Exam, at: datetime
) -> None:
    """The ground for marking again: which key was used is on the sheet, and the answers stay."""
    result = make.sat(exam, cast.wang, at=at)
    sheet = MarkSheet.objects.get()
    assert result.sitting is not None
    assert (sheet.paper_digest, sheet.number) == (exam.paper.digest, 1)
    other = make.paper(at=at, of=make.bank(at=at, code="OTHER"), seed=2, name="另一卷")
    assert other.digest != exam.paper.digest
    assert len(stored(result.sitting.public_id)) == exam.paper.item_count


# -- 9: one deed done to all --------------------------------------------------------------------


def test_9_handing_one_in_leaves_the_others_alone(cast: Cast, exam: Exam, at: datetime) -> None:
    rows = [make.sitting(exam, each, at=at) for each in (cast.wang, cast.li, cast.zhao)]
    others = Sitting.objects.exclude(pk=rows[0].pk).order_by("pk")
    before = list(others.values())
    sittings.hand_in(actor=SYSTEM, sitting=rows[0], at=at + SECOND)
    watch.void(actor=SYSTEM, sitting=rows[1], reason="坐错机位", at=at + SECOND)
    assert list(others.filter(pk=rows[2].pk).values()) == before[1:]
    assert list(Result.objects.values_list("person_id", flat=True)) == [cast.wang.pk]


# -- 10: two devices' scores are added ----------------------------------------------------------


def test_10_two_devices_make_one_score(client: Client, exam: Exam) -> None:
    one = started(client, exam)
    right = make.right_answers(exam.paper)
    one.save(1, right)
    two = Room(check_in(client, exam).json(), "page-two")
    two.lease = two.post("lease", {"client": two.name, "take_over": True}).json()["lease"]
    assert two.save(2, right).json()["answered"] == len(right)
    assert two.hand_in().status_code == one.hand_in().status_code == 200
    assert [row.score for row in Result.objects.all()] == [Decimal(10)]


def test_10_first_and_make_up_are_never_added(cast: Cast, exam: Exam, at: datetime) -> None:
    first = make.sat(exam, cast.wang, at=at, right=2)
    make.released(exam, at=exam.closes_at + 5 * SECOND)
    exam.refresh_from_db()
    later = exam.closes_at + timedelta(days=1)
    second = make.make_up(exam, at=later)
    again = make.sat(second, cast.wang, at=later, right=4)
    make.released(second, at=later + timedelta(hours=1))
    stands = officials(exam)[cast.wang.pk]
    assert policy_of(exam).make_up_counts == MakeUpCounts.BEST.value
    assert first.score is not None
    assert again.score is not None
    assert stands.score == max(first.score, again.score) < first.score + again.score


def test_10_closing_costs_the_same_queries_for_one_and_three(
    cast: Cast, exam: Exam, at: datetime
) -> None:
    def closing(people: list[Any], began: datetime) -> int:
        each = make.exam(
            at=began, persons=[], cohort=exam.cohort, on_paper=exam.paper, opens_at=began
        )
        for person in people:
            make.save(make.sitting(each, person, at=began), {"1": True}, at=began + SECOND)
        with CaptureQueriesContext(connection) as asked:
            closed = sittings.close_overdue(actor=SYSTEM, exam=each, at=began + timedelta(hours=2))
        assert closed == len(people)
        return len(asked)

    one = closing([cast.wang], at + timedelta(days=1))
    assert one == closing([cast.wang, cast.li, cast.zhao], at + timedelta(days=2))
