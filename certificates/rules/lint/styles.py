"""The CSS of a template: what is forbidden in it. Everything not known to be harmless is."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2  # type: ignore[import-untyped]  # it ships no types

from certificates.rules.lint.findings import Findings
from certificates.rules.lint.pictures import check_address

CSS_CHARACTERS = 100_000
RULES = 1_000
COMPOUNDS = 6  # of a selector
SELECTORS = 40  # of a rule
TOKENS = 300  # of a value
NESTING = 6  # of functions and brackets in a value
REPEATS = 50
FONT_POINTS = 400
POINTS = 5_000
PLAIN_NUMBER = 10_000

# Not variables: they may double each other. Not attr(), counter(), element(), image-set(), …
FUNCTIONS = frozenset(
    "rgb rgba hsl hsla hwb lab lch oklab oklch calc min max clamp translate translatex translatey"
    " rotate scale scalex scaley skew skewx skewy matrix linear-gradient radial-gradient"
    " circle ellipse inset polygon rect repeat minmax fit-content url".split()
)
_FORBIDDEN_PROPERTIES = frozenset(
    "string-set page bookmark-level bookmark-label bookmark-state footnote-display footnote-policy"
    " counter-reset counter-set counter-increment anchor link appearance marks bleed".split()
)
_FORBIDDEN_WORDS = {"float": {"footnote"}, "position": {"running"}}
_POINTS_OF = {"pt": 1, "px": 0.75, "pc": 12, "in": 72, "cm": 28.35, "mm": 2.835, "q": 0.709}
_RELATIVE = {"em": 100, "rem": 100, "ex": 100, "ch": 100, "vw": 1000, "vh": 1000, "fr": 100}
_A4 = (595.28, 841.89)
_GENERIC = frozenset({"inherit", "initial", "unset"})


@dataclass(frozen=True, slots=True)
class Known:
    """What a template may refer to: names of drawings, font families (None: any)."""

    drawings: Collection[str]
    families: Collection[str] | None


def check_sheet(css: str, known: Known, found: Findings) -> None:
    """Add what is wrong with a style sheet."""
    pages = 0
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        line = rule.source_line
        if rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude).strip()
            _check_selector(rule.prelude, selector, line, found)
            _check_block(rule.content, line, selector, known, found)
        elif rule.type == "at-rule" and rule.lower_at_keyword == "page":
            pages += 1
            if pages > 1 or tinycss2.serialize(rule.prelude).strip():
                found.add("page_sizes", line, "@page")
            _check_page(rule, known, found)
        elif rule.type == "at-rule":
            found.add("at_rule_forbidden", line, f"@{rule.at_keyword}", name=rule.at_keyword)
        else:
            found.add("css_unreadable", line)


def check_inline(css: str, line: int | None, place: str, known: Known, found: Findings) -> None:
    """Add what is wrong with the style attribute of an element."""
    for node in tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True):
        _check_node(node, line, place, known, found)


def check_value(text: str, line: int | None, place: str, known: Known, found: Findings) -> None:
    """Add what is wrong with an attribute of SVG that is read as CSS; `url(#…)` is fine there."""
    tokens = tinycss2.parse_component_value_list(text, skip_comments=True)
    for token in _walk(tokens):
        if (address := _address(token)) is not None and not address.startswith("#"):
            check_address(address, known.drawings, found, line, place)


def _check_selector(prelude: list[Any], selector: str, line: int, found: Findings) -> None:
    parts = selector.split(",")
    compounds = max(len(re.split(r"[\s>+~]+", part.strip())) for part in parts)
    functions = {node.lower_name for node in _walk(prelude) if node.type == "function"}
    if compounds > COMPOUNDS or len(parts) > SELECTORS or functions - {"nth-child", "nth-of-type"}:
        found.add("selector_too_deep", line, selector)


def _check_block(content: list[Any], line: int, place: str, known: Known, found: Findings) -> None:
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        _check_node(node, node.source_line or line, place, known, found)


def _check_node(node: Any, line: int | None, place: str, known: Known, found: Findings) -> None:
    if node.type == "error":
        found.add("css_unreadable", line, place)
    elif node.type == "declaration":
        _check_declaration(node, line, place, known, found)
    elif node.type == "at-rule":
        found.add("at_rule_forbidden", line, place, name=node.at_keyword)
    else:
        found.add("rule_nested", line, place)


def _check_page(rule: Any, known: Known, found: Findings) -> None:
    sizes = 0
    nodes = tinycss2.parse_blocks_contents(
        rule.content or [], skip_comments=True, skip_whitespace=True
    )
    for node in nodes:
        line = node.source_line
        if node.type == "declaration" and node.lower_name == "size":
            sizes += 1
            if sizes > 1:
                found.add("page_sizes", line, "@page")
            elif not is_a4(node.value):
                found.add("page_not_a4", line, "@page")
        _check_node(node, line, "@page", known, found)


def is_a4(value: Iterable[Any]) -> bool:
    """Say whether the value of `size` is A4, by name or by measure to one point."""
    tokens = [token for token in value if token.type not in ("whitespace", "comment")]
    if {token.type for token in tokens} == {"ident"}:
        words = {token.lower_value for token in tokens}
        return "a4" in words and words <= {"a4", "landscape", "portrait"}
    if len(tokens) != 2 or any(token.type != "dimension" for token in tokens):
        return False
    points = sorted(token.value * _POINTS_OF.get(token.lower_unit, 0) for token in tokens)
    return all(abs(one - other) < 1 for one, other in zip(points, _A4, strict=True))


def _check_declaration(
    node: Any, line: int | None, place: str, known: Known, found: Findings
) -> None:
    name = node.lower_name
    if name in _FORBIDDEN_PROPERTIES or name.startswith("-"):
        found.add("property_forbidden", line, place, name=node.name)
        return
    count = 0
    for token in _walk(node.value):
        count += 1
        _check_token(token, name, line, place, known, found)
    if count > TOKENS or _depth(node.value) > NESTING:
        found.add("value_too_complex", line, place, name=name)
    if name in ("font-family", "font"):
        _check_families(node.value, name, line, place, known, found)


def _check_token(
    token: Any, name: str, line: int | None, place: str, known: Known, found: Findings
) -> None:
    if (address := _address(token)) is not None:
        check_address(address, known.drawings, found, line, place)
    elif token.type == "function":
        if token.lower_name not in FUNCTIONS:
            found.add("function_forbidden", line, place, name=token.name)
        elif token.lower_name == "repeat" and not _is_small_repeat(token):
            found.add("value_too_complex", line, place, name=name)
    elif token.type == "ident":
        if token.lower_value in _FORBIDDEN_WORDS.get(name, ()):
            found.add("property_forbidden", line, place, name=f"{name}: {token.value}")
    elif token.type == "error":
        found.add("css_unreadable", line, place)
    elif not _is_small(token, name):
        value = tinycss2.serialize([token])[:20]
        found.add("value_too_large", line, place, name=name, value=value)


def _is_small(token: Any, name: str) -> bool:
    if token.type == "number":
        most = 12 if name in ("columns", "column-count") else PLAIN_NUMBER
        return bool(abs(token.value) <= (10 if name == "line-height" else most))
    if token.type == "percentage":
        return bool(abs(token.value) <= 1_000)
    if token.type == "dimension":
        unit = token.lower_unit
        if unit in _POINTS_OF:
            most = FONT_POINTS if name in ("font", "font-size", "line-height") else POINTS
            return bool(abs(token.value) * _POINTS_OF[unit] <= most)
        return bool(abs(token.value) <= _RELATIVE.get(unit, 1_000))
    return True


def _is_small_repeat(token: Any) -> bool:
    first = next((each for each in token.arguments if each.type != "whitespace"), None)
    return first is not None and first.type == "number" and 0 < first.value <= REPEATS


def _check_families(
    value: list[Any], name: str, line: int | None, place: str, known: Known, found: Findings
) -> None:
    if known.families is None:
        return
    allowed = {family.casefold() for family in known.families}
    for family in _families(value, name):
        if family.casefold() not in allowed and family.lower() not in _GENERIC:
            names = "、".join(known.families)
            found.add("family_unknown", line, place, name=family, known=names)


def _families(value: list[Any], name: str) -> list[str]:
    """Return the families named; those of the `font` shorthand follow its last measure."""
    if name == "font":  # size, then families
        measures = [i for i, each in enumerate(value) if each.type in ("dimension", "percentage")]
        value = value[measures[-1] + 1 :] if measures else value
        if value and value[0] == "/":  # a plain number as line height
            value = value[2:]
    families: list[str] = []
    words: list[str] = []
    for token in [*value, None]:
        if token is None or token == ",":
            families += [" ".join(words)] if words else []
            words = []
        elif token.type in ("string", "ident"):
            words.append(token.value)
    return families


def _address(token: Any) -> str | None:
    """Return the address that a token is, None if it is none."""
    if token.type == "url":
        return str(token.value)
    if token.type == "function" and token.lower_name == "url":
        return "".join(str(each.value) for each in token.arguments if each.type == "string")
    return None


def _walk(tokens: Iterable[Any]) -> Iterator[Any]:
    stack = list(tokens)[::-1]
    while stack:
        token = stack.pop()
        yield token
        stack.extend(_within(token)[::-1])


def _within(token: Any) -> list[Any]:
    return list(getattr(token, "arguments", None) or getattr(token, "content", None) or ())


def _depth(tokens: Iterable[Any]) -> int:
    deepest, stack = 0, [(token, 0) for token in tokens]
    while stack:
        token, depth = stack.pop()
        deepest = max(deepest, depth)
        stack.extend((each, depth + 1) for each in _within(token))
    return deepest
