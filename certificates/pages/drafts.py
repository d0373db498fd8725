"""Templates in the making: begin a draft, edit it beside its preview, compare, publish."""

import base64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.jobs.models import Job
from academy.jobs.runner import is_ended
from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import InputInvalid, Refusal
from certificates import access, labels
from certificates.enums import CertificateKind
from certificates.errors import EmbedUnreadable
from certificates.models import Draft, Template
from certificates.operations import previews, publications, templates
from certificates.pages.templates import as_file, sample_choices, sample_of
from certificates.queries import proofs
from certificates.queries import templates as template_query
from certificates.rules import comparing, lint

ADMIN = Role.ACADEMY_ADMIN


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the editor, saved or not."""

    title: str
    html: str
    css: str
    revision: int


def _typed(request: PersonRequest) -> Typed:
    post = request.POST
    revision = post.get("revision", "")
    return Typed(
        post.get("title", ""),
        # As browsers send it; the texts keep the line ends of this system.
        post.get("html", "").replace("\r\n", "\n"),
        post.get("css", "").replace("\r\n", "\n"),
        int(revision) if revision.isascii() and revision.isdigit() else -1,
    )


@require_http_methods(["GET", "POST"])
@page_door(ADMIN)
def new(request: PersonRequest) -> HttpResponse:
    """Begin a template of one's own from one that is published."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            base = access.one(access.templates(), _base_id(request))
            name, title = request.POST.get("name", ""), request.POST.get("title", "")
            draft = _begin(request, base, name=name, title=title)
        except Refusal as no:
            refusal = no
        else:
            return redirect("certificates:draft", draft.public_id)
    context = {
        "bases": [row.newest for row in template_query.series(access.templates())],
        "data": request.POST or {"base": request.GET.get("base", "")},
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "certificates/templates/new.html", context, status=status)


def _base_id(request: PersonRequest) -> UUID:
    try:
        return UUID(request.POST.get("base", ""))
    except ValueError:
        raise InputInvalid(field="base", reason=_("请选择从哪个模板开始")) from None


def _begin(request: PersonRequest, base: Template, *, name: str, title: str) -> Draft:
    return templates.save_draft(
        actor=actor(request.person),
        name=name,
        title=title,
        kind=CertificateKind(base.kind),
        html=base.html,
        css=base.css,
        revision=0,
        at=clock.now(),
    )


