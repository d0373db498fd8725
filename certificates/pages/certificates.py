"""One's own certificates, and the register."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from academy.shared.problems import with_etag
from certificates import access, labels
from certificates.enums import CertificateState
from certificates.models import Certificate
from certificates.operations import renditions, revocations
from certificates.pages.verification import FIELD
from certificates.queries import downloads
from certificates.queries import register as search_query
from certificates.queries.verification import SHOWN

PAGE = 50


def _row(certificate: Certificate) -> dict[str, Any]:
    state = CertificateState(certificate.state)
    return {
        "certificate": certificate,
        "state": labels.CERTIFICATE_STATE[state],
        "tone": labels.CERTIFICATE_TONE[state],
        "in_force": state is CertificateState.ISSUED,
    }


@require_GET
@page_door(Role.TRAINEE)
def mine(request: PersonRequest) -> HttpResponse:
    """The person's own certificates, newest first."""
    rows = access.own(request.person).select_related("revocation").order_by("-issued_at", "-pk")
    found = [_row(row) for row in rows]
    return render(request, "certificates/mine.html", {"rows": found})


@require_GET
@page_door(*access.REGISTER)
def register(request: PersonRequest) -> HttpResponse:
    """The certificates of the units one may see; the search lives in the address."""
    query = request.GET
    state = query.get("state", "")
    year = query.get("year", "")
    rows = search_query.search(
        access.register(request.person, on=clock.today()),
        on=clock.today(),
        text=query.get("q", ""),
        state=CertificateState(state) if state in set(CertificateState) else None,
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
    )
    page = page_of(
        rows,
        key=("issued_at", "pk"),
        cursor=query.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    context = {
        "page": page,
        "rows": [_row(row) for row in page.items],
        "total": rows.count(),
        "states": [(each.value, labels.CERTIFICATE_STATE[each]) for each in CertificateState],
    }
    return render(request, "certificates/register.html", context)


def _file(request: PersonRequest, row: Certificate, **more: Any) -> HttpResponse:
    refusal = more.get("refusal")
    revocable = access.revocable(request.person, on=clock.today()).filter(pk=row.pk).exists()
    context = {
        **_row(row),
        "facts": [(FIELD[name], row.facts[name]) for name in SHOWN],
        "revocation": getattr(row, "revocation", None),
        "may_revoke": revocable and row.state == CertificateState.ISSUED,
        **more,
    }
    status = refusal.status if isinstance(refusal, Refusal) else 200
    return render(request, "certificates/certificate.html", context, status=status)


@require_GET
@page_door(Role.TRAINEE)
def certificate(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One certificate: its printed words, state, download, and revocation for who may."""
    rows = access.readable(request.person, on=clock.today()).select_related("revocation")
    return _file(request, access.one(rows, public_id))


@require_GET
@page_door(Role.TRAINEE)
def pdf(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The PDF as a file to keep; made now if the background has not come to it yet."""
    row = access.one(access.readable(request.person, on=clock.today()), public_id)
    try:
        content = renditions.content(certificate=row, at=clock.now())
    except Refusal as refusal:
        return _file(request, row, refusal=refusal)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = downloads.disposition(row)
    return with_etag(request, response)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def revoke(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Revoke a certificate with a reason."""
    row = access.one(access.revocable(request.person, on=clock.today()), public_id)
    reason = request.POST.get("reason", "")
    by = actor(request.person)
    try:
        revocations.revoke(actor=by, certificate=row, reason=reason, at=clock.now())
    except Refusal as refusal:
        return _file(request, row, refusal=refusal, reason=reason)
    return redirect("certificates:certificate", public_id)
