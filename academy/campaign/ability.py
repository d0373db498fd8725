"""How invented trainees answer: the ability model that the campaign states beside its figures.

A person's ability is normal with a mean by staff kind and standard deviation 1 (in logits). An
item is answered rightly with probability c + (1 - c) / (1 + exp(-a (ability - difficulty))), the
three-parameter logistic model (Birnbaum, in Lord and Novick 1968), with the difficulty and the
guessing share c by the item's own level and kind. A few answers are left blank. After a failed
exam a person learns: the make-up is sat with 1.0 added to the ability.
"""

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

from academy.people.enums import StaffKind

SLOPE = 1.1
DIFFICULTY = {"easy": -1.9, "medium": -0.9, "hard": 0.1}
GUESSING = {"true_false": 0.5, "single": 0.25, "multiple": 0.05, "fill_in": 0.0, "numeric": 0.0}
MEAN = {
    StaffKind.APPROVAL: 0.75,
    StaffKind.ENFORCEMENT: 0.65,
    StaffKind.AUXILIARY: 0.25,
    StaffKind.ADMINISTRATION: 0.60,
    StaffKind.LEGAL_REVIEW: 1.30,
}
BLANK_SHARE = 0.012
LEARNING = 1.0

WITHDRAWN_SHARE = 0.008
ABSENT_SHARE = 0.022
ABSENT_AGAIN_SHARE = 0.12


def rng_of(seed: int, *parts: object) -> random.Random:
    """Return a generator of its own for each thing drawn, so that nothing depends on order."""
    return random.Random("/".join(str(part) for part in (seed, *parts)))


def ability(kind: StaffKind, rng: random.Random) -> float:
    """Return a drawn ability in logits."""
    return rng.gauss(MEAN[kind], 1.0)


def chance(level: float, item: Mapping[str, Any]) -> float:
    """Return the probability that a person of ability `level` answers the item rightly."""
    guess = GUESSING[item["kind"]]
    return guess + (1 - guess) / (1 + math.exp(-SLOPE * (level - DIFFICULTY[item["difficulty"]])))


def answer(item: Mapping[str, Any], level: float, rng: random.Random) -> Any:
    """Return an answer to the item as the exam's API takes it; None leaves it blank."""
    if rng.random() < BLANK_SHARE:
        return None
    right = rng.random() < chance(level, item)
    kind, key = item["kind"], item["key"]
    ids = [option["id"] for option in item.get("options") or []]
    if kind == "true_false":
        return key if right else not key
    if kind == "single":
        return key[0] if right else rng.choice([each for each in ids if each not in key])
    if kind == "multiple":
        return list(key) if right else _wrong_choice(key, ids, rng)
    if kind == "fill_in":
        return [rng.choice(accepted) if right else "不清楚" for accepted in key]
    return key["value"] if right else str(int(float(key["value"])) + rng.choice([-2, -1, 1, 5, 10]))


def _wrong_choice(key: Sequence[str], ids: Sequence[str], rng: random.Random) -> list[str]:
    """Return what people do with a multiple choice they don't master: mostly too few options."""
    others = [each for each in ids if each not in key]
    if not others or rng.random() < 0.6:
        return sorted(rng.sample(list(key), k=max(1, len(key) - 1)))
    dropped = rng.sample(list(key), k=len(key) - 1)
    return sorted({*dropped, rng.choice(others)})
