"""Whether a request proves to come from an accepted Safe Exam Browser.

The hashes were made with sha256sum over the address and the key, not with our own code.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from exams.rules.entry import Circumstances
from exams.rules.lockdown import accepted, request_hash

URL = "https://exam.example.cn/exams/mine/?a=1"
KEY = "0f9bef2cf99a720a768b9da2dd903be71b4467494a64c63f814752cb8e631cff"
OTHER_KEY = "f0c92845fef7399ffef1ad430dca50f97eca08ba1e9490ee6732e56ab3de129b"
HASH = "b3b844a68fdc7dd7ffb0202ae5ae6c0683f384d85be0a0c531cc5c1037c9fdd1"
OTHER_HASH = "8a6fd184f8175a0470cba3183c9b71cf48433d20b19fd0040f7f85fed4d0d518"
CAME = Circumstances("10.3.0.7", url=URL)


def test_vectors() -> None:
    assert request_hash(URL, KEY) == HASH
    assert request_hash(f"{URL}#item-3", KEY) == HASH
    assert request_hash(URL, OTHER_KEY) == OTHER_HASH
    # The address is taken as UTF-8.
    expected = "73deadb8eec640106b01eb00e6c123f0d9ef564873d4b0b0c348c3e41103b051"
    assert request_hash("https://exam.example.cn/考试", KEY) == expected


def _accepted(config: str = "", exam: str = "", **changes: str) -> bool:
    came = replace(CAME, config_hash=config, exam_hash=exam, **changes)
    return accepted(came, config_keys=[KEY, OTHER_KEY], exam_keys=[])


@pytest.mark.parametrize("sent", [HASH, OTHER_HASH, HASH.upper(), f" {HASH}"])
def test_any_of_several_keys_will_do(sent: str) -> None:
    assert _accepted(sent)


@pytest.mark.parametrize("sent", ["", "0" * 64, HASH[:-1], HASH + "0", KEY, "ÿ", "b3b8"])
def test_anything_else_will_not(sent: str) -> None:
    assert not _accepted(sent)


def test_a_hash_for_another_address_will_not_do() -> None:
    assert not _accepted(HASH, url="https://exam.example.cn/exams/mine/")
    assert not _accepted(HASH, url="http://exam.example.cn/exams/mine/?a=1")


def test_a_hash_for_the_page_that_asks_will_do() -> None:
    assert _accepted(HASH, url="https://exam.example.cn/api/v1/x", page_url=URL)
    assert not _accepted(HASH, url="", page_url="")


def test_a_hash_in_the_other_header_will_not_do() -> None:
    assert not _accepted("", HASH)


def test_with_keys_of_both_kinds_both_are_asked_for() -> None:
    def both(config: str, exam: str) -> bool:
        came = replace(CAME, config_hash=config, exam_hash=exam)
        return accepted(came, config_keys=[KEY], exam_keys=[OTHER_KEY])

    assert both(HASH, OTHER_HASH)
    assert not both(HASH, "")
    assert not both("", OTHER_HASH)
    assert not both(OTHER_HASH, HASH)


def test_without_keys_any_browser_will_do() -> None:
    assert accepted(CAME, config_keys=[], exam_keys=[])
    assert accepted(replace(CAME, config_hash="nonsense"), config_keys=[], exam_keys=[])
