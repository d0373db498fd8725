"""Reading the chain back and naming where it is broken."""

from collections.abc import Iterator
from dataclasses import dataclass

from academy.audit.models import Entry, Head
from academy.audit.record import GENESIS, entry_digest


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where the log is not what was written; `kind` is gap, link, digest or head."""

    sequence: int
    kind: str


def flaws(*, expected_head: tuple[int, str] | None = None) -> Iterator[Flaw]:
    """Yield every flaw of the log in order; none means the chain is whole.

    `expected_head` is a (sequence, digest) noted down earlier and kept elsewhere: without one, a
    chain that was cut and re-hashed from some point on by someone with full database rights
    looks whole.
    """
    sequence, previous = 0, GENESIS
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != sequence + 1:
            yield Flaw(entry.sequence, "gap")
        if entry.previous_digest != previous:
            yield Flaw(entry.sequence, "link")
        if entry_digest(entry) != entry.digest:
            yield Flaw(entry.sequence, "digest")
        if expected_head == (entry.sequence, entry.digest):
            expected_head = None
        sequence, previous = entry.sequence, entry.digest
    head = Head.objects.get(pk=1)
    if (head.sequence, head.digest) != (sequence, previous):
        yield Flaw(head.sequence, "head")
    if expected_head is not None:
        yield Flaw(expected_head[0], "expected_head")
