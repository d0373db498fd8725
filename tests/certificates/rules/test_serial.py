"""Numbers and tokens at their borders."""

import pytest

from certificates.rules import serial


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "演示城管培〔2026〕第0001号"),
        (999, "演示城管培〔2026〕第0999号"),
        (9999, "演示城管培〔2026〕第9999号"),
        (10000, "演示城管培〔2026〕第10000号"),
    ],
)
def test_number_text(number: int, text: str) -> None:
    assert serial.number_text("演示城管培", 2026, number) == text
    assert "\u3014" in text
    assert "\u3015" in text


def test_there_is_no_number_zero() -> None:
    with pytest.raises(ValueError, match="starts at 1"):
        serial.number_text("甲", 2026, 0)


@pytest.mark.parametrize(
    "typed",
    [
        "演示城管培〔2026〕第0001号",
        "演示城管培[2026]第0001号",
        "演示城管培（2026）第0001号",
        "演示城管培【2026】第0001号",
        " 演示城管培 [２０２６] 第 ０００１ 号 ",
    ],
)
def test_brackets_and_blanks_do_not_matter(typed: str) -> None:
    assert serial.as_typed(typed) == "演示城管培〔2026〕第0001号"


def test_token() -> None:
    token = serial.token_of(bytes(range(16)))
    assert token == "AAAQEAYEAUDAOCAJBIFQYDIOB4"
    assert len(token) == serial.TOKEN_LENGTH
    assert serial.is_token(token)


@pytest.mark.parametrize("size", [15, 17])
def test_a_token_has_128_bits(size: int) -> None:
    with pytest.raises(ValueError, match="128 bits"):
        serial.token_of(bytes(size))


@pytest.mark.parametrize(
    "text", ["A" * 25, "A" * 27, "a" * 26, "A" * 25 + "1", "A" * 26 + "\n", ""]
)
def test_no_token(text: str) -> None:
    assert not serial.is_token(text)
