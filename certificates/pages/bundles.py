"""All PDFs of a batch in one file: a part of the batch's page, and a page of its own."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from academy.jobs.runner import is_ended
from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role
from academy.shared import clock, sending
from academy.shared.errors import InputInvalid, Refusal
from certificates import access
from certificates.enums import BatchState, BundleKind
from certificates.models import Batch
from certificates.operations import bundles
from certificates.queries import downloads

_WORDS: dict[BundleKind, tuple[Promise, Promise]] = {
    BundleKind.ARCHIVE: (
        gettext_lazy("逐份 PDF（压缩包）"),
        gettext_lazy("每人一份带签名的 PDF，文件名为“编号_姓名”，附目录。"),
    ),
    BundleKind.PRINT: (
        gettext_lazy("合并打印（一份 PDF）"),
        gettext_lazy("所有页面合为一份，用于打印；不含电子签名。"),
    ),
}


def context(request: PersonRequest, batch: Batch) -> dict[str, Any]:
    """Return what `certificates/_bundles.html` needs on any page about the batch."""
    if batch.state != BatchState.ISSUED:
        return {"bundles": []}
    known = downloads.bundles(batch)
    content = downloads.content_of(downloads.entries(batch))
    rows = []
    for kind, (label, help_text) in _WORDS.items():
        mine = [each for each in known if each.kind == kind.value]
        made = next((each for each in mine if each.made_at is not None), None)
        waiting = next((each for each in mine if each.made_at is None), None)
        job = bundles.job_of(waiting) if waiting else None
        rows.append(
            {
                "kind": kind.value,
                "label": label,
                "help": help_text,
                "made": made if made and made.content == content else None,
                "stale": made is not None and made.content != content,
                "job": job if job and not is_ended(job) else None,
                "stopped": job is not None and is_ended(job),
            }
        )
    may_ask = has_role(request.person, Role.ACADEMY_ADMIN, clock.today())
    return {"bundles": rows, "may_bundle": may_ask}


@require_GET
@page_door(*access.BATCHES)
def batch_bundles(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What there is of a batch in one file: a page, or to htmx the part alone."""
    row = access.one(access.batches(request.person, on=clock.today()), public_id)
    if getattr(request, "htmx", False):
        found = {"batch": row, **context(request, row)}
        return render(request, "certificates/_bundles.html", found)
    return _page(request, row)


def _page(request: PersonRequest, row: Batch, refusal: Refusal | None = None) -> HttpResponse:
    found = {"batch": row, "refusal": refusal, **context(request, row)}
    status = refusal.status if refusal else 200
    return render(request, "certificates/bundles.html", found, status=status)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def bundle_ask(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask for all PDFs of a batch in one file."""
    rows = access.batches(request.person, Role.ACADEMY_ADMIN, on=clock.today())
    row = access.one(rows, public_id)
    try:
        kind = _kind(request)
        bundles.ask(actor=actor(request.person), batch=row, kind=kind, at=clock.now())
    except Refusal as refusal:
        return _page(request, row, refusal)
    return redirect("certificates:batch", public_id)


def _kind(request: PersonRequest) -> BundleKind:
    try:
        return BundleKind(request.POST.get("kind", ""))
    except ValueError:
        raise InputInvalid(field="kind", reason=_("请选择打包方式")) from None


@require_GET
@page_door(*access.BATCHES)
def bundle_file(request: PersonRequest, public_id: UUID) -> HttpResponseBase:
    """The file, streamed from disk."""
    bundle = access.one(access.bundles(request.person, on=clock.today()), public_id)
    try:
        path = bundles.file_of(bundle)
    except Refusal as no:
        return _page(request, bundle.batch, no)
    return sending.reply(
        request,
        path,
        content_type=downloads.content_type(bundle),
        disposition=downloads.bundle_disposition(bundle),
        tag=bundle.content[:32],
    )