@require_POST
@page_door(ADMIN)
def revise(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Begin the next edition of a series from this one, or go on with the draft there is."""
    base = access.one(access.templates(), public_id)
    draft = access.drafts().filter(name=base.name).first()
    if draft is None:
        draft = _begin(request, base, name=base.name, title=base.title)
    return redirect("certificates:draft", draft.public_id)


@require_http_methods(["GET", "POST"])
@page_door(ADMIN)
def editor(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The two texts beside the page they make; POST saves them, faults and all."""
    draft = access.one(access.drafts(), public_id)
    if request.method == "GET":
        return _editor(request, draft, _stored(draft))
    typed = _typed(request)
    try:
        saved = _save(request, draft, typed)
    except Refusal as no:
        return _editor(request, draft, typed, no)
    faults = len(proofs.check(saved.html, saved.css).faults)
    told = _("草稿已保存；有 %(n)d 处要改，改好后才能发布。") if faults else _("草稿已保存。")
    messages.success(request, told % {"n": faults})
    return redirect("certificates:draft", public_id)


def _stored(draft: Draft) -> Typed:
    return Typed(draft.title, draft.html, draft.css, draft.revision)


def _save(request: PersonRequest, draft: Draft, typed: Typed) -> Draft:
    return templates.save_draft(
        actor=actor(request.person),
        name=draft.name,
        title=typed.title,
        kind=CertificateKind(draft.kind),
        html=typed.html,
        css=typed.css,
        revision=max(typed.revision, 1),
        at=clock.now(),
    )


def _editor(
    request: PersonRequest, draft: Draft, typed: Typed, refusal: Refusal | None = None
) -> HttpResponse:
    newest = templates.newest_of(draft.name)
    context = {
        "draft": draft,
        "typed": typed,
        "refusal": refusal,
        "publication": _live(publications.job_of(draft)),
        "kind": labels.CERTIFICATE_KIND[CertificateKind(draft.kind)],
        "newest": newest,
        "next_edition": newest.edition + 1 if newest else 1,
        "samples": sample_choices(),
        "fields": labels.FIELD.items(),
        "images": labels.IMAGE.items(),
        **_findings(typed.html, typed.css),
    }
    status = refusal.status if refusal else 200
    return render(request, "certificates/templates/editor.html", context, status=status)


def _live(job: Job | None) -> Job | None:
    return job if job is not None and not is_ended(job) else None


def _findings(html: str, css: str) -> dict[str, Any]:
    """Return what the check found; nothing of texts that are too large to be read."""
    try:
        report = proofs.check(html, css)
    except Refusal:
        return {"faults": [], "advice": []}
    return {"faults": _told(report.faults), "advice": _told(report.advice)}


def _told(found: tuple[lint.Finding, ...]) -> list[dict[str, Any]]:
    return [
        {"finding": each, "source": each.source.upper(), "message": proofs.said(each)}
        for each in found
    ]


@require_POST
@page_door(ADMIN)
def preview(request: PersonRequest) -> HttpResponse:
    """The part of the editor that shows what was typed as a page, or what is wrong with it."""
    typed = _typed(request)
    context: dict[str, Any] = {}
    status = 200
    try:
        _pdf, png = _previewed(request, typed)
        context["picture"] = base64.b64encode(png).decode()
        context["sample"] = labels.SAMPLE[sample_of(request.POST.get("sample"))]
    except Refusal as no:
        context["refusal"], status = no, no.status
    context |= _findings(typed.html, typed.css)
    return render(request, "certificates/templates/_findings.html", context, status=status)


def _previewed(request: PersonRequest, typed: Typed) -> tuple[bytes, bytes]:
    try:
        kind = CertificateKind(request.POST.get("kind", ""))
    except ValueError:
        raise InputInvalid(field="kind", reason=_("请选择证书种类")) from None
    return previews.preview(
        actor=actor(request.person),
        html=typed.html,
        css=typed.css,
        kind=kind,
        sample=sample_of(request.POST.get("sample")),
        at=clock.now(),
    )


@require_POST
@page_door(ADMIN)
def preview_pdf(request: PersonRequest) -> HttpResponse:
    """What was typed as a sample PDF, unsigned."""
    content, _png = _previewed(request, _typed(request))
    return as_file(content, "sample.pdf")


@require_POST
@page_door(ADMIN)
def embed(request: PersonRequest) -> HttpResponse:
    """The part of the editor that gives a picture as an address to be pasted."""
    upload = request.FILES.get("image")
    context: dict[str, Any] = {}
    try:
        if upload is None:
            raise EmbedUnreadable
        context["address"] = previews.embedded(upload.read(previews.MOST_EMBEDDED + 1))
    except Refusal as no:
        context["refusal"] = no
    status = context["refusal"].status if "refusal" in context else 200
    return render(request, "certificates/templates/_embedded.html", context, status=status)


@require_POST
@page_door(ADMIN)
def publish(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Save what was typed and have it tried out and published as the next edition."""
    draft = access.one(access.drafts(), public_id)
    typed = _typed(request)
    try:
        draft = _save(request, draft, typed)
        typed = _stored(draft)
        job = publications.ask(
            actor=actor(request.person), draft=draft, revision=draft.revision, at=clock.now()
        )
    except Refusal as no:
        return _editor(request, draft, typed, no)
    return redirect("certificates:publication", job.public_id)


@require_POST
@page_door(ADMIN)
def drop(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give a draft up."""
    draft = access.one(access.drafts(), public_id)
    templates.drop_draft(actor=actor(request.person), draft=draft, at=clock.now())
    messages.success(request, _("草稿已放弃；已发布的版本没有变动。"))
    return redirect("certificates:templates")


@require_GET
@page_door(ADMIN)
def changes(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What a saved draft changes against an edition, the newest unless another is chosen."""
    draft = access.one(access.drafts(), public_id)
    every = list(access.templates().filter(name=draft.name).order_by("-edition"))
    wanted = request.GET.get("edition", "")
    base = next(
        (each for each in every if str(each.edition) == wanted), every[0] if every else None
    )
    context: dict[str, Any] = {"draft": draft, "editions": every, "base": base}
    if base is not None:
        texts = {"HTML": (base.html, draft.html), "CSS": (base.css, draft.css)}
        context["parts"] = [
            {
                "name": name,
                "lines": comparing.changes(*pair) if comparing.is_comparable(*pair) else None,
            }
            for name, pair in texts.items()
        ]
    return render(request, "certificates/templates/changes.html", context)
