"""Which certificate each course gives: all courses, and one course with its history."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import InputInvalid, Refusal
from certificates import access, labels
from certificates.enums import CertificateKind
from certificates.models import Award
from certificates.operations import awards
from certificates.operations.templates import SHIPPED
from certificates.queries import templates as template_query
from certificates.queries.awards import default_terms
from courses.models import Course

ADMIN = Role.ACADEMY_ADMIN


def _titles(kind: CertificateKind) -> dict[str, str]:
    """Return what a course may give of a kind: name to title."""
    shipped = {name: title for name, (title, its) in SHIPPED.items() if its is kind}
    return shipped | template_query.choices(access.templates(), kind)


def _terms(award: Award | None, kind: CertificateKind, titles: dict[str, str]) -> dict[str, Any]:
    name = award.template_name if award else default_terms(kind).template_name
    return {
        "kind": kind.value,
        "label": labels.CERTIFICATE_KIND[kind],
        "template": titles.get(name, name),
        "template_name": name,
        "months": award.months if award else None,
        "prefix": award.prefix if award else "",
        "is_default": award is None,
    }


@require_GET
@page_door(*access.TEMPLATES)
def award_list(request: PersonRequest) -> HttpResponse:
    """Every course and what it gives of each kind."""
    titles = {kind: _titles(kind) for kind in CertificateKind}
    context = {
        "rows": [
            {
                "course": row.course,
                "terms": [_terms(row.awards[kind], kind, titles[kind]) for kind in CertificateKind],
            }
            for row in template_query.awards(access.courses())
        ],
        "prefix": settings.ACADEMY_CERTIFICATE_PREFIX,
        "is_admin": has_role(request.person, ADMIN, clock.today()),
    }
    return render(request, "certificates/templates/awards.html", context)


@require_http_methods(["GET", "POST"])
@page_door(ADMIN)
def award(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What one course gives; POST sets it for one kind."""
    course = access.one(access.courses(), public_id)
    if request.method == "GET":
        return _award(request, course)
    try:
        _set(request, course)
    except Refusal as no:
        return _award(request, course, no)
    messages.success(request, _("已保存；以后提出的批次按此办理，已签发的证书不变。"))
    return redirect("certificates:award", public_id)


def _set(request: PersonRequest, course: Course) -> Award:
    post = request.POST
    try:
        kind = CertificateKind(post.get("kind", ""))
    except ValueError:
        raise InputInvalid(field="kind", reason=_("请选择证书种类")) from None
    months = post.get("months", "").strip()
    if months and not (months.isascii() and months.isdigit() and len(months) < 6):
        raise InputInvalid(field="months", reason=_("有效期为 1 至 600 个月，长期有效的留空"))
    return awards.set_award(
        actor=actor(request.person),
        course=course,
        kind=kind,
        template_name=post.get("template_name", ""),
        months=int(months) if months else None,
        prefix=post.get("prefix", ""),
        at=clock.now(),
    )


def _award(request: PersonRequest, course: Course, refusal: Refusal | None = None) -> HttpResponse:
    known = template_query.awards(access.courses().filter(pk=course.pk))[0].awards
    titles = {kind: _titles(kind) for kind in CertificateKind}
    parts = []
    for kind in CertificateKind:
        terms = _terms(known[kind], kind, titles[kind])
        if refusal and request.POST.get("kind") == kind.value:
            typed = {name: request.POST.get(name, "") for name in ("months", "prefix")}
            name = request.POST.get("template_name", "")
            terms |= {**typed, "template_name": name, "refused": refusal.field}
        parts.append({**terms, "choices": titles[kind].items()})
    context = {
        "course": course,
        "parts": parts,
        "prefix": settings.ACADEMY_CERTIFICATE_PREFIX,
        "history": [
            _entry(each.facts, titles) | {"entry": each} for each in template_query.history(course)
        ],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "certificates/templates/award.html", context, status=status)


def _entry(facts: dict[str, Any], titles: dict[CertificateKind, dict[str, str]]) -> dict[str, Any]:
    kind = CertificateKind(facts["kind"])
    name = facts["template_name"]
    return {
        "label": labels.CERTIFICATE_KIND[kind],
        "template": titles[kind].get(name, name),
        "months": facts["months"],
        "prefix": facts["prefix"],
    }
