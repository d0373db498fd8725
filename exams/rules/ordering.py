"""Everyone's own order of items and options, from one seed.

Only a permutation is computed; the paper itself is serialised once for all. The shuffle is our
own (Fisher–Yates over a SHA-256 stream) because ``random.shuffle`` is not promised to stay the
same between Python releases, and a sitting must be shown again years later as it was seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Order:
    """Item keys in the order shown, and for each item with options its option ids in order."""

    items: tuple[str, ...]
    options: dict[str, tuple[str, ...]]


def _stream(seed: str) -> Iterator[int]:
    """Endless 32-bit numbers from ``seed``."""
    block = 0
    while True:
        digest = sha256(f"{seed}:{block}".encode()).digest()
        for start in range(0, 32, 4):
            yield int.from_bytes(digest[start : start + 4], "big")
        block += 1


def _shuffled(values: Sequence[str], numbers: Iterator[int]) -> tuple[str, ...]:
    """A Fisher–Yates shuffle; the modulo bias of 32 bits over < 1,000 values is negligible."""
    out = list(values)
    for last in range(len(out) - 1, 0, -1):
        other = next(numbers) % (last + 1)
        out[last], out[other] = out[other], out[last]
    return tuple(out)


def order_for(
    *, seed: int, sections: Sequence[Sequence[str]], options: Mapping[str, Sequence[str]]
) -> Order:
    """One person's order.

    Args:
        seed: the sitting's seed.
        sections: item keys by section of the paper; items move only inside their section, so
            the paper keeps its parts (判断题, 单选题, …) for everybody.
        options: option ids by item key.
    """
    numbers = _stream(str(seed))
    items = tuple(key for section in sections for key in _shuffled(section, numbers))
    return Order(items, {key: _shuffled(options[key], numbers) for key in sorted(options)})
