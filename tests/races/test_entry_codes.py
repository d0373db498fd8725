"""One code, many hands: it opens once; and wrong tries are counted though they come together."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from exams.enums import EntryRule, IncidentKind
from exams.errors import EntryCodeLocked, EntryCodeWrong
from exams.models import EntryCode, Incident, Sitting
from exams.operations import codes, entry
from exams.queries.policies import policy_of
from exams.rules.entry import MAX_TRIES
from tests.cast import SYSTEM, gather
from tests.make import entry as make_entry
from tests.make import exams as make
from tests.races.conftest import Run

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

CLIENTS = 12


@pytest.fixture
def sitting(transactional_db: None, at: datetime) -> Sitting:
    """A running sitting whose person wants to go on at another computer."""
    cast = gather(at=at)
    exam = make.exam(at=at, persons=[cast.wang])
    make_entry.policy(exam, entry_rule=EntryRule.ONE_TIME_CODE, at=at)
    return make.sitting(exam, cast.wang, at=at)


def _come(sitting: Sitting, code: str, at: datetime) -> str:
    row = Sitting.objects.get(pk=sitting.pk)
    came = make_entry.came(code=code)
    policy = policy_of(row.exam)
    entry.require_circumstances(sitting=row, policy=policy, circumstances=came, at=at)
    return "in"


def test_a_code_opens_once(sitting: Sitting, at: datetime, at_once: Run) -> None:
    slip = codes.issue(actor=SYSTEM, sitting=sitting, at=at)
    replies = at_once([partial(_come, sitting, slip.code, at)] * CLIENTS)
    assert replies.count("in") == 1
    others = [reply for reply in replies if reply != "in"]
    assert all(isinstance(reply, EntryCodeWrong | EntryCodeLocked) for reply in others)
    assert EntryCode.objects.get().used_at == at


def test_control_a_code_that_is_read_and_then_written_opens_for_everybody(
    sitting: Sitting, at: datetime, at_once: Run
) -> None:
    codes.issue(actor=SYSTEM, sitting=sitting, at=at)
    everybody_has_looked = Barrier(CLIENTS)

    def come() -> str:
        """Look whether it is used, then write that it is: between the two, all have looked."""
        row = EntryCode.objects.get()
        good = row.used_at is None
        everybody_has_looked.wait(timeout=30)
        EntryCode.objects.filter(pk=row.pk).update(used_at=at)
        return "in" if good else "used"

    assert at_once([come] * CLIENTS) == ["in"] * CLIENTS


def test_tries_that_come_together_are_all_counted(
    sitting: Sitting, at: datetime, at_once: Run
) -> None:
    replies: list[Any] = at_once([partial(_come, sitting, "wrong", at)] * CLIENTS)
    wrong = [reply for reply in replies if isinstance(reply, EntryCodeWrong)]
    locked = [reply for reply in replies if isinstance(reply, EntryCodeLocked)]
    assert (len(wrong), len(locked)) == (MAX_TRIES, CLIENTS - MAX_TRIES)
    assert Incident.objects.filter(kind=IncidentKind.CODE_REFUSED.value).count() == MAX_TRIES
