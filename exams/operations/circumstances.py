"""Whether a candidate may come in from here, with this code, by this browser.

A refusal must leave a trace: wrong codes are counted, and invigilators see who was turned away and
why. So the verdict is written and committed before it is raised.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from academy.audit.enums import ActorKind
from academy.audit.record import Actor
from academy.shared.errors import Refusal
from exams.enums import EntryRule, IncidentKind, SittingState
from exams.errors import EntryCodeLocked, EntryCodeWrong, LockdownRequired, NetworkRefused
from exams.models import EntryCode, Incident, Policy, Sitting
from exams.operations import codes, incidents
from exams.rules import entry, lockdown, networks
from exams.rules.entry import Circumstances

# The same trouble at the same computer is worth one line a minute.
_QUIET = timedelta(minutes=1)


def require_circumstances(
    *,
    sitting: Sitting,
    policy: Policy,
    circumstances: Circumstances | None,
    at: datetime,
    code_asked: bool | None = None,
) -> None:
    """Let pass only who comes from the room's network, by an accepted browser, with the code.

    Not to be called inside a transaction that a refusal would roll back, for the refusal is kept
    (``RuntimeError`` if it is); there, use `judge`. A one-time code is used up by passing.

    Args:
        circumstances: None lets everything pass, for work that is not a request's.
        code_asked: whether a code has to be given; by default at check-in, and once the sitting
            is running (that is: when another computer takes it over).

    Raises:
        NetworkRefused, LockdownRequired, EntryCodeWrong, EntryCodeLocked.
    """
    if circumstances is None:
        return
    with transaction.atomic(durable=True):
        refusal = judge(
            sitting=sitting,
            policy=policy,
            circumstances=circumstances,
            at=at,
            code_asked=code_asked,
        )
    if refusal is not None:
        raise refusal


def judge(
    *,
    sitting: Sitting,
    policy: Policy,
    circumstances: Circumstances,
    at: datetime,
    code_asked: bool | None = None,
) -> Refusal | None:
    """The refusal that applies, noted as an incident, or None; to be raised after the commit.

    For operations that hold a transaction of their own: commit it with what is written here, then
    raise. Asks the database only what the policy needs.
    """
    refusal = _barred(sitting, policy, circumstances)
    if refusal is not None:
        _note_once(sitting, refusal, at)
        return refusal
    rule = EntryRule(policy.entry_rule)
    if code_asked is None:
        code_asked = entry.asks_code(
            rule,
            state=SittingState(sitting.state),
            checked_in=sitting.checked_in_at is not None,
        )
    if not code_asked or rule is EntryRule.NONE:
        return None
    return _code_refused(sitting, policy, circumstances.code, at)


def _barred(sitting: Sitting, policy: Policy, came: Circumstances) -> Refusal | None:
    room = sitting.room if policy.networks_enforced else None
    if room is not None and room.networks and not networks.inside(came.address, room.networks):
        return NetworkRefused(room=room.name)
    if sitting.lockdown_waived_at is None and not lockdown.accepted(
        came, config_keys=policy.config_keys, exam_keys=policy.exam_keys
    ):
        return LockdownRequired()
    return None


def _note_once(sitting: Sitting, refusal: Refusal, at: datetime) -> None:
    network = isinstance(refusal, NetworkRefused)
    kind = IncidentKind.NETWORK_REFUSED if network else IncidentKind.LOCKDOWN_FAILED
    lately = sitting.incidents.filter(kind=kind.value, noted_at__gt=at - _QUIET)
    if not lately.exists():
        _note(sitting, kind, at)


def _note(sitting: Sitting, kind: IncidentKind, at: datetime) -> Incident:
    return incidents.note(
        actor=_candidate(sitting),
        exam=sitting.exam,
        kind=kind,
        room=sitting.room,
        sitting=sitting,
        at=at,
    )


def _candidate(sitting: Sitting) -> Actor:
    person = sitting.person
    return Actor(ActorKind.PERSON, str(person.public_id), person.staff_number)


def _code_refused(sitting: Sitting, policy: Policy, code: str, at: datetime) -> Refusal | None:
    """Use the code up, or count the try; under the sitting's lock, so that tries cannot race."""
    Sitting.objects.select_for_update(of=("self",), no_key=True).get(pk=sitting.pk)
    if not entry.typed(code):
        return EntryCodeWrong("missing")
    if _wrong_tries(sitting, at) >= entry.MAX_TRIES:
        return EntryCodeLocked(tries=entry.MAX_TRIES, minutes=entry.TRIES_SECONDS // 60)
    shared = policy.entry_rule == EntryRule.ACCESS_CODE.value
    if shared and entry.same_code(code, policy.access_code):
        return None
    # A one-time code also opens a sitting that somebody locked by mistyping the shared one.
    reason = codes.use(actor=_candidate(sitting), sitting=sitting, code=code, at=at)
    if reason is None:
        return None
    _note(sitting, IncidentKind.CODE_REFUSED, at)
    return EntryCodeWrong(reason)


def _wrong_tries(sitting: Sitting, at: datetime) -> int:
    """Wrong codes of late; a newly issued code starts the count again."""
    since = at - timedelta(seconds=entry.TRIES_SECONDS)
    issued = (
        EntryCode.objects.filter(sitting_id=sitting.pk)
        .order_by("-issued_at")
        .values_list("issued_at", flat=True)
        .first()
    )
    if issued is not None and issued > since:
        since = issued
    tries = sitting.incidents.filter(kind=IncidentKind.CODE_REFUSED.value, noted_at__gt=since)
    return tries.count()
