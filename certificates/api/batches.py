"""Issue runs: propose, approve, issue, withdraw."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from certificates import access
from certificates.api.schemas import BatchDetailOut, BatchesOut, BatchIn, BatchOut, LineOut
from certificates.enums import CertificateKind
from certificates.models import Batch, BatchLine
from certificates.operations import batches
from certificates.queries import batches as batch_query

router = Router(tags=["certificates"])
ADMIN = Role.ACADEMY_ADMIN


def _out(row: "batch_query.CountedBatch") -> BatchOut:
    return BatchOut(
        id=row.public_id,
        cohort=row.cohort.public_id,
        kind=CertificateKind(row.kind),
        template=str(row.template),
        corrects=row.corrects.public_id if row.corrects else None,
        reason=row.reason,
        state=row.state,
        due=row.due,
        refused=row.refused,
        rendered=row.rendered,
        proposed_at=row.proposed_at,
        approved_at=row.approved_at,
        issued_at=row.issued_at,
        withdrawn_at=row.withdrawn_at,
        first_serial=row.first_serial,
        last_serial=row.last_serial,
    )


def _line(row: BatchLine) -> LineOut:
    certificate = getattr(row, "certificate", None)
    return LineOut(
        position=row.position,
        name=row.enrolment.person.name,
        staff_number=row.enrolment.person.staff_number,
        reason=row.reason,
        detail=row.detail,
        number=certificate.number if certificate else None,
    )


def counted(batch: Batch) -> BatchOut:
    """Return what the API says of a batch, its lines counted."""
    return _out(batch_query.with_counts(Batch.objects.filter(pk=batch.pk)).get())


@router.get(
    "/certificate-batches",
    response=BatchesOut,
    auth=ApiDoor(*access.BATCHES),
    url_name="list_batches",
)
def list_batches(
    request: PersonRequest,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Issue runs of the units one may see, oldest first."""
    rows = batch_query.with_counts(access.batches(request.person, on=clock.today()))
    page = page_of(rows, key=("proposed_at", "pk"), cursor=cursor, limit=limit)
    items = [_out(row) for row in page.items]
    return read_reply(request, BatchesOut(items=items, next_cursor=page.next_cursor))


@router.get(
    "/certificate-batches/{uuid:batch_id}",
    response=BatchDetailOut,
    auth=ApiDoor(*access.BATCHES),
    url_name="get_batch",
)
def get_batch(request: PersonRequest, batch_id: UUID) -> HttpResponse:
    """One issue run with a line for everybody of the cohort."""
    batch = access.one(access.batches(request.person, on=clock.today()), batch_id)
    lines = [_line(row) for row in batch_query.lines(batch)]
    return read_reply(request, BatchDetailOut(**counted(batch).model_dump(), lines=lines))


@router.post(
    "/certificate-batches",
    response={201: BatchOut},
    auth=ApiDoor(ADMIN),
    url_name="propose_batch",
)
@idempotent
def propose_batch(request: PersonRequest, body: BatchIn) -> tuple[int, BatchOut]:
    """Propose certificates for a closed cohort: a line for everybody, refusals with reasons."""
    cohort = access.one(access.cohorts(request.person, on=clock.today()), body.cohort)
    by = actor(request.person)
    batch = batches.propose(actor=by, cohort=cohort, kind=body.kind, at=clock.now())
    return 201, counted(batch)


def _mine(request: PersonRequest, batch_id: UUID) -> Batch:
    return access.one(access.batches(request.person, ADMIN, on=clock.today()), batch_id)


@router.post(
    "/certificate-batches/{uuid:batch_id}/approval",
    response=BatchOut,
    auth=ApiDoor(ADMIN),
    url_name="approve_batch",
)
def approve_batch(request: PersonRequest, batch_id: UUID) -> BatchOut:
    """Approve what somebody else proposed."""
    batch = _mine(request, batch_id)
    return counted(batches.approve(actor=actor(request.person), batch=batch, at=clock.now()))


@router.post(
    "/certificate-batches/{uuid:batch_id}/issue",
    response=BatchOut,
    auth=ApiDoor(ADMIN),
    url_name="issue_batch",
)
def issue_batch(request: PersonRequest, batch_id: UUID) -> BatchOut:
    """Number and freeze every certificate that is due; the PDFs follow in the background."""
    batch = _mine(request, batch_id)
    return counted(batches.issue(actor=actor(request.person), batch=batch, at=clock.now()))


@router.post(
    "/certificate-batches/{uuid:batch_id}/withdrawal",
    response=BatchOut,
    auth=ApiDoor(ADMIN),
    url_name="withdraw_batch",
)
def withdraw_batch(request: PersonRequest, batch_id: UUID) -> BatchOut:
    """Take back a batch that was not issued."""
    batch = _mine(request, batch_id)
    return counted(batches.withdraw(actor=actor(request.person), batch=batch, at=clock.now()))
