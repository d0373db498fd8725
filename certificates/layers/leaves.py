"""One person's file: what all share, then glyphs, QR code, credential and signature."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from certificates.credential import MIME, NAME
from certificates.layers import faces, writing
from certificates.layers.base import CATALOGUE, OVER, PAGES, UNDER, Base, named
from certificates.layers.classes import Pattern, bars_drawn
from certificates.rules.qr import Bar
from certificates.signing import Cms

PRODUCER = "Academy"
LEVEL = 4  # of compression: 6 saves a hundredth of the bytes and takes half as long again
_FIELD = b"Signature"
_DESCRIPTION = "Open Badges 3.0"
_RANGE = b"[0 %010d %010d %010d]"


@dataclass(frozen=True, slots=True)
class Filling:
    """What is put into a pattern for a person."""

    joined: str  # texts of the fields in the order of the page
    bars: Sequence[Bar]  # of the QR code
    portrait: bytes | None
    credential: bytes | None
    title: str
    author: str
    at: datetime


def assembled(base: Base, pattern: Pattern, filling: Filling, *, cms: Cms | None) -> bytes:
    """Return a person's PDF; the same arguments give the same bytes.

    Raises:
        Unprovable: a glyph that the face does not have as the file says.
        KeyError: a character that the pattern can't place; it belongs to another class.
    """
    body = writing.Body(base.prefix, base.next)
    operators, fonts = _operators(base, pattern, filling, body)
    content = body.stream(operators, level=LEVEL)
    page = body.number()
    signature = widget = 0
    if cms is not None:
        signature, widget = body.number(), body.number()
    objects = b"".join(
        b"/%s %d 0 R" % (name.encode(), number) for name, number in base.objects.items()
    )
    if pattern.image and filling.portrait is not None:
        objects += b"/I %d 0 R" % body.packed(filling.portrait, pattern.image)
    width, height = base.size
    body.put(
        page,
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %g %g]/Contents %d 0 R/Resources<</XObject<<%s>>"
        % (PAGES, round(width, 4), round(height, 4), content, objects),
        b"/ExtGState<<%s>>/Font<<%s>>>>" % (pattern.states, fonts),
        b"/Annots[%d 0 R]>>" % widget if widget else b">>",
    )
    body.put(PAGES, b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % page)
    info, metadata = _described(body, filling)
    catalogue = [
        b"<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/MarkInfo<</Marked false>>"
        b"/ViewerPreferences<</DisplayDocTitle true>>/Metadata %d 0 R/OutputIntents"
        % (PAGES, metadata),
        base.intents,
    ]
    if filling.credential is not None:
        catalogue.append(_attached(body, filling.credential, filling.at))
    hole = (0, 0, 0)
    if cms is not None:
        catalogue.append(
            b"/AcroForm<</SigFlags 3/Fields[%d 0 R]>>/Perms<</DocMDP %d 0 R>>" % (widget, signature)
        )
        body.put(
            widget,
            b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/V %d 0 R/F 132/Rect[0 0 0 0]/P %d 0 R>>"
            % (_FIELD, signature, page),
        )
        hole = _hole(body, signature, cms.size, filling.at)
    body.put(CATALOGUE, *catalogue, b">>")
    _end(base, body, info)
    if cms is not None:
        _sign(base, body.content, hole, cms, filling.at)
    return bytes(body.content)


def _operators(
    base: Base, pattern: Pattern, filling: Filling, body: writing.Body
) -> tuple[bytes, bytes]:
    """Write the person's own fonts; return the page's operators and the fonts it names."""
    own: dict[str, dict[str, bytes]] = {}
    for path, (_, fixed) in pattern.own.items():
        taken = len(fixed)
        chars = dict.fromkeys(
            filling.joined[place] for place, table in pattern.picks if table == path
        )
        own[path] = {char: b"%04x" % code for code, char in enumerate(chars, taken + 1)}
    values = []
    for place, table in pattern.picks:
        if table is None:
            values.append(bars_drawn(filling.bars))
        elif isinstance(table, str):
            values.append(own[table][filling.joined[place]])
        else:
            values.append(table[filling.joined[place]])
    names = [b"/%s %d 0 R" % (name.encode(), number) for name, number in base.fonts.values()]
    for path, (name, fixed) in pattern.own.items():
        face = faces.face(path)
        glyphs = [glyph for glyph, _ in fixed] + [face.number(char) for char in own[path]]
        if not glyphs:
            glyphs = [0]
        texts = [char for _, char in fixed] + list(own[path])
        number = writing.font(body, face, *named(path, glyphs), glyphs, texts or [" "], level=LEVEL)
        names.append(b"/%s %d 0 R" % (name.encode(), number))
    parts = [b"/%s Do\nq\n" % UNDER.encode(), pattern.operators % tuple(values), b"\nQ"]
    if OVER in base.objects:
        parts.append(b"\n/%s Do" % OVER.encode())
    return b"".join(parts), b"".join(names)


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF\
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""\
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"\
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">\
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\
<dc:format>application/pdf</dc:format>\
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>\
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\
<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>\
<pdf:Producer>{producer}</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def _described(body: writing.Body, filling: Filling) -> tuple[int, int]:
    """Write the document's information twice, alike as PDF/A wants it (ISO 19005-3, 6.6.3)."""
    xmp = _XMP.format(
        title=escape(filling.title),
        author=escape(filling.author),
        at=_iso(filling.at),
        producer=PRODUCER,
    )
    info = body.add(
        b"<</Title%s/Author%s/Producer(%s)/CreationDate%s/ModDate%s>>"
        % (
            writing.text(filling.title),
            writing.text(filling.author),
            PRODUCER.encode(),
            moment(filling.at),
            moment(filling.at),
        )
    )
    # Not compressed, so that whatever looks for it need not know PDF.
    return info, body.packed(xmp.encode(), b"/Type/Metadata/Subtype/XML")


