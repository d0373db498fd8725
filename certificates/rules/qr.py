"""The QR code of a verification address: its modules, and the drawing of them.

The drawing is one filled path of upright bars, so that no hair line shows between two modules
and whoever writes a PDF's operators himself can set down exactly what the layout engine would.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

INK = "#241a14"
# x, y and length of a run of dark modules; the origin is the top left, the quiet zone the
# template's own white space.
Bar = tuple[int, int, int]
# Where an address will be put later: a bar of no length, told from any real one.
HOLLOW: Bar = (0, 0, 0)
_RUN = re.compile(rb"\x00+")  # of dark pixels


@lru_cache(maxsize=4)
def bars(url: str) -> tuple[int, tuple[Bar, ...]]:
    """Return the modules in a side and the dark bars, at error correction M.

    The same address gives the same code. An address in capitals makes a smaller one.
    """
    import zxingcpp

    code = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = code.to_image(scale=1, add_quiet_zones=False)
    side = image.shape[0]
    pixels = memoryview(image).tobytes()  # type: ignore[arg-type]  # it has a buffer, untold
    found = [
        (run.start() - y * side, y, run.end() - run.start())
        for y in range(side)
        for run in _RUN.finditer(pixels, y * side, (y + 1) * side)
    ]
    return side, tuple(found)


def drawing(side: int, dark: Sequence[Bar], *, colour: str = INK) -> str:
    """Return bars as an SVG of that many modules a side."""
    path = "".join(f"M{x} {y}H{x + run}V{y + 1}H{x}Z" for x, y, run in dark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="{colour}" d="{path}"/></svg>'
    )


def qr_svg(url: str, *, colour: str = INK) -> str:
    """Return the code as SVG."""
    return drawing(*bars(url), colour=colour)
