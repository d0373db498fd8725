"""Certificate templates: published editions, drafts, previews, publication."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema

from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.problems import read_reply
from certificates import access
from certificates.enums import CertificateKind, Making
from certificates.models import Draft, Template
from certificates.operations import previews, templates
from certificates.queries import proofs
from certificates.queries import templates as template_query
from certificates.rules import samples

router = Router(tags=["certificates"])
SEEN, ADMIN = ApiDoor(*access.TEMPLATES), ApiDoor(Role.ACADEMY_ADMIN)
_DRAFT = "/certificate-template-drafts/{name}"


class TemplateOut(Schema):
    """A published edition; `making` is how its PDFs are made, `fault` why not the fast way.

    `used` counts the certificates of the edition.
    """

    id: UUID
    name: str
    edition: int
    title: str
    kind: CertificateKind
    making: Making
    fault: str
    digest: str
    published_at: datetime
    used: int


class TemplateDetailOut(TemplateOut):
    """An edition with what it says."""

    html: str
    css: str


class TemplatesOut(Schema):
    """Every edition, those of a series together, the newest first."""

    items: list[TemplateOut]


class FindingOut(Schema):
    """One remark on a template: `line` counts from 1 in `source`, html or css."""

    code: str
    source: str
    line: int | None
    place: str
    message: str


class DraftRowOut(Schema):
    """A draft; `revision` is what a change of it has to name."""

    id: UUID
    name: str
    title: str
    kind: CertificateKind
    revision: int
    saved_at: datetime


class DraftOut(DraftRowOut):
    """A draft with what it says: `faults` forbid publishing, `advice` does not."""

    html: str
    css: str
    faults: list[FindingOut]
    advice: list[FindingOut]


class DraftsOut(Schema):
    """Every draft by name."""

    items: list[DraftRowOut]


class DraftIn(Schema):
    """What a draft is to say; `revision` is the one this goes on from, 0 begins a draft."""

    title: str = Field(max_length=60)
    kind: CertificateKind
    html: str
    css: str
    revision: int = Field(0, ge=0)


class PreviewIn(Schema):
    """A template to be tried out on one of the made-up people, counted from 0."""

    kind: CertificateKind
    html: str
    css: str
    sample: int = Field(0, ge=0, lt=len(samples.NAMES))


def _values(row: Template, used: int) -> dict[str, object]:
    return {
        "id": row.public_id,
        "name": row.name,
        "edition": row.edition,
        "title": row.title,
        "kind": row.kind,
        "making": row.making,
        "fault": row.fault,
        "digest": row.digest,
        "published_at": row.published_at,
        "used": used,
    }


def _row(draft: Draft) -> dict[str, object]:
    names = ("name", "title", "kind", "revision", "saved_at")
    return {"id": draft.public_id} | {name: getattr(draft, name) for name in names}


def _draft(draft: Draft) -> DraftOut:
    report = proofs.check(draft.html, draft.css)
    said = {
        part: [
            FindingOut(
                code=each.code,
                source=each.source,
                line=each.line,
                place=each.place,
                message=proofs.said(each),
            )
            for each in found
        ]
        for part, found in (("faults", report.faults), ("advice", report.advice))
    }
    return DraftOut.model_validate(_row(draft) | {"html": draft.html, "css": draft.css, **said})


def named(name: str) -> Draft:
    """The draft of a series, 404 without one."""
    draft = access.drafts().filter(name=name).first()
    if draft is None:
        raise NotFound
    return draft


@router.get("/certificate-templates", response=TemplatesOut, auth=SEEN, url_name="list_templates")
def list_templates(request: PersonRequest, name: str = "") -> HttpResponse:
    """Every edition, or those of one series."""
    rows = access.templates().filter(name=name) if name else access.templates()
    found = list(rows.defer("html", "css"))
    used = template_query.counts(row.pk for row in found)
    items = [TemplateOut.model_validate(_values(row, used.get(row.pk, 0))) for row in found]
    return read_reply(request, TemplatesOut(items=items))


@router.get(
    "/certificate-templates/{uuid:template_id}",
    response=TemplateDetailOut,
    auth=SEEN,
    url_name="get_template",
)
def get_template(request: PersonRequest, template_id: UUID) -> HttpResponse:
    """One edition with its HTML and CSS."""
    row = access.one(access.templates(), template_id)
    used = template_query.counts([row.pk]).get(row.pk, 0)
    texts = {"html": row.html, "css": row.css}
    return read_reply(request, TemplateDetailOut.model_validate(_values(row, used) | texts))


@router.get("/certificate-template-drafts", response=DraftsOut, auth=SEEN, url_name="list_drafts")
def list_drafts(request: PersonRequest) -> HttpResponse:
    """Every draft, without what it says."""
    rows = access.drafts().defer("html", "css")
    items = [DraftRowOut.model_validate(_row(row)) for row in rows]
    return read_reply(request, DraftsOut(items=items))


@router.get(_DRAFT, response=DraftOut, auth=SEEN, url_name="get_draft")
def get_draft(request: PersonRequest, name: str) -> HttpResponse:
    """A draft with what was found in it."""
    return read_reply(request, _draft(named(name)))


@router.put(_DRAFT, response=DraftOut, auth=ADMIN, url_name="save_draft")
def save_draft(request: PersonRequest, name: str, body: DraftIn) -> DraftOut:
    """Save a draft, faults and all; 409 if somebody else has saved it meanwhile."""
    by = actor(request.person)
    return _draft(templates.save_draft(actor=by, name=name, at=clock.now(), **dict(body)))


@router.delete(_DRAFT, response={204: None}, auth=ADMIN, url_name="drop_draft")
def drop_draft(request: PersonRequest, name: str) -> None:
    """Give a draft up; what is published stays."""
    templates.drop_draft(actor=actor(request.person), draft=named(name), at=clock.now())


@router.post(
    "/certificate-template-previews",
    response={200: None},
    auth=ADMIN,
    url_name="preview_template",
    openapi_extra={"responses": {200: {"description": "PDF", "content": {"application/pdf": {}}}}},
)
def preview_template(request: PersonRequest, body: PreviewIn) -> HttpResponse:
    """A sample as PDF, unsigned; 30 a minute, one at a time."""
    content, _png = previews.preview(actor=actor(request.person), at=clock.now(), **dict(body))
    return HttpResponse(content, content_type="application/pdf")
