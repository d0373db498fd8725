"""All PDFs of a batch in one file: ask, watch, fetch."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Router, Schema

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock, sending
from academy.shared.problems import read_reply
from certificates import access
from certificates.enums import BundleKind
from certificates.models import Bundle
from certificates.operations import bundles
from certificates.queries import downloads

router = Router(tags=["certificates"])


class BundleIn(Schema):
    """`archive`: a zip with one PDF for each; `print`: one PDF of all pages, unsigned."""

    kind: BundleKind


class BundleOut(Schema):
    """A bundle: `count` certificates in a file of `bytes`, None until it is made.

    `job` is the state of the work, with how much of it is done.
    """

    id: UUID
    kind: BundleKind
    asked_at: datetime
    made_at: datetime | None
    count: int | None
    bytes: int | None
    job: str | None
    progress_done: int
    progress_total: int
    file: str


def _out(row: Bundle) -> BundleOut:
    job = bundles.job_of(row)
    return BundleOut(
        id=row.public_id,
        kind=BundleKind(row.kind),
        asked_at=row.asked_at,
        made_at=row.made_at,
        count=row.count,
        bytes=row.bytes,
        job=job.state if job else None,
        progress_done=job.progress_done if job else 0,
        progress_total=job.progress_total if job else 0,
        file=reverse("api-1:download_bundle", args=[row.public_id]),
    )


@router.post(
    "/certificate-batches/{uuid:batch_id}/bundles",
    response={201: BundleOut},
    auth=ApiDoor(Role.ACADEMY_ADMIN),
    url_name="ask_bundle",
)
@idempotent
def ask_bundle(request: PersonRequest, batch_id: UUID, body: BundleIn) -> tuple[int, BundleOut]:
    """Ask for all PDFs of an issued batch; unchanged since the last time, that file is it."""
    rows = access.batches(request.person, Role.ACADEMY_ADMIN, on=clock.today())
    batch = access.one(rows, batch_id)
    by = actor(request.person)
    return 201, _out(bundles.ask(actor=by, batch=batch, kind=body.kind, at=clock.now()))


@router.get(
    "/certificate-bundles/{uuid:bundle_id}",
    response=BundleOut,
    auth=ApiDoor(*access.BATCHES),
    url_name="get_bundle",
)
def get_bundle(request: PersonRequest, bundle_id: UUID) -> HttpResponse:
    """One bundle, and how far the work on it is."""
    rows = access.bundles(request.person, on=clock.today())
    return read_reply(request, _out(access.one(rows, bundle_id)))


@router.get(
    "/certificate-bundles/{uuid:bundle_id}/file",
    auth=ApiDoor(*access.BATCHES),
    url_name="download_bundle",
    openapi_extra={"responses": {200: {"content": {"application/zip": {}, "application/pdf": {}}}}},
)
def download_bundle(request: PersonRequest, bundle_id: UUID) -> HttpResponseBase:
    """The file, streamed; `Range` carries on with a broken download."""
    bundle = access.one(access.bundles(request.person, on=clock.today()), bundle_id)
    return sending.reply(
        request,
        bundles.file_of(bundle),
        content_type=downloads.content_type(bundle),
        disposition=downloads.bundle_disposition(bundle),
        tag=bundle.content[:32],
    )
