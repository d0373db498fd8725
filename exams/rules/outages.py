"""When a place was silent although people sat there: an outage the server measured by itself.

Contacts are kept as numbers of five-second spans ("buckets") since 1970. Within a bucket the
instant is not known, so an outage begins with the end of the last bucket heard of and ends with
the beginning of the first bucket heard of again: never longer than the silence really was. The
beginning of a span in which somebody sat counts as contact too, because a start is a request that
was answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

#: Short enough to bound an outage closely, long enough that a room of 200 writes few rows.
BUCKET_SECONDS = 5

#: A page that has saved nothing for 20 s sends a pulse. One that loses a pulse, and a second one
#: while it reconnects, is still no outage: three pulses of every page must have failed to come.
QUIET_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Span:
    """From ``began_at``, before ``ended_at``."""

    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Outage(Span):
    """A silence of more than ``QUIET_SECONDS`` of a place in which somebody was sitting."""

    @property
    def seconds(self) -> int:
        """Its length, rounded up."""
        return ceil((self.ended_at - self.began_at).total_seconds())


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same instants as spans that neither touch nor overlap, in order; empty ones drop out."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda each: each.began_at):
        if span.ended_at <= span.began_at:
            continue
        if out and span.began_at <= out[-1].ended_at:
            out[-1] = Span(out[-1].began_at, max(out[-1].ended_at, span.ended_at))
        else:
            out.append(Span(span.began_at, span.ended_at))
    return out


def outages(*, contacts: Iterable[int], running: Sequence[Span], at: datetime) -> list[Outage]:
    """The outages of a place up to ``at``, in order.

    Args:
        contacts: the buckets in which somebody of the place was heard of.
        running: when at least one person sat there; nobody is missed outside.
    """
    heard = [_bucket(number) for number in sorted(set(contacts))]
    found: list[Outage] = []
    for span in merged(running):
        since, until = span.began_at, min(span.ended_at, at)
        for contact in heard:
            if contact.ended_at <= since:
                continue
            if contact.began_at >= until:
                break
            found += _silence(since, contact.began_at)
            since = contact.ended_at
        found += _silence(since, until)
    return found


def _bucket(number: int) -> Span:
    began_at = datetime.fromtimestamp(number * BUCKET_SECONDS, UTC)
    return Span(began_at, began_at + timedelta(seconds=BUCKET_SECONDS))


def _silence(since: datetime, until: datetime) -> list[Outage]:
    longer = until - since > timedelta(seconds=QUIET_SECONDS)
    return [Outage(since, until)] if longer else []


def lost_seconds(outage: Span, *, worked: Sequence[Span], paused: Sequence[Span] = ()) -> int:
    """How much of ``outage`` fell into somebody's working time, in seconds rounded up.

    Time in which the person's clock stood still was not lost: ``paused`` is taken off.
    """
    within = merged(_common(outage, span) for span in worked)
    off = merged(_common(part, pause) for part in within for pause in paused)
    seconds = _seconds(within) - _seconds(off)
    return max(0, ceil(seconds))


def _common(one: Span, other: Span) -> Span:
    """What both hold; ends before it begins where they have nothing in common."""
    return Span(max(one.began_at, other.began_at), min(one.ended_at, other.ended_at))


def _seconds(spans: Iterable[Span]) -> float:
    return sum((span.ended_at - span.began_at).total_seconds() for span in spans)
