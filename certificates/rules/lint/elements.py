"""The HTML of a template: what is forbidden in it. Everything not known to be harmless is."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from certificates.rules.fields import DENSITIES, FIELDS, IMAGES
from certificates.rules.lint.findings import Findings
from certificates.rules.lint.pictures import check_address, without_embedded
from certificates.rules.lint.styles import Known, check_inline, check_value

HTML_CHARACTERS = 200_000
TOTAL_CHARACTERS = 8_000_000  # with embedded images
ELEMENTS = 1_500
DEPTH = 40
SPAN = 100

_PLAIN = frozenset(
    "html head meta title body div span p h1 h2 h3 h4 h5 h6 b strong i em u s small sub sup br hr"
    " img table caption colgroup col thead tbody tfoot tr th td ul ol li dl dt dd section header"
    " footer main article aside figure figcaption blockquote ruby rt rp bdi bdo wbr time".split()
)
# No use, image, foreignObject, style, script, a, and nothing that multiplies what is drawn.
_SVG = frozenset(
    "svg g path circle ellipse line rect polygon polyline text tspan textpath defs clippath"
    " lineargradient radialgradient stop title desc".split()
)
_COMMON = frozenset({"id", "class", "lang", "dir", "style", "title", "role"})
_ATTRIBUTES = {
    "meta": {"name", "content", "charset"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type"},
    "li": {"value"},
    "time": {"datetime"},
}
_COUNTED = frozenset({"colspan", "rowspan", "span", "start", "value"})
_FOR_EVERY = frozenset({"data-field", "data-image", "data-when", "data-density"})
_NOT_FIELDS = frozenset({"html", "head", "body", "img", "br", "hr", "wbr", "col", "table", "tr"})
_LANGUAGE = re.compile(r"\{\{|\{%|\$\{|<%|<\?(?!xml)")


def check_page(html: str, known: Known, found: Findings) -> Any:
    """Add what is wrong with the HTML and return its tree; None if it isn't worth parsing."""
    import tinyhtml5  # type: ignore[import-untyped]  # it ships no types

    if len(html) > TOTAL_CHARACTERS or len(without_embedded(html)) > HTML_CHARACTERS:
        found.add("too_long", what="HTML", most="200 kB")
        return None
    if html.count("<") > 2 * ELEMENTS + 100:
        found.add("too_many_elements", most=ELEMENTS)
        return None
    for match in _LANGUAGE.finditer(html):
        found.add("template_language", html.count("\n", 0, match.start()) + 1, found=match[0])
    tree = tinyhtml5.parse(html, namespace_html_elements=False)
    if not _is_bounded(tree, found):
        return None
    for element, line in _with_lines(tree, html):
        _check_element(element, line, known, found)
    return tree


def _is_bounded(tree: Any, found: Findings) -> bool:
    deepest, count, stack = 0, 0, [(tree, 1)]
    while stack:
        element, depth = stack.pop()
        count += 1
        deepest = max(deepest, depth)
        stack.extend((child, depth + 1) for child in element)
    if count > ELEMENTS:
        found.add("too_many_elements", most=ELEMENTS)
    if deepest > DEPTH:
        found.add("too_deep", most=DEPTH)
    return count <= ELEMENTS and deepest <= DEPTH


def _with_lines(tree: Any, html: str) -> Iterator[tuple[Any, int | None]]:
    """Yield each element and the line of its tag: the n-th <p is the n-th in the text."""
    places: dict[str, list[int]] = {}
    for match in re.finditer(r"<([a-zA-Z][\w:-]*)", html):
        places.setdefault(match[1].lower(), []).append(match.start())
    met: Counter[str] = Counter()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        name = _name(element)
        known = places.get(name, [])
        line = None
        if met[name] < len(known):  # html, head and body may be implied
            line = html.count("\n", 0, known[met[name]]) + 1
        met[name] += 1
        yield element, line


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _check_element(element: Any, line: int | None, known: Known, found: Findings) -> None:
    name = _name(element)
    is_svg = element.tag.startswith("{http://www.w3.org/2000/svg}")
    if name not in (_SVG if is_svg else _PLAIN):
        found.add("element_forbidden", line, f"<{name}>", element=name)
        return
    for key, value in element.attrib.items():
        attribute = key.rpartition("}")[2].lower()
        if is_svg:
            _check_drawn(name, attribute, value, line, known, found)
        else:
            _check_attribute(name, attribute, value, line, known, found)
    _check_placeholders(element, name, line, found)


def _check_attribute(
    name: str, attribute: str, value: str, line: int | None, known: Known, found: Findings
) -> None:
    allowed = _COMMON | _FOR_EVERY | _ATTRIBUTES.get(name, set())
    if attribute not in allowed and not attribute.startswith("aria-"):
        found.add("attribute_forbidden", line, f"<{name}>", element=name, attribute=attribute[:40])
    elif attribute == "style":
        check_inline(value, line, f"<{name}>", known, found)
    elif attribute == "src":
        check_address(value, known.drawings, found, line, f"<{name}>")
    elif attribute in _COUNTED and not (value.strip().isdecimal() and int(value[:9]) <= SPAN):
        found.add("attribute_too_large", line, f"<{name}>", attribute=attribute, most=SPAN)


def _check_drawn(
    name: str, attribute: str, value: str, line: int | None, known: Known, found: Findings
) -> None:
    is_foreign = attribute == "href" and not value.strip().startswith("#")
    if attribute.startswith("on") or attribute in ("src", "base") or is_foreign:
        found.add("attribute_forbidden", line, f"<{name}>", element=name, attribute=attribute)
    elif attribute == "style":
        check_inline(value, line, f"<{name}>", known, found)
    elif "(" in value and attribute != "transform":
        check_value(value, line, f"<{name}>", known, found)


def _check_placeholders(element: Any, name: str, line: int | None, found: Findings) -> None:
    place = f"<{name}>"
    field, image = element.get("data-field"), element.get("data-image")
    when, density = element.get("data-when"), element.get("data-density")
    if field is not None:
        if field not in FIELDS:
            found.add("field_unknown", line, place, name=field[:40])
        if name in _NOT_FIELDS:
            found.add("field_misplaced", line, place, element=name)
        if len(element):
            found.add("field_with_elements", line, place, name=field[:40])
    if image is not None:
        if image not in IMAGES:
            known = "、".join(sorted(IMAGES))
            found.add("image_unknown", line, place, name=image[:40], known=known)
        if name != "img":
            found.add("image_misplaced", line, place, name=image[:40])
    if when is not None and when not in FIELDS | IMAGES:
        found.add("field_unknown", line, place, name=when[:40])
    if density is not None and density not in DENSITIES:
        known = "、".join(sorted(DENSITIES))
        found.add("density_unknown", line, place, name=density[:40], known=known)
