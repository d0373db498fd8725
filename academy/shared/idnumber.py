"""The 18-digit resident identity number (GB 11643-1999): shape, birth date, check digit.

Residence permits of Hong Kong, Macao and Taiwan residents (81, 82, 83) have the same form. The
area code is not looked up: codes are withdrawn and merged every year, and a person keeps theirs.
"""

import re
from dataclasses import dataclass
from datetime import date

_SHAPE = re.compile(r"[1-9]\d{16}[\dX]")
# ISO 7064 MOD 11-2, as GB 11643-1999 prescribes: weight of position i is 2**(17-i) mod 11.
_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))
_CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What an identity number says of itself."""

    number: str
    area: str
    born_on: date
    female: bool


class IdNumberError(ValueError):
    """The text is not an identity number; `reason` is shape, birth_date or check_digit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_digit(first17: str) -> str:
    """Return the check character of the first seventeen digits (0-9 or X)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECK[total % 11]


def parse(text: str) -> IdNumber:
    """Return the parts of an identity number; raise `IdNumberError` with the reason if wrong."""
    number = text.strip().upper()
    if not number.isascii() or not _SHAPE.fullmatch(number):
        raise IdNumberError("shape")
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdNumberError("birth_date") from None
    if check_digit(number[:17]) != number[17]:
        raise IdNumberError("check_digit")
    return IdNumber(number, number[:6], born_on, female=int(number[16]) % 2 == 0)
