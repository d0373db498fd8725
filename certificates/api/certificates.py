"""The register: one's own certificates and those of the units one may see."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply, with_etag
from certificates import access
from certificates.api.schemas import CertificateOut, CertificatesOut, RevocationIn
from certificates.enums import CertificateState
from certificates.models import Certificate
from certificates.operations import renditions, revocations
from certificates.queries import downloads
from certificates.queries import register as search_query

router = Router(tags=["certificates"])


def _out(row: Certificate) -> CertificateOut:
    return CertificateOut(
        id=row.public_id,
        number=row.number,
        state=row.state,
        name=row.name,
        issued_on=row.issued_on,
        revoked_at=row.revoked_at,
        superseded_at=row.superseded_at,
        facts=row.facts,
        pdf=reverse("api-1:download_certificate", args=[row.public_id]),
    )


@router.get(
    "/certificates",
    response=CertificatesOut,
    auth=ApiDoor(Role.TRAINEE),
    url_name="list_certificates",
)
def list_certificates(
    request: PersonRequest,
    q: str = "",
    state: CertificateState | None = None,
    year: int | None = None,
    mine: bool = False,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Certificates one may see, oldest first; `q` is a name, part of a number or staff number."""
    person = request.person
    rows = access.own(person) if mine else access.readable(person, on=clock.today())
    page = page_of(
        search_query.search(rows, text=q, state=state, year=year),
        key=("issued_at", "pk"),
        cursor=cursor,
        limit=limit,
    )
    items = [_out(row) for row in page.items]
    return read_reply(request, CertificatesOut(items=items, next_cursor=page.next_cursor))


@router.get(
    "/certificates/{uuid:certificate_id}",
    response=CertificateOut,
    auth=ApiDoor(Role.TRAINEE),
    url_name="get_certificate",
)
def get_certificate(request: PersonRequest, certificate_id: UUID) -> HttpResponse:
    """One certificate that one may see."""
    rows = access.readable(request.person, on=clock.today())
    return read_reply(request, _out(access.one(rows, certificate_id)))


@router.get(
    "/certificates/{uuid:certificate_id}/pdf",
    auth=ApiDoor(Role.TRAINEE),
    url_name="download_certificate",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}}}}},
)
def download_certificate(request: PersonRequest, certificate_id: UUID) -> HttpResponse:
    """The PDF; it is made now if it was not made before."""
    rows = access.readable(request.person, on=clock.today())
    certificate = access.one(rows, certificate_id)
    content = renditions.content(certificate=certificate, at=clock.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = downloads.disposition(certificate)
    return with_etag(request, response)


@router.post(
    "/certificates/{uuid:certificate_id}/revocation",
    response={201: CertificateOut},
    auth=ApiDoor(Role.ACADEMY_ADMIN),
    url_name="revoke_certificate",
)
@idempotent
def revoke_certificate(
    request: PersonRequest, certificate_id: UUID, body: RevocationIn
) -> tuple[int, CertificateOut]:
    """Revoke a certificate with a reason, which the verification page shows."""
    row = access.one(access.revocable(request.person, on=clock.today()), certificate_id)
    by = actor(request.person)
    done = revocations.revoke(actor=by, certificate=row, reason=body.reason, at=clock.now())
    return 201, _out(done)
