"""A reason at its borders."""

import pytest

from certificates.rules import reasons


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        (" \n", None),
        ("误", "误"),
        ("  有误 ", "有误"),
        ("误" * 199, "误" * 199),
        ("误" * 200, "误" * 200),
        (f" {'误' * 200} ", "误" * 200),
        ("误" * 201, None),
    ],
)
def test_stated(text: str, found: str | None) -> None:
    assert reasons.stated(text) == found
