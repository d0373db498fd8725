"""Cutting a template into what is the same for everybody and what is not.

A page is made of the children of `<body>`, each with its own place. Those without anything of a
person that come before the first block with something, in the document and so in painting, lie
under; those after the last lie over; the rest is the variable layer, block by whole block: a
shrink-to-fit block moves with its field.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from certificates.layers.refusing import Unprovable

# The seal is the same for all who share issuer and seal text, so it counts as static.
SHARED_IMAGES = frozenset({"seal"})
# Ink that many pages would draw again: it must lie wholly under or over.
_PICTURES = frozenset({"img", "svg", "picture", "object", "embed"})
# Words in these are not words of the page.
_SILENT = frozenset({"style", "script", "template", "title", "head"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in the order of the document: of the template, or of a field."""

    text: str
    field: str = ""
    node: int = -1  # which placeholder of the template, in the order of the document


@dataclass(frozen=True)
class Cut:
    """A template in three: complete documents, any of which may have an empty body."""

    under: str
    variable: str
    over: str
    has_over: bool
    tree: Any  # of the variable document

    def conditions(self) -> tuple[str, ...]:
        """Return the names that a `data-when` asks for."""
        found = (element.get("data-when") for element in self.tree.iter())
        return tuple(dict.fromkeys(name for name in found if name is not None))

    def images(self) -> tuple[str, ...]:
        """Return the names of pictures in the variable layer."""
        found = (element.get("data-image") for element in self.tree.iter())
        return tuple(dict.fromkeys(name for name in found if name is not None))

    def pieces(self, present: Mapping[str, bool]) -> list[Piece]:
        """Return the text of the variable layer where these names say something or nothing."""
        placeholders = (each for each in self.tree.iter() if each.get("data-field") is not None)
        nodes = {element: index for index, element in enumerate(placeholders)}
        return list(_pieces(_body(self.tree), present, nodes))


def cut(html: str) -> Cut:
    """Return the template in its layers.

    Raises:
        Unprovable: it has no block of a person, text outside any block, or a static picture
            between blocks of a person.
    """
    import tinyhtml5  # type: ignore[import-untyped]  # it ships no types

    tree = tinyhtml5.parse(html, namespace_html_elements=False)
    body = _body(tree)
    if _says(body.text) or any(_says(child.tail) for child in body):
        raise Unprovable("body 中有不属于任何块的文字")
    blocks = [child for child in body if isinstance(child.tag, str)]
    personal = [index for index, block in enumerate(blocks) if _is_personal(block)]
    if not personal:
        raise Unprovable("模板中没有随人变化的块")
    first, last = personal[0], personal[-1]
    for index in range(first, last):
        if index not in personal and _has_picture(blocks[index]):
            raise Unprovable("静态图形夹在含字段的块之间")
    if any(
        element.get("data-image") in SHARED_IMAGES
        for index in personal
        for element in blocks[index].iter()
    ):
        raise Unprovable("印章须自成一块")  # fmt: skip
    parts = (blocks[:first], blocks[first : last + 1], blocks[last + 1 :])
    trees = [_with_body(tree, part) for part in parts]
    under, variable, over = (ET.tostring(each, encoding="unicode", method="html") for each in trees)
    return Cut(under, variable, over, bool(parts[2]), trees[1])


def body_of(html: str) -> str:
    """Return what is inside the body of a document written by `pdf.fill`."""
    start = html.index(">", html.index("<body")) + 1
    return html[start : html.rindex("</body>")]


def head_of(html: str) -> str:
    """Return a document written by `pdf.fill` up to the opening of its body."""
    return html[: html.index(">", html.index("<body")) + 1]


def _body(tree: Any) -> Any:
    body = tree.find("body")
    if body is None:
        raise Unprovable("模板没有 body")
    return body


def _with_body(tree: Any, blocks: list[Any]) -> Any:
    other = copy.copy(tree)
    for index, child in enumerate(tree):
        if child.tag == "body":
            body = ET.Element("body", dict(child.attrib))
            body.extend(blocks)
            other[index] = body
    return other


def _says(text: str | None) -> bool:
    return bool(text and text.strip())


def _is_personal(block: Any) -> bool:
    for element in block.iter():
        if {"data-field", "data-when", "data-density"} & set(element.keys()):
            return True
        if element.get("data-image", next(iter(SHARED_IMAGES))) not in SHARED_IMAGES:
            return True
    return False


def _has_picture(block: Any) -> bool:
    return any(element.tag in _PICTURES or "art:" in element.get("style", "")
               for element in block.iter())  # fmt: skip


def _pieces(element: Any, present: Mapping[str, bool], nodes: Mapping[Any, int]) -> Iterator[Piece]:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    when = element.get("data-when")
    if when is not None and not present[when]:
        return
    if (field := element.get("data-field")) is not None:
        yield Piece("", field, nodes[element])
        return
    if element.text:
        yield Piece(element.text)
    for child in element:
        yield from _pieces(child, present, nodes)
        if child.tail:
            yield Piece(child.tail)
