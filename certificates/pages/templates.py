"""Templates as published: all series, one edition with its history, its picture and a sample."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.problems import with_etag
from certificates import access, labels
from certificates.enums import CertificateKind, Making
from certificates.models import Template
from certificates.operations import previews, templates
from certificates.queries import proofs
from certificates.queries import templates as template_query
from certificates.rules import samples

ADMIN = Role.ACADEMY_ADMIN


def words(template: Template) -> dict[str, Any]:
    """Return what is said of an edition wherever it is shown."""
    return {
        "kind": labels.CERTIFICATE_KIND[CertificateKind(template.kind)],
        "making": labels.MAKING[Making(template.making)],
        "fast": template.making == Making.LAYERED,
    }


def sample_choices() -> list[tuple[int, Any]]:
    """Return the samples to choose from."""
    return list(enumerate(labels.SAMPLE))


def sample_of(text: str | None) -> int:
    """Return the sample asked for, the first one where the request says nothing sensible."""
    wanted = int(text) if text and text.isascii() and text.isdigit() else 0
    return wanted if wanted < len(samples.NAMES) else 0


@require_GET
@page_door(*access.TEMPLATES)
def template_list(request: PersonRequest) -> HttpResponse:
    """Every series by its newest edition, and the drafts."""
    rows = template_query.series(access.templates())
    drafts = access.drafts().defer("html", "css")
    published = {row.newest.name for row in rows}
    context = {
        "rows": [{"series": row, **words(row.newest)} for row in rows],
        "drafts": [
            {
                "draft": draft,
                "kind": labels.CERTIFICATE_KIND[CertificateKind(draft.kind)],
                "first": draft.name not in published,
            }
            for draft in drafts
        ],
        "is_admin": has_role(request.person, ADMIN, clock.today()),
    }
    return render(request, "certificates/templates/list.html", context)


@require_GET
@page_door(*access.TEMPLATES)
def edition(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One edition: how it looks, how it is made, what it says, and the others of its series."""
    row = access.one(access.templates(), public_id)
    every = template_query.editions(access.templates(), row.name)
    context = {
        "template": row,
        **words(row),
        "editions": every,
        "used": next(used for each, used in every if each.pk == row.pk),
        "is_newest": every[0][0].pk == row.pk,
        "shipped": row.published_by == templates.SHIPPED_BY,
        "samples": sample_choices(),
        "is_admin": has_role(request.person, ADMIN, clock.today()),
        "has_draft": access.drafts().filter(name=row.name).exists(),
    }
    return render(request, "certificates/templates/edition.html", context)


@require_GET
@page_door(*access.TEMPLATES)
def picture(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What an edition looks like, as PNG."""
    content = proofs.picture(access.one(access.templates(), public_id))
    return with_etag(request, HttpResponse(content, content_type="image/png"))


@require_GET
@page_door(*access.TEMPLATES)
def sample_pdf(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A made-up certificate of an edition, unsigned."""
    row = access.one(access.templates(), public_id)
    content, _png = previews.preview(
        actor=actor(request.person),
        html=row.html,
        css=row.css,
        kind=CertificateKind(row.kind),
        sample=sample_of(request.GET.get("sample")),
        at=clock.now(),
    )
    return as_file(content, f"{row.name}-v{row.edition}-sample.pdf")


def as_file(content: bytes, name: str) -> HttpResponse:
    """Return a PDF to keep."""
    reply = HttpResponse(content, content_type="application/pdf")
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    reply["Cache-Control"] = "private, no-store"
    return reply


@require_POST
@page_door(ADMIN)
def shipped(request: PersonRequest) -> HttpResponse:
    """Publish the templates that come with the program, as the first batch would."""
    templates.publish_shipped(actor=actor(request.person), at=clock.now())
    messages.success(request, _("随程序提供的 4 种模板已发布。"))
    return redirect("certificates:templates")
