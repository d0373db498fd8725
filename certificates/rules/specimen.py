"""A page that must not pass for a real one: 样张 SPECIMEN is written across it."""

from typing import Any
from xml.etree import ElementTree as ET

WORDS = "样张 SPECIMEN"
# The layout engine lets an important rule of a sheet outweigh the element's own style. So this is a
# rule as well, marked important, the last, and of more weight than anything a template may write.
_SELECTOR = "#academy-specimen" * 16
_STYLE = {
    "display": "block",
    "visibility": "visible",
    "position": "absolute",
    "top": "38%",
    "left": "0",
    "width": "100%",
    "height": "auto",
    "margin": "0",
    "padding": "0",
    "z-index": "2147483647",
    "transform": "rotate(-24deg)",
    "text-align": "center",
    "text-indent": "0",
    "white-space": "nowrap",
    "font-size": "84pt",
    "font-weight": "bold",
    "line-height": "1",
    "letter-spacing": "0",
    "color": "#b3261e",
    "opacity": ".22",
}


def marked(html: str, css: str) -> tuple[str, str]:
    """Return the page and its style sheet with the words across it, over everything on it."""
    import tinyhtml5  # type: ignore[import-untyped]  # it ships no types

    tree: Any = tinyhtml5.parse(html, namespace_html_elements=False)
    mark = ET.SubElement(tree.find("body"), "p", {"id": "academy-specimen"})
    mark.text = WORDS
    text: str = ET.tostring(tree, encoding="unicode", method="html")
    style = ";".join(f"{name}:{value} !important" for name, value in _STYLE.items())
    return f"<!DOCTYPE html>\n{text}", f"{css}\n{_SELECTOR}{{{style}}}"
