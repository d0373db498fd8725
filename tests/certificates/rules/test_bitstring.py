"""Bits of a status list, first and last."""

import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.models import StatusList
from certificates.rules import bitstring
from certificates.rules.bitstring import SIZE

PLACES = [0, 1, 7, 8, 9, SIZE // 2, SIZE - 8, SIZE - 1]


def unpacked(encoded: str) -> bytes:
    return gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=="))


def test_the_list_is_as_long_as_the_register_counts() -> None:
    assert SIZE == StatusList.SIZE


@pytest.mark.parametrize(
    ("place", "byte", "bit"), [(0, 0, 0x80), (7, 0, 1), (8, 1, 0x80), (SIZE - 1, SIZE // 8 - 1, 1)]
)
def test_where_a_bit_stands(place: int, byte: int, bit: int) -> None:
    bits = unpacked(bitstring.encoded([place]))
    assert (len(bits), bits[byte], sum(bits)) == (SIZE // 8, bit, bit)


@pytest.mark.parametrize("place", PLACES)
def test_read_again(place: int) -> None:
    encoded = bitstring.encoded([place])
    assert [other for other in PLACES if bitstring.is_set(encoded, other)] == [place]


@given(st.sets(st.integers(0, SIZE - 1), max_size=40), st.integers(0, SIZE - 1))
def test_any(places: set[int], asked: int) -> None:
    assert bitstring.is_set(bitstring.encoded(places), asked) == (asked in places)


def test_the_same_places_give_the_same_list() -> None:
    assert bitstring.encoded([5, 3]) == bitstring.encoded([3, 5])
    assert len(bitstring.encoded([])) < 100


@pytest.mark.parametrize("place", [-1, SIZE])
def test_no_such_place(place: int) -> None:
    with pytest.raises(ValueError, match="no place"):
        bitstring.encoded([place])
    with pytest.raises(ValueError, match="no place"):
        bitstring.is_set(bitstring.encoded([]), place)


def packed(raw: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(raw)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "u",
        "z" + bitstring.encoded([])[1:],
        bitstring.encoded([])[:-4],
        "u!!!!",
        "uAAAA",
        packed(bytes(SIZE // 8 - 1)),
        packed(bytes(SIZE // 8 + 1)),
        packed(bytes(50_000_000)),
    ],
    ids=lambda text: str(len(text)),
)
def test_what_is_no_list(encoded: str) -> None:
    with pytest.raises(ValueError, match=r"not|no"):
        bitstring.is_set(encoded, 0)
