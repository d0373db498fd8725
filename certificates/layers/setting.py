"""Setting many people's pages: one page of the layout engine for each class, then only glyphs."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings

from academy.shared import glyphs
from certificates import pdf
from certificates.layers import base as bases
from certificates.layers import streams, writing
from certificates.layers.aligning import BETWEEN, aligned
from certificates.layers.base import Base
from certificates.layers.classes import (
    MISSING,
    Key,
    Kinds,
    Memo,
    Pattern,
    image_of,
    pattern,
)
from certificates.layers.cutting import Piece, body_of, head_of
from certificates.layers.leaves import Filling, assembled
from certificates.layers.refusing import Unprovable
from certificates.rules import qr, wording
from certificates.rules.fields import FIELDS, IMAGES
from certificates.signing import Cms

PAGES_AT_ONCE = 40  # of representatives in one document: each holds its boxes until it is written
_KEPT_BASES = 12
_KEPT_PATTERNS = 1_500  # some 15 kB each
_memo = Memo(_KEPT_PATTERNS)

_CHILD_OF_BODY = re.compile(r"\bbody\s*>")
_STATE = re.compile(rb"/([^\s/\[\]<>()]+) gs\b")
# Colours and patterns that would need resources of their own.
_FOREIGN = re.compile(rb"(?<![^\s])(?:cs|CS|scn|SCN|sh|BDC|BMC)(?![^\s])")
_HOLDER = "academy-leaf"
_MARKED = re.compile("\ue000([a-z_]+)\ue001")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One certificate to make: its printed words, the time it is dated, picture, credential."""

    facts: Mapping[str, str]
    at: datetime
    portrait: bytes | None = None
    credential: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Subject:
    """A leaf seen by the layers."""

    leaf: Leaf
    fields: dict[str, str]
    pieces: list[Piece]
    joined: str  # of the fields' texts, in the order of the pieces
    bars: Sequence[qr.Bar]
    key: Key


Outcome = bytes | Unprovable | ValueError


def fields_of(leaf: Leaf) -> dict[str, str]:
    """Return a leaf's facts with every field a template may ask for."""
    return dict.fromkeys(FIELDS, "") | dict(leaf.facts)


def set_leaves(html: str, css: str, leaves: Sequence[Leaf], *, cms: Cms | None) -> list[Outcome]:
    """Return each person's PDF, signed if there is a `cms`, or why there is none, in their order.

    An `Unprovable` asks for the plain way; a `ValueError` is a fault there as well.
    """
    outcomes: list[Outcome | None] = [None] * len(leaves)
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, leaf in enumerate(leaves):
        shared = tuple(leaf.facts.get(name, "") for name in bases.SHARED)
        groups.setdefault(shared, []).append(index)
    for shared, indexes in groups.items():
        base, kinds = _base_now(html, css, shared)
        if not isinstance(base, Base):
            for index in indexes:
                outcomes[index] = base
            continue
        subjects: dict[int, _Subject] = {}
        for index in indexes:
            try:
                subjects[index] = _subject(base, kinds, leaves[index])
            except (Unprovable, ValueError) as fault:
                outcomes[index] = fault
        _lay_out(base, list(subjects.values()))
        for index, subject in subjects.items():
            outcomes[index] = _made(base, subject, cms)
    return [outcome for outcome in outcomes if outcome is not None]


def _base_now(html: str, css: str, shared: tuple[str, ...]) -> tuple[Base | Unprovable, Kinds]:
    try:
        return _base(html, css, shared, tuple(settings.CERTIFICATE_FONTS))
    except pdf.TooCostly as much:
        return Unprovable(f"静态部分排版超出限额：{str(much)[:80]}"), Kinds(())


