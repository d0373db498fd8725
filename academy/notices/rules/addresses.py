"""E-mail addresses: what is taken for one, and how one is shown."""

import re

#: RFC 5321: 64 octets before the sign, 254 in all.
MOST_CHARS = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_TOP = re.compile(r"[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
# As they come out of an input method in Chinese.
_WIDE = str.maketrans({"＠": "@", "．": ".", "。": ".", "－": "-", "＿": "_"})


def tidy(text: str) -> str:
    """Return an address as it is stored: narrow signs, no outer space, its domain in lower case."""
    text = text.translate(_WIDE).strip()
    local, sign, domain = text.rpartition("@")
    return f"{local}{sign}{domain.lower()}" if sign else text


def is_address(text: str) -> bool:
    """Whether mail can be sent to `text` (already tidy) by any server: ASCII, local@domain.tld.

    Stricter than RFC 5321: no quoted local part, no comment, no address literal, no single-label
    domain. So no sign that means something in a header can come through.
    """
    local, _, domain = text.rpartition("@")
    labels = domain.split(".")
    return (
        len(text) <= MOST_CHARS
        and len(local) <= 64
        and _LOCAL.fullmatch(local) is not None
        and len(labels) >= 2
        and all(_LABEL.fullmatch(label) for label in labels)
        and _TOP.fullmatch(labels[-1]) is not None
    )


def masked(address: str) -> str:
    """Return z***@example.gov.cn, "" for none."""
    local, sign, domain = address.rpartition("@")
    return f"{local[:1]}***{sign}{domain}" if sign else ""
