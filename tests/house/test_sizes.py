"""A file keeps to one idea and ≤ 400 lines, a function to ≤ 60 (95th percentile ≤ 35)."""

import ast

from tests.house.source import Module, modules

FILE_LINES = 400
FUNCTION_LINES = 60
USUAL_FUNCTION_LINES = 35


def functions(module: Module) -> list[tuple[str, int]]:
    """Return (place:name, lines) of every function, decorators left out."""
    return [
        (f"{module.place}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_files_are_short() -> None:
    everything = (*modules(), *modules(tests=True))
    lengths = {module.place: module.text.count("\n") for module in everything}
    assert {place: lines for place, lines in lengths.items() if lines > FILE_LINES} == {}


def test_functions_are_short() -> None:
    lengths = [each for module in modules() for each in functions(module)]
    assert [each for each in lengths if each[1] > FUNCTION_LINES] == []
    by_length = sorted(lines for _, lines in lengths)
    assert by_length[int(len(by_length) * 0.95)] <= USUAL_FUNCTION_LINES


def test_functions_of_tests_are_short() -> None:
    lengths = [each for module in modules(tests=True) for each in functions(module)]
    assert [each for each in lengths if each[1] > FUNCTION_LINES] == []
