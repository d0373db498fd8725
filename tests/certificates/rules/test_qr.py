"""The bars of the code read back."""

import numpy as np
import pytest
import zxingcpp

from certificates.rules import qr


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://ACADEMY.EXAMPLE/VERIFY/ABCDEFGHIJKLMNOPQRSTUVWXYZ/",
        "http://127.0.0.1:8000/verify/abcdefghijklmnopqrstuvwxyz/",
    ],
)
def test_the_drawn_bars_say_the_address(url: str) -> None:
    side, dark = qr.bars(url)
    picture = np.full((side + 8, side + 8), 255, np.uint8)
    for x, y, run in dark:
        picture[y + 4, x + 4 : x + 4 + run] = 0
    (read,) = zxingcpp.read_barcodes(picture.repeat(4, 0).repeat(4, 1))
    assert read.text == url
    assert read.ec_level == "M"


def test_capitals_make_a_smaller_code() -> None:
    url = "https://academy.example/verify/abcdefghijklmnopqrstuvwxyz/"
    assert qr.bars(url.upper())[0] < qr.bars(url)[0]


def test_drawing() -> None:
    assert qr.drawing(21, [(0, 0, 7), (9, 1, 2)]) == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21">'
        '<path fill="#241a14" d="M0 0H7V1H0ZM9 1H11V2H9Z"/></svg>'
    )