@lru_cache(maxsize=_KEPT_BASES)
def _base(
    html: str, css: str, shared: tuple[str, ...], _fonts: tuple[str, ...]
) -> tuple[Base | Unprovable, Kinds]:
    try:
        base = bases.build(html, css, dict(zip(bases.SHARED, shared, strict=True)))
    except Unprovable as fault:
        return fault, Kinds(())
    except pdf.TooCostly:
        raise
    except ValueError as fault:
        # With one's own words it may be laid out all the same; the plain way will tell.
        return Unprovable(f"静态部分未能单独排版：{str(fault)[:80]}"), Kinds(())
    return base, Kinds(base.paths())


def _subject(base: Base, kinds: Kinds, leaf: Leaf) -> _Subject:
    fields = fields_of(leaf)
    values: dict[str, object] = dict.fromkeys(IMAGES, True)
    values |= {"portrait": leaf.portrait, "qr": fields["verify_url"], **fields}
    present = {name: bool(values.get(name)) for name in base.conditions}
    pieces = base.pieces(present)
    texts = [fields[piece.field] for piece in pieces if piece.node >= 0]
    whole = BETWEEN.join(texts)
    seen = whole.translate(kinds)
    if MISSING in seen:
        raise pdf.MissingGlyphs(glyphs.missing(whole.replace(BETWEEN, "")))
    usual = tuple(
        base.usual.get(piece.node, frozenset()).issuperset(fields[piece.field])
        for piece in pieces
        if piece.node >= 0
    )
    side, bars = qr.bars(fields["verify_url"]) if "qr" in base.images else (0, ())
    key = Key(
        tuple(present.values()), wording.density(fields), side, _picture(base, leaf), seen, usual
    )
    return _Subject(leaf, fields, pieces, whole, bars, key)


def _picture(base: Base, leaf: Leaf) -> tuple[object, ...]:
    """Return what of a portrait decides how it is laid out and embedded."""
    if leaf.portrait is None or "portrait" not in base.images:
        return ()
    from PIL import Image

    try:
        with Image.open(io.BytesIO(leaf.portrait)) as image:
            turned = image.getexif().get(0x0112, 1)
            inverted = "APP14" in getattr(image, "app", {})
            return image.size, image.mode, image.format, turned, inverted
    except OSError:
        raise Unprovable("照片无法读取") from None


def _lay_out(base: Base, subjects: Sequence[_Subject]) -> None:
    """Have the engine set one page for each class that is not known yet."""
    fresh: dict[Key, _Subject] = {}
    for subject in subjects:
        if subject.key not in fresh and _memo.get(base, subject.key) is None:
            fresh[subject.key] = subject
    waiting = list(fresh.values())
    for start in range(0, len(waiting), PAGES_AT_ONCE):
        some = waiting[start : start + PAGES_AT_ONCE]
        try:
            _learn(base, some)
        except (Unprovable, ValueError):
            # Whose fault it is shows when each has a document of its own.
            for subject in some:
                try:
                    _learn(base, [subject])
                except pdf.TooCostly:
                    continue  # perhaps only today: the plain way for now, and nothing is learnt
                except (Unprovable, ValueError) as fault:
                    _memo.keep(base, subject.key, _unprovable(fault))


def _unprovable(fault: Exception) -> Unprovable:
    return fault if isinstance(fault, Unprovable) else Unprovable(str(fault)[:120])


def _learn(base: Base, subjects: Sequence[_Subject]) -> None:
    import pikepdf

    document = pikepdf.open(io.BytesIO(_typeset(base, subjects)))
    if len(document.pages) != len(subjects):
        raise Unprovable("有人的内容超出一页")
    fonts = streams.Fonts()
    for page, subject in zip(document.pages, subjects, strict=True):
        resources: Any = page.obj.get("/Resources") or {}
        fonts.read(resources)
        operators = bases.operators_of(page)
        try:
            found = _pattern(base, subject, operators, fonts, resources)
        except Unprovable as fault:
            _memo.keep(base, subject.key, fault)
        else:
            _memo.keep(base, subject.key, found)


