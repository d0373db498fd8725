"""A page of Chinese text as a PDF of a kilobyte.

The reader's own Song face is named (ISO 32000-1 9.7.5.2, predefined CMaps), so no face is embedded.
"""

_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
    "/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    "/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6"
    "/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880"
    "/StemV 93>>>>]>>"
)


def leaflet(title: str, *lines: str) -> bytes:
    """Return one A4 page: the title, then a line each."""
    shown = [f"BT /F 20 Tf 60 760 Td <{_hex(title)}> Tj ET"]
    shown += [
        f"BT /F 13 Tf 60 {715 - 28 * place} Td <{_hex(line)}> Tj ET"
        for place, line in enumerate(lines)
    ]
    stream = "\n".join(shown)
    page = "/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>"
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R{page}>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        _FONT,
    )
    out = "%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(parts) + 1
    start = len(out)
    out += (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    )
    return out.encode("ascii")


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()
