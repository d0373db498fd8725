"""The stated ability model and the answers drawn from it."""

import random
from statistics import mean

import pytest

from academy.campaign import ability
from academy.campaign.catalogue import TRACKS, items_of
from academy.people.enums import StaffKind
from exams.enums import ItemKind
from exams.rules.answers import AnswerShape, normalise

ITEMS = [item for track in TRACKS for item in items_of(track.code)]


def _shape(item: dict[str, object]) -> AnswerShape:
    options = item.get("options") or []
    assert isinstance(options, list)
    return AnswerShape(
        ItemKind(str(item["kind"])),
        frozenset(option["id"] for option in options),
        str(item["stem"]).count("____"),
    )


def test_every_drawn_answer_has_the_shape_the_exam_takes() -> None:
    rng = random.Random(1)
    for item in ITEMS:
        for level in (-3.0, 0.0, 3.0):
            normalise(_shape(item), ability.answer(item, level, rng))


def test_the_share_of_right_answers_is_the_models_chance() -> None:
    item = next(item for item in ITEMS if item["kind"] == "single")
    rng = random.Random(2)
    drawn = [ability.answer(item, 0.5, rng) == item["key"][0] for _ in range(20_000)]
    expected = ability.chance(0.5, item) * (1 - ability.BLANK_SHARE)
    assert mean(drawn) == pytest.approx(expected, abs=0.015)


def test_chance_rises_with_ability_and_never_falls_below_guessing() -> None:
    for item in ITEMS:
        low, high = ability.chance(-20, item), ability.chance(20, item)
        assert low == pytest.approx(ability.GUESSING[item["kind"]], abs=1e-6)
        assert high == pytest.approx(1.0, abs=1e-6)


def test_each_thing_has_draws_of_its_own() -> None:
    first = ability.rng_of(1, "CG000001", "fate").random()
    assert first == ability.rng_of(1, "CG000001", "fate").random()
    assert first != ability.rng_of(1, "CG000002", "fate").random()
    assert set(ability.MEAN) == set(StaffKind)
