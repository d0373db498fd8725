"""An exam's rules of the day: set, and what may still change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from academy.audit.models import Entry
from exams.enums import Admission, EntryRule, MakeUpCounts, Verb
from exams.errors import ExamCancelled, PolicyFixed, PolicyRefused, WordsRefused
from exams.models import Exam, Policy
from exams.operations import exams, policies
from exams.queries.policies import policies_of, policy_of, terms_of
from exams.rules import entry
from exams.rules.entry import Terms
from tests.cast import SYSTEM, Cast
from tests.make import exams as make

pytestmark = pytest.mark.django_db
KEY, OTHER = "a1" * 32, "b2" * 32
CODED = Terms(entry_rule=EntryRule.ACCESS_CODE, access_code="K7MQ2X")


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang])


def _set(exam: Exam, terms: Terms, at: datetime, reason: str = "") -> Policy:
    return policies.set_(actor=SYSTEM, exam=exam, terms=terms, reason=reason, at=at)


def test_all_of_it_comes_back(exam: Exam, at: datetime) -> None:
    terms = Terms(
        45, Admission.INVIGILATOR, EntryRule.ACCESS_CODE, "k7mq2x", True, (KEY.upper(), KEY),
        (OTHER,), True, MakeUpCounts.LAST, False, 3, 30,
    )  # fmt: skip
    _set(exam, terms, at)
    kept = replace(terms, access_code="K7MQ2X", config_keys=(KEY,))
    assert terms_of(policy_of(exam)) == terms_of(policies_of([exam])[exam.pk]) == kept


def test_defaults_are_not_stored(exam: Exam, at: datetime) -> None:
    _set(exam, Terms(), at)
    assert not Policy.objects.exists()
    assert not Entry.objects.filter(verb=Verb.POLICY_SET.value).exists()
    assert terms_of(policies_of([exam])[exam.pk]) == Terms()


def test_the_log_names_what_changed_and_no_secret(exam: Exam, at: datetime) -> None:
    _set(exam, replace(CODED, config_keys=(KEY,), check_in_minutes=20), at, "第一次设定")
    facts = Entry.objects.get(verb=Verb.POLICY_SET.value).facts
    assert facts["changed"] == ["check_in_minutes", "entry_rule", "access_code", "config_keys"]
    assert facts["values"] == {"check_in_minutes": 20, "entry_rule": "access_code"}
    assert (facts["reason"], facts["started"]) == ("第一次设定", False)


def test_a_code_is_made_where_none_was_given(exam: Exam, at: datetime) -> None:
    made = _set(exam, replace(CODED, access_code=""), at).access_code
    assert len(made) == 6
    assert set(made) <= set(entry.CODE_ALPHABET)
    assert _set(exam, replace(CODED, access_code="", check_in_minutes=5), at).access_code == made
    assert _set(exam, Terms(access_code=made), at).access_code == ""


def test_a_refused_field_is_named_and_nothing_changes(exam: Exam, at: datetime) -> None:
    with pytest.raises(PolicyRefused) as refused:
        _set(exam, Terms(check_in_minutes=10, config_keys=("short",)), at)
    assert (refused.value.field, refused.value.facts["reason"]) == ("config_keys", "not_a_key")
    assert not Policy.objects.exists()


def test_after_the_first_start_only_what_hurts_nobody(exam: Exam, cast: Cast, at: datetime) -> None:
    _set(exam, replace(CODED, networks_enforced=True, config_keys=(KEY,)), at)
    make.sitting(exam, cast.wang, at=at)
    before = terms_of(policy_of(exam))
    with pytest.raises(PolicyFixed) as fixed:
        _set(exam, replace(before, check_in_minutes=5, access_code="ABCDEF"), at, "口令外泄")
    assert "提前签到时间" in str(fixed.value)
    with pytest.raises(WordsRefused):
        _set(exam, replace(before, access_code="ABCDEF"), at)
    after = replace(before, access_code="ABCDEF", networks_enforced=False, config_keys=(KEY, OTHER))
    _set(exam, after, at, "口令外泄")
    assert terms_of(policy_of(exam)) == after
    newest = Entry.objects.filter(verb=Verb.POLICY_SET.value).latest("sequence")
    assert (newest.facts["reason"], newest.facts["started"]) == ("口令外泄", True)


def test_a_cancelled_exam_has_no_day(exam: Exam, at: datetime) -> None:
    exams.cancel(actor=SYSTEM, exam=exam, at=at)
    with pytest.raises(ExamCancelled):
        _set(exam, CODED, at)
