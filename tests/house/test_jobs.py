"""Every job kind that is asked for has a handler, and every handler is asked for."""

import ast

from academy.jobs.registry import kinds, periods
from tests.house.source import Module, modules

_ASKING = {"enqueue", "enqueue_many"}
# These two hand on a kind that was named elsewhere: by their caller, or in the registry itself.
_HANDING_ON = {"academy.jobs.queue", "academy.jobs.periodic"}


def asked_for(module: Module) -> list[tuple[str, ast.expr]]:
    """Return (place, first argument) of each call of enqueue and enqueue_many."""
    return [
        (f"{module.place}:{node.lineno}", node.args[0])
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in _ASKING
        and node.args
    ]


def constants(module: Module) -> dict[str, str]:
    """Return the module's string constants by name."""
    return {
        target.id: node.value.value
        for node in module.tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_every_kind_resolves() -> None:
    asked = {kind for kind in periods() if not kind.startswith("tests.")}
    unnamed = []
    for module in modules():
        if module.name in _HANDING_ON:
            continue
        names = constants(module)
        for place, argument in asked_for(module):
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                asked.add(argument.value)
            elif isinstance(argument, ast.Name) and argument.id in names:
                asked.add(names[argument.id])
            else:
                unnamed.append(place)
    assert unnamed == [], "name the kind by a literal, so that it can be found"
    assert asked - kinds() == set()
    assert {kind for kind in kinds() if not kind.startswith("tests.")} == asked
