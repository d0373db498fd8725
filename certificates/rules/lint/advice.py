"""What keeps a template from the fast way. Nothing here forbids anything: pages are proved alike
before the fast way is taken, and what can't be proved is laid out page by page."""

from collections.abc import Iterable, Mapping
from typing import Any

import cssselect2  # type: ignore[import-untyped]  # it ships no types
import tinycss2  # type: ignore[import-untyped]  # it ships no types

from certificates.rules.lint.findings import Findings

_NEEDED = ("number", "name", "issuer", "issued_on")
_EFFECTS = {
    "transform": {"none"},
    "z-index": {"auto"},
    "float": {"none"},
    "letter-spacing": {"normal", "0"},
    "filter": {"none"},
    "mix-blend-mode": {"normal"},
    "opacity": {"1"},
}
# The same for everybody in a batch, though filled in.
_SHARED_IMAGES = frozenset({"seal"})


def check(tree: Any, css: str, found: Findings) -> None:
    """Add what would make the pages faster or better."""
    rules = _rules(css)
    root = cssselect2.ElementWrapper.from_html_root(tree)
    body = next((each for each in root.iter_subtree() if each.local_name == "body"), None)
    if body is None:
        return
    _check_head(root, found)
    _check_letters(_style(body, rules), found)
    _check_blocks(list(body.iter_children()), rules, found)


def _check_head(root: Any, found: Findings) -> None:
    elements = list(root.iter_subtree())
    fields = {each.etree_element.get("data-field") for each in elements}
    images = {each.etree_element.get("data-image") for each in elements}
    for name in _NEEDED:
        if name not in fields:
            found.add("field_missing", name=name)
    if "qr" not in images:
        found.add("field_missing", name="qr")
    if not root.etree_element.get("lang"):
        found.add("lang_missing", place="<html>")
    titles = [each.etree_element for each in elements if each.local_name == "title"]
    if not any(each.get("data-field") or (each.text or "").strip() for each in titles):
        found.add("title_missing", place="<title>")


def _check_letters(style: Mapping[str, str], found: Findings) -> None:
    if "tabular-nums" not in style.get("font-variant-numeric", ""):
        found.add("digits_not_tabular", place="body")
    if (style.get("font-kerning"), style.get("font-variant-ligatures")) != ("none", "none"):
        found.add("kerning_on", place="body")


def _check_blocks(blocks: list[Any], rules: Any, found: Findings) -> None:
    personal = [_is_personal(block) for block in blocks]
    first = personal.index(True) if True in personal else len(blocks)
    last = len(blocks) - personal[::-1].index(True) if True in personal else 0
    for i, block in enumerate(blocks):
        place = _place(block)
        style = _style(block, rules)
        if not _is_fixed(block, style):
            found.add("block_not_fixed", place=place)
        if first < i < last and not personal[i]:
            found.add("order_mixed", place=place)
        if personal[i]:
            _check_effects(block, rules, place, found)


def _check_effects(block: Any, rules: Any, place: str, found: Findings) -> None:
    for element in block.iter_subtree():
        style = _style(element, rules)
        for name, harmless in _EFFECTS.items():
            if style.get(name, next(iter(harmless))) not in harmless:
                found.add("block_has_effects", place=place, name=name)
        if any(word in style.get("display", "") for word in ("flex", "grid")):
            found.add("block_has_effects", place=place, name=f"display: {style['display']}")


def _is_personal(block: Any) -> bool:
    for wrapped in block.iter_subtree():
        element = wrapped.etree_element
        image = element.get("data-image")
        if element.get("data-field") or (image and image not in _SHARED_IMAGES):
            return True
        if element.get("data-when") or element.get("data-density"):
            return True
    return False


def _is_fixed(block: Any, style: Mapping[str, str]) -> bool:
    across = "left" in style or "right" in style
    down = "top" in style or "bottom" in style
    wide = "width" in style or ("left" in style and "right" in style)
    is_short = style.get("white-space") == "nowrap"  # a single line needs no width
    return style.get("position") == "absolute" and across and down and (wide or is_short)


def _place(block: Any) -> str:
    element = block.etree_element
    marks = "".join(f".{name}" for name in element.get("class", "").split())
    return f"{block.local_name}{marks}"


def _rules(css: str) -> Any:
    matcher = cssselect2.Matcher()
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        values = _declared(rule.content)
        try:
            for selector in cssselect2.compile_selector_list(rule.prelude):
                matcher.add_selector(selector, values)
        except cssselect2.SelectorError:
            continue
    return matcher


def _style(element: Any, rules: Any) -> dict[str, str]:
    """Return what is declared for the element itself, the strongest last; nothing inherited."""
    style: dict[str, str] = {}
    for _specificity, _order, pseudo, values in sorted(rules.match(element), key=_strength):
        if pseudo is None:
            style |= values
    inline = element.etree_element.get("style", "")
    return style | _declared(inline)


def _strength(match: tuple[Any, Any, Any, Any]) -> tuple[Any, Any]:
    return match[0], match[1]


def _declared(source: Iterable[Any] | str) -> dict[str, str]:
    nodes = tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)
    return {
        node.lower_name: tinycss2.serialize(node.value).strip().lower()
        for node in nodes
        if node.type == "declaration"
    }