def _iso(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat()


def moment(at: datetime) -> bytes:
    """Return a time as PDF writes it: (D:20261123093000+08'00)."""
    offset = at.utcoffset() or timedelta(0)
    sign = b"-" if offset < timedelta(0) else b"+"
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    return b"(D:%s%s%02d'%02d)" % (at.strftime("%Y%m%d%H%M%S").encode(), sign, hours, minutes)


def _attached(body: writing.Body, credential: bytes, at: datetime) -> bytes:
    """Write the credential as an associated file; return what the catalogue says of it."""
    file = body.stream(
        credential,
        b"/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/ModDate%s>>"
        % (MIME.replace("/", "#2F").encode(), len(credential), moment(at)),
        level=LEVEL,
    )
    name = writing.text(NAME)
    specification = body.add(
        b"<</Type/Filespec/F%s/UF%s/AFRelationship/Data/Desc%s/EF<</F %d 0 R/UF %d 0 R>>>>"
        % (name, name, writing.text(_DESCRIPTION), file, file)
    )
    return b"/AF[%d 0 R]/Names<</EmbeddedFiles<</Names[%s %d 0 R]>>>>" % (
        specification,
        name,
        specification,
    )


def _hole(body: writing.Body, number: int, size: int, at: datetime) -> tuple[int, int, int]:
    """Write the signature's dictionary; return where its contents begin and end, and its range."""
    before = (
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M%s/Reference[<</Type"
        b"/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]"
        b"/Contents" % moment(at)
    )
    space = b"<%s>" % (b"0" * (2 * size))
    start = body.put(number, before, space, b"/ByteRange", _RANGE % (0, 0, 0), b">>")
    first = start + len(before)
    end = first + len(space)
    return first, end, end + len(b"/ByteRange")


def _end(base: Base, body: writing.Body, info: int) -> None:
    start = len(body.content)
    last = body.next
    identifier = hashlib.sha256(memoryview(body.content)[len(base.prefix) :]).hexdigest()[:32]
    body.content += b"".join(
        (
            b"xref\n0 %d\n0000000000 65535 f \n" % last,
            b"%010d 00000 n \n" % body.places[CATALOGUE],
            b"%010d 00000 n \n" % body.places[PAGES],
            base.table,
            body.table(range(base.next, last)),
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (last, CATALOGUE, info, identifier.encode(), identifier.encode(), start),
        )
    )


def _sign(
    base: Base, content: bytearray, hole: tuple[int, int, int], cms: Cms, at: datetime
) -> None:
    """Sign everything but the hole, and put the signature there."""
    first, end, range_ = hole
    said = _RANGE % (first, end, len(content) - end)
    content[range_ : range_ + len(said)] = said
    digest = base.digest.copy()  # what all share has been digested once
    with memoryview(content) as view:
        digest.update(view[len(base.prefix) : first])
        digest.update(view[end:])
    made = cms.make(digest.digest(), at).hex().encode()
    content[first + 1 : first + 1 + len(made)] = made
