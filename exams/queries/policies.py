"""The rules of the day of an exam."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from exams.enums import Admission, EntryRule, MakeUpCounts
from exams.models import Exam, Policy
from exams.rules.entry import Terms


def policy_of(exam: Exam) -> Policy:
    """The exam's policy; one that was never set has the defaults, and is not stored."""
    found = Policy.objects.filter(exam_id=exam.pk).first()
    return found if found is not None else Policy(exam=exam)


def policies_of(exams: Iterable[Exam]) -> dict[int, Policy]:
    """The policies of several exams by their key, in one query."""
    wanted = {exam.pk: exam for exam in exams}
    stored = {row.exam_id: row for row in Policy.objects.filter(exam__in=wanted)}
    return {key: stored.get(key) or Policy(exam=exam) for key, exam in wanted.items()}


def terms_of(policy: Policy) -> Terms:
    """The policy as plain values."""
    values = {each.name: getattr(policy, each.name) for each in fields(Terms)}
    return Terms(
        **values
        | {
            "admission": Admission(policy.admission),
            "entry_rule": EntryRule(policy.entry_rule),
            "make_up_counts": MakeUpCounts(policy.make_up_counts),
            "config_keys": tuple(policy.config_keys),
            "exam_keys": tuple(policy.exam_keys),
        }
    )
