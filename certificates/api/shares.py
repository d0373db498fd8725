"""Links by which a holder shows a certificate, and what they show."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.problems import read_reply
from certificates import access
from certificates.access import Misses
from certificates.enums import CertificateKind, Validity
from certificates.models import Certificate, Share
from certificates.operations import shares
from certificates.queries import shares as share_query
from certificates.rules.validity import last_day

router = Router(tags=["certificates"])


class ShareIn(Schema):
    """For how many days the link is to open."""

    days: Literal[7, 30, 90]


class ShareOut(Schema):
    """A link. `address` is null once it has ended; `ended_at` is set if its owner ended it."""

    id: UUID
    address: str | None
    opened_at: datetime
    ends_at: datetime
    ended_at: datetime | None


class SharesOut(Schema):
    """All links of a certificate, newest first."""

    items: list[ShareOut]


class SharedOut(Schema):
    """What a link shows: the printed words but for numbers, and the state of today."""

    kind: CertificateKind
    validity: Validity
    words: dict[str, str]
    issued_on: date
    last_on: date | None
    ended_at: datetime | None
    reason: str
    demonstration: bool
    link_ends_at: datetime


def _out(share: Share, at: datetime) -> ShareOut:
    is_open = share.ended_at is None and share.ends_at > at
    return ShareOut(
        id=share.public_id,
        address=share_query.address(share) if is_open else None,
        opened_at=share.opened_at,
        ends_at=share.ends_at,
        ended_at=share.ended_at,
    )


def _own(request: PersonRequest, certificate_id: UUID) -> Certificate:
    return access.one(access.own(request.person), certificate_id)


@router.get(
    "/certificates/{uuid:certificate_id}/shares",
    response=SharesOut,
    auth=ApiDoor(Role.TRAINEE),
    url_name="list_shares",
)
def list_shares(request: PersonRequest, certificate_id: UUID) -> HttpResponse:
    """The links of one's own certificate."""
    now = clock.now()
    found = share_query.of(_own(request, certificate_id))
    return read_reply(request, SharesOut(items=[_out(row, now) for row in found]))


@router.post(
    "/certificates/{uuid:certificate_id}/shares",
    response={201: ShareOut},
    auth=ApiDoor(Role.TRAINEE),
    url_name="open_share",
)
@idempotent
def open_share(request: PersonRequest, certificate_id: UUID, body: ShareIn) -> tuple[int, ShareOut]:
    """Make a link by which anybody sees one's own certificate until it ends; ten at a time."""
    row = _own(request, certificate_id)
    by, now = actor(request.person), clock.now()
    made = shares.open_link(actor=by, certificate=row, days=body.days, at=now)
    return 201, _out(made, now)


@router.post(
    "/certificate-shares/{uuid:share_id}/end",
    response=ShareOut,
    auth=ApiDoor(Role.TRAINEE),
    url_name="end_share",
)
def end_share(request: PersonRequest, share_id: UUID) -> ShareOut:
    """End a link now."""
    row = access.one(access.own_shares(request.person), share_id)
    now = clock.now()
    return _out(shares.end(actor=actor(request.person), share=row, at=now), now)


@router.get("/verify/s/{token}", response=SharedOut, auth=None, url_name="shared_certificate")
def shared_certificate(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows; 404 once it has ended, as if it had never been."""
    misses = Misses(request)
    misses.refuse_if_many()
    shown = share_query.by_token(token, at=clock.now())
    if shown is None:
        misses.add()
        raise NotFound
    return read_reply(request, _shared(shown))


def _shared(shown: share_query.Shown) -> SharedOut:
    found = shown.finding
    return SharedOut(
        kind=found.kind,
        validity=found.validity,
        words=found.words,
        issued_on=found.issued_on,
        last_on=last_day(found.expires_on) if found.expires_on else None,
        ended_at=found.ended_at,
        reason=found.reason,
        demonstration=found.demonstration,
        link_ends_at=shown.ends_at,
    )
