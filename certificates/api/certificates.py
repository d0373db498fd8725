"""The register: one's own certificates and those of the units one may see."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.people.queries import units
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply, with_etag
from certificates import access
from certificates.api.batches import counted
from certificates.api.schemas import (
    BatchOut,
    CertificateOut,
    CertificatesOut,
    CertificatesQuery,
    CorrectionIn,
    RegisterQuery,
    ReissueIn,
    ReissueOut,
    RevocationIn,
)
from certificates.enums import CertificateKind
from certificates.models import Certificate
from certificates.operations import corrections, exports, reissues, renditions, revocations
from certificates.queries import downloads
from certificates.queries import register as register_query

router = Router(tags=["certificates"])


def _out(row: Certificate) -> CertificateOut:
    successor = getattr(row, "successor", None)
    return CertificateOut(
        id=row.public_id,
        number=row.number,
        kind=CertificateKind(row.kind),
        state=row.state,
        validity=register_query.validity_of(row, on=clock.today()),
        name=row.name,
        issued_on=row.issued_on,
        last_on=register_query.last_on(row),
        supersedes=row.supersedes.number if row.supersedes else None,
        superseded_by=successor.number if successor else None,
        revoked_at=row.revoked_at,
        superseded_at=row.superseded_at,
        facts=row.facts,
        pdf=reverse("api-1:download_certificate", args=[row.public_id]),
    )


def _found(rows: QuerySet[Certificate], query: RegisterQuery) -> QuerySet[Certificate]:
    if query.unit:
        nodes = units.tree(clock.today())
        asked = [node.id for node in nodes if node.code == query.unit]
        rows = rows.filter(unit_id__in=units.below(asked, nodes))
    return register_query.search(
        rows,
        on=clock.today(),
        text=query.q,
        state=query.state,
        year=query.year,
        kind=query.kind,
        course=query.course,
        valid=query.validity,
        expiring_days=query.expiring_days,
    )


@router.get(
    "/certificates",
    response=CertificatesOut,
    auth=ApiDoor(Role.TRAINEE),
    url_name="list_certificates",
)
def list_certificates(request: PersonRequest, query: Query[CertificatesQuery]) -> HttpResponse:
    """Certificates one may see, oldest first."""
    person = request.person
    rows = access.own(person) if query.mine else access.readable(person, on=clock.today())
    found = _found(rows, query).select_related("supersedes", "successor")
    page = page_of(found, key=("issued_at", "pk"), cursor=query.cursor, limit=query.limit)
    items = [_out(row) for row in page.items]
    return read_reply(request, CertificatesOut(items=items, next_cursor=page.next_cursor))


@router.get(
    "/certificate-register.csv",
    auth=ApiDoor(*access.REGISTER),
    url_name="export_register",
    openapi_extra={"responses": {200: {"content": {"text/csv": {}}}}},
)
def export_register(request: PersonRequest, query: Query[RegisterQuery]) -> StreamingHttpResponse:
    """That part of the register as CSV (UTF-8 with BOM), oldest first; it is noted who took it."""
    rows = _found(access.register(request.person, on=clock.today()), query)
    by, at = actor(request.person), clock.now()
    pieces = exports.register(actor=by, reader=request.person, rows=rows, at=at)
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = downloads.register_disposition()
    response["Cache-Control"] = "private, no-store"
    return response


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
    row = _manageable(request, certificate_id)
    by = actor(request.person)
    done = revocations.revoke(actor=by, certificate=row, reason=body.reason, at=clock.now())
    return 201, _out(done)


def _manageable(request: PersonRequest, certificate_id: UUID) -> Certificate:
    return access.one(access.revocable(request.person, on=clock.today()), certificate_id)


@router.post(
    "/certificates/{uuid:certificate_id}/correction",
    response={201: BatchOut},
    auth=ApiDoor(Role.ACADEMY_ADMIN),
    url_name="correct_certificate",
)
@idempotent
def correct_certificate(
    request: PersonRequest, certificate_id: UUID, body: CorrectionIn
) -> tuple[int, BatchOut]:
    """Propose to replace a certificate by one that says what is known today."""
    row = _manageable(request, certificate_id)
    by = actor(request.person)
    batch = corrections.propose(actor=by, certificate=row, reason=body.reason, at=clock.now())
    return 201, counted(batch)


@router.post(
    "/certificates/{uuid:certificate_id}/reissues",
    response={201: ReissueOut},
    auth=ApiDoor(Role.ACADEMY_ADMIN),
    url_name="reissue_certificate",
)
@idempotent
def reissue_certificate(
    request: PersonRequest, certificate_id: UUID, body: ReissueIn
) -> tuple[int, ReissueOut]:
    """Print a lost or damaged certificate anew (补发) under its own number."""
    row = _manageable(request, certificate_id)
    by = actor(request.person)
    made = reissues.reissue(actor=by, certificate=row, reason=body.reason, at=clock.now())
    return 201, ReissueOut(
        id=made.public_id,
        certificate=row.public_id,
        ordinal=made.ordinal,
        reason=made.reason,
        reissued_on=made.reissued_on,
        reissued_at=made.reissued_at,
    )
