"""Finding the PDFs that should be there and are not, and making them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from academy.audit.record import Actor
from certificates.models import Rendition
from certificates.operations import bundles, files, portraits, renditions
from certificates.queries import renditions as queries

# What was issued or entered a moment ago is most likely still being made.
GRACE = timedelta(minutes=2)
# Long enough for the largest bundle.
STALE = timedelta(hours=6)
# Rows looked up on disk at once; the newest pages each time, the older ones in turn.
PAGE = 2_000
NEWEST, IN_TURN = 5, 5
# Certificates made in one sweep, and those between two signs of life.
MOST, AT_ONCE = 2_000, 20
EVERY_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found and did."""

    owed: int
    made: int
    refused: int
    drafts: int
    bundles: int
    portraits: int

    def result(self) -> dict[str, object]:
        """Return it as a job's result."""
        return {name: getattr(self, name) for name in self.__slots__}


def sweep(
    *,
    at: datetime,
    report: Callable[[int, int], None] = lambda done, total: None,
    actor: Actor = renditions.WORKER,
) -> Swept:
    """Make what is owed, `report` (done, total) after each few; remove what nobody needs.

    Of more than `MOST` each sweep takes another part, so that certificates which are refused
    time and again don't keep the others waiting.
    """
    owed = sorted({*_without(at), *_lost(at)})
    made, refused = 0, 0
    share = _turn(owed, at)
    for start in range(0, len(share), AT_ONCE):
        some = share[start : start + AT_ONCE]
        outcome = renditions.render_many(certificate_ids=some, at=at, actor=actor)
        made += len(outcome.renditions)
        refused += len(outcome.refused)
        report(start + len(some), len(share))
    return Swept(
        owed=len(owed),
        made=made,
        refused=refused,
        drafts=files.tidy(before=at - STALE),
        bundles=bundles.prune(),
        portraits=portraits.prune(at=at),
    )


def _without(at: datetime) -> Iterator[int]:
    """Return the certificates in force without a current rendition."""
    rows = queries.lacking(issued_before=at - GRACE)
    yield from rows.values_list("pk", flat=True).iterator()


def _lost(at: datetime) -> Iterator[int]:
    """Return the certificates in force with a current rendition whose file is missing or short."""
    newest = Rendition.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for page in pages(newest // PAGE + 1, turn=_slot(at)):
        rows = queries.current().filter(pk__gte=page * PAGE, pk__lt=(page + 1) * PAGE)
        settled = rows.filter(rendered_at__lte=at - GRACE)
        for certificate_id, file, size in settled.values_list("certificate_id", "file", "bytes"):
            if not files.is_there(file, size):
                yield certificate_id


def pages(count: int, *, turn: int) -> list[int]:
    """Return which of `count` pages to look up: the newest ones, and some of the others."""
    older = max(0, count - NEWEST)
    start = turn * IN_TURN % older if older else 0
    return [
        *range(older, count),
        *sorted({(start + step) % older for step in range(min(IN_TURN, older))}),
    ]


def _turn(owed: Sequence[int], at: datetime) -> Sequence[int]:
    start = _slot(at) * MOST % len(owed) if len(owed) > MOST else 0
    return [*owed[start:], *owed[:start]][:MOST]


def _slot(at: datetime) -> int:
    return int(at.timestamp()) // EVERY_SECONDS
