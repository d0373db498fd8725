"""The QR code of a verification address as SVG."""

from io import BytesIO

import segno

QUIET_ZONE = 0  # the template leaves the white space


def qr_svg(url: str, *, colour: str = "#241a14") -> str:
    """Return the code at error correction M as SVG; the same address gives the same text."""
    buffer = BytesIO()
    segno.make(url, error="m", micro=False).save(
        buffer, kind="svg", border=QUIET_ZONE, dark=colour, xmldecl=False, svgns=True, nl=False,
        omitsize=True,
    )  # fmt: skip
    return buffer.getvalue().decode()
