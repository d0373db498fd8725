"""The items the campaign ships: in shape, enough of them, sound in their sources, and unlike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from academy.campaign.catalogue import PAPER_LINES, TRACKS, items_of
from exams.rules.shapes import parse

TRACK_CODES = tuple(track.code for track in TRACKS)
ITEMS = {code: items_of(code) for code in TRACK_CODES}
ALL_ITEMS = [item for items in ITEMS.values() for item in items]

# The texts of the laws lie beside the repository; they are not part of it.
LAWS_DIR = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "laws"

_FILE_NAME = re.compile(r".+\((\d{4}-\d{2}-\d{2})\)\.md")
_ARTICLE = re.compile(r"^第([零一二三四五六七八九十百]+)条\s", re.MULTILINE)


def _number(chinese: str) -> int:
    total, digit = 0, 0
    for char in chinese:
        if char in "十百":
            total += (digit or 1) * {"十": 10, "百": 100}[char]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(char)
    return total + digit


def _articles() -> dict[tuple[str, str], set[int]]:
    """The article numbers of each law by its title and edition."""
    found = {}
    for path in LAWS_DIR.glob("*.md"):
        name = _FILE_NAME.fullmatch(path.name)
        assert name is not None, path.name
        text = path.read_text(encoding="utf-8")
        title = text.splitlines()[0].removeprefix("#").strip()
        found[title, name[1]] = {_number(match) for match in _ARTICLE.findall(text)}
    return found


def _singles(track: str) -> list[Mapping[str, Any]]:
    return [item for item in ITEMS[track] if item["kind"] == "single"]


def _near_duplicates(limit: float) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(autojunk=False)
    for at, item in enumerate(ALL_ITEMS):
        matcher.set_seq2(item["stem"])
        for other in ALL_ITEMS[:at]:
            matcher.set_seq1(other["stem"])
            if (
                matcher.real_quick_ratio() > limit
                and matcher.quick_ratio() > limit
                and matcher.ratio() > limit
            ):
                yield other["code"], item["code"]


@pytest.mark.parametrize("item", ALL_ITEMS, ids=lambda item: str(item["code"]))
def test_every_item_passes_the_gate(item: Mapping[str, Any]) -> None:
    assert parse(item).code == item["code"]


def test_no_code_twice() -> None:
    assert [
        code for code, times in Counter(i["code"] for i in ALL_ITEMS).items() if times > 1
    ] == []


def test_enough_items_in_all() -> None:
    assert len(ALL_ITEMS) >= 300


@pytest.mark.parametrize("track", TRACK_CODES)
def test_enough_items_for_a_paper_and_its_make_up(track: str) -> None:
    """The first paper and the make-up share no item, so each kind is needed twice over."""
    kinds = Counter(item["kind"] for item in ITEMS[track])
    assert len(ITEMS[track]) >= 100
    assert {kind: kinds[kind] for kind, count, _ in PAPER_LINES if kinds[kind] < 2 * count} == {}


@pytest.mark.skipif(
    not LAWS_DIR.is_dir(),
    reason="the texts of the laws are not beside the repository (../shared/data/laws)",
)
def test_every_citation_is_an_article_of_that_edition() -> None:
    articles = _articles()
    astray = [
        (item["code"], citation)
        for item in ALL_ITEMS
        for citation in item["citations"]
        if citation["article"] not in articles.get((citation["law"], citation["edition"]), set())
    ]
    assert astray == []


@pytest.mark.parametrize("track", TRACK_CODES)
def test_right_options_are_spread(track: str) -> None:
    singles = _singles(track)
    places = Counter(item["key"][0] for item in singles)
    shares = {letter: places[letter] / len(singles) for letter in "ABCD"}
    assert {letter: share for letter, share in shares.items() if not 0.15 <= share <= 0.35} == {}


@pytest.mark.parametrize("track", TRACK_CODES)
def test_length_does_not_give_the_right_option_away(track: str) -> None:
    """No right option is longer by four characters or more than every other."""
    given_away = []
    for item in _singles(track):
        lengths = {option["id"]: len(option["text"]) for option in item["options"]}
        right = lengths.pop(item["key"][0])
        if right - max(lengths.values()) >= 4:
            given_away.append(item["code"])
    assert given_away == []


def test_no_two_stems_nearly_alike() -> None:
    assert list(_near_duplicates(0.9)) == []
