"""Who of some people got what they were told: for whoever has to answer for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from academy.notices.enums import DeliveryReason, DeliveryState
from academy.notices.models import Delivery, Notice


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one notice: on its reader's pages, and by mail.

    `mail` is None where none was tried and nobody asked for an account (see `notices.tell`);
    `code` is the last SMTP code. Of what was sent `mail_at` is when a server took it, else when
    it ended.
    """

    person_id: int
    told_at: datetime
    read_at: datetime | None
    mail: DeliveryState | None
    reason: DeliveryReason | None
    code: int | None
    tries: int
    mail_at: datetime | None
    returned_at: datetime | None

    @property
    def reached(self) -> bool:
        """Whether they have read it, or a server took it and has not given it back."""
        return self.read_at is not None or self.mail is DeliveryState.SENT


def outcomes(person_ids: Collection[int], key: str) -> dict[int, Outcome]:
    """Return by person what became of the notice with that key: one statement.

    Who is missing was never told.
    """
    rows = Notice.objects.filter(person_id__in=list(person_ids), key=key)
    return {row.person_id: _outcome(row) for row in rows.select_related("delivery")}


def by_key(keys: Collection[str]) -> dict[tuple[int, str], Outcome]:
    """Return by person and key what became of the notices with these keys: one statement."""
    rows = Notice.objects.filter(key__in=list(keys)).select_related("delivery")
    return {(row.person_id, str(row.key)): _outcome(row) for row in rows}


def _outcome(notice: Notice) -> Outcome:
    delivery: Delivery | None = getattr(notice, "delivery", None)
    return Outcome(
        person_id=notice.person_id,
        told_at=notice.created_at,
        read_at=notice.read_at,
        mail=DeliveryState(delivery.state) if delivery else None,
        reason=DeliveryReason(delivery.reason) if delivery and delivery.reason else None,
        code=delivery.code if delivery else None,
        tries=delivery.tries if delivery else 0,
        mail_at=delivery.ended_at if delivery else None,
        returned_at=delivery.returned_at if delivery else None,
    )
