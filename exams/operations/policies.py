"""Setting an exam's rules of the day."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from exams.enums import EntryRule, ExamState, Verb
from exams.errors import ExamCancelled, PolicyFixed, PolicyRefused
from exams.labels import POLICY_FIELD
from exams.models import Exam, Policy
from exams.operations.words import reason_of
from exams.queries.policies import policy_of, terms_of
from exams.rules import entry
from exams.rules.entry import Terms

# What the log may show: codes and keys are for those who need them on the day.
_SECRET = frozenset({"access_code", "config_keys", "exam_keys"})


@transaction.atomic
def set_(*, actor: Actor, exam: Exam, terms: Terms, at: datetime, reason: str = "") -> Policy:
    """Give an exam other rules of the day; the same ones again change nothing.

    Under the access-code rule an empty code keeps the one there is, or makes one that can be read
    aloud; under another rule the code is dropped.

    Args:
        reason: required once somebody has started.

    Raises:
        PolicyRefused: a field cannot be kept as it is.
        PolicyFixed: somebody has started, and a field must not change any more.
        WordsRefused: the reason is missing though required, or too long.
        ExamCancelled.
    """
    exam = Exam.objects.select_for_update(no_key=True).get(pk=exam.pk)
    if exam.state == ExamState.CANCELLED.value:
        raise ExamCancelled
    policy = policy_of(exam)
    before = terms_of(policy)
    terms = _completed(terms, before)
    if fault := entry.fault_of(terms):
        raise PolicyRefused(fault[1], field=fault[0])
    changed = entry.changed(before, terms)
    if not changed:
        return policy
    started = exam.sittings.filter(started_at__isnull=False).exists()
    if started and (fixed := entry.harmful(before, terms)):
        names = "、".join(f"“{POLICY_FIELD[name]}”" for name in fixed)
        raise PolicyFixed(field=fixed[0], fields=fixed, names=names)
    reason = reason_of(reason, required=started)
    values = asdict(terms) | {name: list(getattr(terms, name)) for name in _KEYS}
    policy, _made = Policy.objects.update_or_create(exam=exam, defaults=values | {"set_at": at})
    facts = {name: values[name] for name in changed if name not in _SECRET}
    record(
        actor,
        Verb.POLICY_SET,
        exam,
        at=at,
        facts={"changed": changed, "values": facts, "reason": reason, "started": started},
    )
    return policy


_KEYS = ("config_keys", "exam_keys")


def _completed(terms: Terms, before: Terms) -> Terms:
    """The terms with keys in their usual form, each once, and with the access code they need."""
    code = entry.typed(terms.access_code)
    if terms.entry_rule is not EntryRule.ACCESS_CODE:
        code = ""
    elif not code:
        code = before.access_code or new_access_code()
    return replace(
        terms,
        access_code=code,
        config_keys=_each_once(terms.config_keys),
        exam_keys=_each_once(terms.exam_keys),
    )


def _each_once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.lockdown_key(key) or key for key in keys))


def new_access_code() -> str:
    """A code that can be read aloud to a room: no 0 or O, no 1 or I."""
    return "".join(secrets.choice(entry.CODE_ALPHABET) for _ in range(entry.ACCESS_CODE_LENGTH))
