"""Two people do different things with the same certificate or batch at the same moment."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

from academy.audit.models import Entry
from academy.audit.record import Actor
from academy.jobs.models import Job
from academy.people.models import Person
from certificates.enums import BatchState, CertificateState
from certificates.errors import (
    BatchIssued,
    BatchWithdrawn,
    CorrectionNotCurrent,
    NotIssued,
    UnderCorrection,
)
from certificates.models import Batch, Certificate, Reissue, Reminder, Revocation, Series
from certificates.operations import batches, corrections, reissues, reminders, revocations
from tests.cast import gather
from tests.make import certificates as make
from tests.make.courses import STARTS_ON

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
AGAIN = 4  # so many times each race is run
PEOPLE = [Actor.system(f"admin {number}") for number in range(8)]


def kinds(results: Sequence[object]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def verbs(verb: str) -> int:
    return Entry.objects.filter(verb=f"certificates.{verb}").count()


def test_eight_approve_and_one_is_noted(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    batch = make.proposed(make.closed_cohort(persons=[cast.wang], at=at), at=at)
    calls = [partial(batches.approve, actor=actor, batch=batch, at=at) for actor in PEOPLE]
    results = at_once(calls)
    batch.refresh_from_db()
    assert {each.approved_by for each in results} == {batch.approved_by}
    assert verbs("batch_approved") == 1


def test_issue_against_withdrawal(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    cohort = make.closed_cohort(persons=[cast.wang], at=at)
    for turn in range(AGAIN):
        batch = make.approved(cohort, at=at)
        calls = [partial(batches.issue, actor=actor, batch=batch, at=at) for actor in PEOPLE[:4]]
        calls += [
            partial(batches.withdraw, actor=actor, batch=batch, at=at) for actor in PEOPLE[4:]
        ]
        results = at_once(calls[turn % 2 :] + calls[: turn % 2])
        batch.refresh_from_db()
        if batch.state == BatchState.ISSUED:
            refusal, certificates = BatchIssued.__name__, 1
            make.revoked(batch.certificates.get(), at=at)  # so that there is a next turn
        else:
            refusal, certificates = BatchWithdrawn.__name__, 0
        assert kinds(results) == {"Batch": 4, refusal: 4}
        assert batch.certificates.count() == certificates
    taken = Certificate.objects.count()
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == list(range(1, taken + 1))
    assert [row.next_number for row in Series.objects.all()] == [taken + 1] * bool(taken)
    assert verbs("certificate_issued") == taken


def test_supersession_against_revocation(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    seen: Counter[str] = Counter()
    for turn in range(1, AGAIN + 1):
        starts_on = STARTS_ON + timedelta(days=7 * turn)
        cohort = make.closed_cohort(persons=[cast.wang], at=at, number=turn, starts_on=starts_on)
        old = make.issued(cohort, at=at).certificates.get()
        batch = make.correction(old, at=at, name=f"王更名{'甲乙丙丁'[turn - 1]}")
        issue = partial(batches.issue, actor=make.APPROVER, batch=batch, at=at)
        revoke = partial(
            revocations.revoke, actor=make.APPROVER, certificate=old, reason="错", at=at
        )
        results = at_once([issue, revoke] if turn % 2 else [revoke, issue])
        old.refresh_from_db()
        batch.refresh_from_db()
        live = Certificate.objects.live().filter(completion=old.completion)
        if old.state == CertificateState.SUPERSEDED:
            assert kinds(results) == {"Batch": 1, NotIssued.__name__: 1}
            assert live.get().supersedes == old
            assert not Revocation.objects.filter(certificate=old).exists()
        else:
            assert kinds(results) == {"Certificate": 1, CorrectionNotCurrent.__name__: 1}
            assert (batch.state, live.count()) == (BatchState.APPROVED, 0)
        seen[old.state] += 1
    assert sum(seen.values()) == AGAIN
    taken = Certificate.objects.count()
    assert taken == AGAIN + seen["superseded"]
    assert Series.objects.get().next_number == taken + 1


def test_control_without_the_lock_both_believe_they_were_first(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    certificate = make.certificate(cast.wang, at=at)
    read = Barrier(2)

    def end(state: CertificateState) -> bool:
        row = Certificate.objects.get(pk=certificate.pk)
        mine = row.state == CertificateState.ISSUED
        read.wait(timeout=20)
        ended = {"revoked_at": at} if state == CertificateState.REVOKED else {"superseded_at": at}
        times = {"revoked_at": None, "superseded_at": None, **ended}
        with transaction.atomic():
            Certificate.objects.filter(pk=row.pk).update(state=state, **times)
        return mine

    states = (CertificateState.REVOKED, CertificateState.SUPERSEDED)
    assert at_once([partial(end, state) for state in states]) == [True, True]


def test_revoked_by_eight_it_has_one_reason(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    certificate = make.certificate(cast.wang, at=at)
    results = at_once(
        [
            partial(
                revocations.revoke, actor=actor, certificate=certificate, reason=actor.key, at=at
            )
            for actor in PEOPLE
        ]
    )
    assert kinds(results) == {"Certificate": 1, NotIssued.__name__: 7}
    assert Revocation.objects.count() == verbs("certificate_revoked") == 1


def test_pressed_by_eight_it_is_one_reissue(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    certificate = make.certificate(cast.wang, at=at)
    for reason in ("遗失", "污损"):
        results = at_once(
            [
                partial(
                    reissues.reissue, actor=actor, certificate=certificate, reason=reason, at=at
                )
                for actor in PEOPLE
            ]
        )
        assert len({each.pk for each in results}) == 1
    assert list(Reissue.objects.order_by("pk").values_list("ordinal", flat=True)) == [1, 2]
    assert Job.objects.filter(kind="certificates.render_one").count() == 2


def test_reissues_for_eight_reasons_are_counted_without_gap(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    certificate = make.certificate(cast.wang, at=at)
    results = at_once(
        [
            partial(reissues.reissue, actor=actor, certificate=certificate, reason=actor.key, at=at)
            for actor in PEOPLE
        ]
    )
    assert sorted(each.ordinal for each in results) == list(range(1, 9))


def test_one_correction_is_open_whoever_asks(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    certificate = make.certificate(cast.wang, at=at)
    Person.objects.filter(pk=cast.wang.pk).update(name="王更名")
    calls = [
        partial(corrections.propose, actor=actor, certificate=certificate, reason="姓名更正", at=at)
        for actor in (PEOPLE[0], PEOPLE[0], PEOPLE[0], *PEOPLE[1:4])
    ]
    results = at_once(calls)
    assert Batch.objects.filter(corrects=certificate).count() == 1
    by_first = Batch.objects.get(corrects=certificate).proposed_by == PEOPLE[0].key
    made = 3 if by_first else 1
    assert kinds(results) == {"Batch": made, UnderCorrection.__name__: 6 - made}


def test_reminded_by_eight_is_told_once(at: datetime, at_once: Run) -> None:
    cast = gather(at=at)
    make.expiring([cast.wang, cast.li, cast.zhao], at=at, months=1)
    results = at_once(
        [
            partial(reminders.remind, actor=actor, at=at + timedelta(seconds=number))
            for number, actor in enumerate(PEOPLE)
        ]
    )
    assert Reminder.objects.count() == 3
    assert sum(sum(each.values()) for each in results) == 3
