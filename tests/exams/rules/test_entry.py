"""Codes as they are typed, when they are asked for, and which rules of the day may change when."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from exams.enums import Admission, EntryRule, MakeUpCounts, SittingState
from exams.rules import entry
from exams.rules.entry import Terms

KEY, OTHER = "a1" * 32, "b2" * 32


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ("K7MQ2X", True),
        (" k7mq2x ", True),
        ("Ｋ７ｍｑ２ｘ", True),
        ("K7M-Q2X", True),
        ("K7MQ2", False),
        ("K7MQ2XX", False),
        ("", False),
        ("考K7MQ2X", False),
    ],
)
def test_typed_codes_are_compared_without_case_and_width(given: str, same: bool) -> None:
    assert entry.same_code(given, "K7MQ2X") is same


def test_an_empty_code_is_never_given() -> None:
    assert not entry.same_code("", "")
    assert not entry.same_code(" -", "")


def test_nothing_in_the_alphabet_sounds_or_looks_alike() -> None:
    assert not set("0O1I") & set(entry.CODE_ALPHABET)
    assert len(set(entry.CODE_ALPHABET)) == len(entry.CODE_ALPHABET) == 32


@pytest.mark.parametrize("rule", EntryRule)
@pytest.mark.parametrize("state", [SittingState.PREPARED, SittingState.READY, SittingState.OPEN])
@pytest.mark.parametrize("checked_in", [False, True])
def test_when_a_code_is_asked_for(rule: EntryRule, state: SittingState, checked_in: bool) -> None:
    asked = entry.asks_code(rule, state=state, checked_in=checked_in)
    coming = not checked_in or state is SittingState.OPEN
    assert asked is (coming and rule is not EntryRule.NONE)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"check_in_minutes": -1}, ("check_in_minutes", "out_of_range")),
        ({"check_in_minutes": 0}, None),
        ({"check_in_minutes": 240}, None),
        ({"check_in_minutes": 241}, ("check_in_minutes", "out_of_range")),
        ({"access_code": "ABC"}, None),
        (
            {"entry_rule": EntryRule.ACCESS_CODE, "access_code": "ABC"},
            ("access_code", "wrong_length"),
        ),
        ({"entry_rule": EntryRule.ACCESS_CODE, "access_code": "ABCD"}, None),
        ({"entry_rule": EntryRule.ACCESS_CODE, "access_code": "A" * 12}, None),
        (
            {"entry_rule": EntryRule.ACCESS_CODE, "access_code": "A" * 13},
            ("access_code", "wrong_length"),
        ),
        ({"config_keys": (KEY,) * 50}, None),
        ({"config_keys": (KEY,) * 51}, ("config_keys", "too_many_keys")),
        ({"config_keys": (KEY[:-1],)}, ("config_keys", "not_a_key")),
        ({"exam_keys": (KEY + "0",)}, ("exam_keys", "not_a_key")),
        ({"exam_keys": (KEY.upper(),)}, ("exam_keys", "not_a_key")),
        ({"make_up_from_days": -1}, ("make_up_from_days", "out_of_range")),
        ({"make_up_from_days": 1000}, None),
        ({"make_up_from_days": 1001}, ("make_up_from_days", "out_of_range")),
        ({"make_up_until_days": 0}, ("make_up_until_days", "out_of_range")),
        ({"make_up_until_days": 1}, None),
        ({"make_up_from_days": 7, "make_up_until_days": 7}, ("make_up_until_days", "out_of_range")),
        ({"make_up_from_days": 7, "make_up_until_days": 8}, None),
        ({"make_up_until_days": 1001}, ("make_up_until_days", "out_of_range")),
    ],
)
def test_what_cannot_be_kept(changes: dict[str, Any], fault: tuple[str, str] | None) -> None:
    assert entry.fault_of(replace(Terms(), **changes)) == fault


def test_keys_in_their_usual_form() -> None:
    assert entry.lockdown_key(f" {KEY.upper()}\n") == KEY
    assert entry.lockdown_key(KEY[:-1]) is None
    assert entry.lockdown_key("g" * 64) is None


RUNNING = Terms(
    entry_rule=EntryRule.ACCESS_CODE,
    access_code="K7MQ2X",
    networks_enforced=True,
    config_keys=(KEY,),
    exam_keys=(KEY,),
)


@pytest.mark.parametrize(
    ("changes", "fixed"),
    [
        ({}, []),
        ({"access_code": "ABCDEF"}, []),
        ({"admission": Admission.INVIGILATOR}, []),
        ({"networks_enforced": False}, []),
        ({"config_keys": (OTHER, KEY)}, []),
        ({"config_keys": (OTHER,)}, ["config_keys"]),
        ({"config_keys": ()}, ["config_keys"]),
        ({"exam_keys": (KEY, OTHER), "check_in_minutes": 31}, ["check_in_minutes"]),
        ({"entry_rule": EntryRule.NONE, "access_code": ""}, ["entry_rule"]),
        ({"make_up_capped": True}, ["make_up_capped"]),
        ({"make_up_counts": MakeUpCounts.LAST}, ["make_up_counts"]),
    ],
)
def test_what_may_change_after_the_start(changes: dict[str, Any], fixed: list[str]) -> None:
    assert entry.harmful(RUNNING, replace(RUNNING, **changes)) == fixed


def test_asking_for_more_after_the_start_is_harmful() -> None:
    assert entry.harmful(Terms(), Terms(networks_enforced=True)) == ["networks_enforced"]
    assert entry.harmful(Terms(), Terms(config_keys=(KEY,))) == ["config_keys"]


def test_changed_names_every_field() -> None:
    other = Terms(
        5, Admission.INVIGILATOR, EntryRule.ACCESS_CODE, "ABCD", True, (KEY,), (KEY,),
        True, MakeUpCounts.LAST, False, 1, 2,
    )  # fmt: skip
    assert entry.changed(Terms(), other) == [each.name for each in fields(Terms)]
