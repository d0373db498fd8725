"""Every anticipated no has a code of its own, says what happened and what to do, and is tested."""

import ast
import importlib
import re
from collections import Counter

import pytest

from academy.shared.errors import Refusal
from tests.house.source import modules

_CODE = re.compile(r"[a-z]+\.[a-z0-9_]+")


def refusals() -> list[type[Refusal]]:
    """Return every concrete refusal; they all stand in modules called errors."""
    for module in modules():
        if "errors" in module.rooms:
            importlib.import_module(module.name)
    found, waiting = [], [Refusal]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith(("academy", "courses", "exams", "certificates")):
                found.append(each)
    # A base class of several refusals has no code of its own.
    return sorted({each for each in found if "code" in vars(each)}, key=lambda each: each.code)


REFUSALS = refusals()


def app_of(refusal: type[Refusal]) -> str:
    """Return the package whose errors module the refusal stands in."""
    return refusal.__module__.partition(".errors")[0].split(".")[-1]


def test_there_are_refusals() -> None:
    assert len(REFUSALS) > 20


def test_refusals_stand_in_errors() -> None:
    wrong = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        if "errors" not in module.rooms
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).endswith("Refusal") for base in node.bases)
    ]
    assert not wrong, "\n".join(wrong)


def test_codes_are_unique() -> None:
    codes = Counter(each.code for each in REFUSALS)
    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: each.code)
def test_refusal_is_complete(refusal: type[Refusal]) -> None:
    assert _CODE.fullmatch(refusal.code)
    assert refusal.code.startswith(f"{app_of(refusal)}.")
    assert 400 <= refusal.status < 600
    assert str(refusal.message).strip()
    assert str(refusal.next_step).strip()
    assert refusal.next_step is not Refusal.next_step, "say what to do next in this very case"
    assert (refusal.__doc__ or "").strip()


def test_every_refusal_is_tested() -> None:
    tests = "\n".join(
        module.text for module in modules(tests=True) if not module.name.startswith("tests.house")
    )
    words = set(re.findall(r"\w+", tests))
    untested = [
        each.code
        for each in REFUSALS
        if each.__name__ not in words and f'"{each.code}"' not in tests
    ]
    assert not untested, "\n".join(untested)
