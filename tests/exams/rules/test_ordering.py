"""Everyone's own order: a permutation, the same for the same seed, inside its section."""

from __future__ import annotations

from exams.rules.ordering import order_for

SECTIONS = [["1", "2", "3", "4"], ["5", "6", "7"]]
OPTIONS = {"5": "ABCD", "6": "ABCDE"}


def test_same_seed_same_order() -> None:
    assert order_for(seed=7, sections=SECTIONS, options=OPTIONS) == order_for(
        seed=7, sections=SECTIONS, options=OPTIONS
    )


def test_sections_stay_together_and_nothing_is_lost() -> None:
    for seed in range(200):
        order = order_for(seed=seed, sections=SECTIONS, options=OPTIONS)
        assert sorted(order.items[:4]) == ["1", "2", "3", "4"]
        assert sorted(order.items[4:]) == ["5", "6", "7"]
        assert {key: sorted(ids) for key, ids in order.options.items()} == {
            "5": list("ABCD"),
            "6": list("ABCDE"),
        }


def test_every_place_is_reached_about_equally_often() -> None:
    first = [order_for(seed=seed, sections=SECTIONS, options={}).items[0] for seed in range(4000)]
    for key in SECTIONS[0]:
        assert 880 <= first.count(key) <= 1120


def test_the_order_is_pinned_for_good() -> None:
    order = order_for(seed=20260305, sections=SECTIONS, options=OPTIONS)
    assert order.items == ("2", "1", "4", "3", "6", "5", "7")
    assert order.options == {"5": ("A", "D", "B", "C"), "6": ("B", "E", "C", "D", "A")}