def _pattern(
    base: Base, subject: _Subject, operators: bytes, fonts: streams.Fonts, resources: Any
) -> Pattern:
    if _FOREIGN.search(operators):
        raise Unprovable("含字段的块用了渐变或图案")
    if operators.count(bases.MARKER) != int("qr" in base.images and bool(subject.key.side)):
        raise Unprovable("二维码在页面上的位置无法辨认")
    slots = aligned(operators, fonts, subject.pieces, subject.joined.split(BETWEEN))
    nodes = [piece.node for piece in subject.pieces if piece.node >= 0]
    usual = dict(zip(nodes, subject.key.usual, strict=True))
    kept = resources.get("/ExtGState") or {}
    states = b"".join(
        b"/%s %s" % (name, writing.direct(kept[f"/{name.decode()}"]))
        for name in sorted(set(_STATE.findall(operators)))
    )

    def rest(drawn: set[str]) -> tuple[bytes, bytes]:
        objects = {str(key)[1:]: value for key, value in (resources.get("/XObject") or {}).items()}
        return states, image_of(objects, drawn, subject.leaf.portrait)

    return pattern(base, operators, fonts, slots, usual, rest)


def _typeset(base: Base, subjects: Sequence[_Subject]) -> bytes:
    """Return one document with a page of the variable layer for each."""
    width, height = base.size
    box = f"position:relative;width:{width:.6f}pt;height:{height:.6f}pt"
    start, pages = "", []
    moulds: dict[tuple[object, ...], str] = {}
    for subject in subjects:
        alike = (subject.key.present, subject.key.density, subject.key.side, subject.leaf.portrait)
        if alike not in moulds:
            moulds[alike] = _mould(base, subject)
        start = start or head_of(moulds[alike])
        pages.append(_poured(body_of(moulds[alike]), subject.fields))
    then = "break-before:page;"
    inside = "".join(
        f'<div class="{_HOLDER}" style="{then if index else ""}{box}">{page}</div>'
        for index, page in enumerate(pages)
    )
    css = _CHILD_OF_BODY.sub(f".{_HOLDER} >", base.css)
    css += bases.CLEAR + (
        "\nhtml, body { position: static !important; margin: 0 !important;"
        " padding: 0 !important; width: auto !important; height: auto !important;"
        " overflow: visible !important }"
    )
    return pdf.typeset(f"{start}{inside}</body></html>", css)


def _mould(base: Base, subject: _Subject) -> str:
    """Return the variable layer with a mark where each field stands: parsing costs the most."""
    marks = {
        name: f"\ue000{name}\ue001" if text or name not in base.conditions else ""
        for name, text in subject.fields.items()
    }
    images: dict[str, str | bytes] = {
        "qr": qr.drawing(subject.key.side, [qr.HOLLOW]) if subject.key.side else "",
        "portrait": subject.leaf.portrait or "",
    }
    classes = {"body": subject.key.density}
    return pdf.fill(base.cut.variable, fields=marks, images=images, classes=classes)


def _poured(mould: str, fields: Mapping[str, str]) -> str:
    return _MARKED.sub(lambda mark: escape(fields[mark[1]]), mould)


def _made(base: Base, subject: _Subject, cms: Cms | None) -> Outcome:
    known = _memo.get(base, subject.key)
    if not isinstance(known, Pattern):
        return known or Unprovable("版式未知")
    filling = Filling(
        subject.joined,
        subject.bars,
        subject.leaf.portrait,
        subject.leaf.credential,
        subject.fields["document_title"],
        subject.fields["issuer"],
        subject.leaf.at,
    )
    try:
        return assembled(base, known, filling, cms=cms)
    except Unprovable as fault:
        return fault
    except KeyError:
        return Unprovable("有字符在版式中无法定位")


def forget() -> None:
    """Drop what this process has learnt about templates and people's layouts."""
    _base.cache_clear()
    _memo.clear()
