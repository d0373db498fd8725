"""Materials of a syllabus, kept by the academy."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from courses.labels import materials as labels
from courses.models import Material, Syllabus
from courses.operations import materials
from courses.operations.materials import Upload
from courses.pages.teaching_forms import MaterialForm
from courses.queries import materials as queries

# What the other fields of an upload's form and its boundaries take, at most.
_FORM_BYTES = 64 * 1024


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def syllabus_list(request: PersonRequest) -> HttpResponse:
    """Every syllabus with the number of its materials."""
    shown = Q(subjects__materials__retired_at__isnull=True)
    rows = (
        Syllabus.objects.select_related("course__track")
        .annotate(
            held=Count("subjects__materials", filter=shown),
            published=Count(
                "subjects__materials",
                filter=shown & Q(subjects__materials__published_at__isnull=False),
            ),
        )
        .order_by("course__code", "-edition")
    )
    return render(request, "courses/teaching/materials.html", {"rows": rows})


def _syllabus(public_id: UUID) -> Syllabus:
    row = Syllabus.objects.select_related("course__track").filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def _material(public_id: UUID) -> Material:
    rows = Material.objects.select_related("subject__syllabus")
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def syllabus_materials(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The materials of one syllabus by subject."""
    return _page(request, _syllabus(public_id))


def _page(
    request: PersonRequest,
    syllabus: Syllabus,
    refusal: Refusal | None = None,
    bound: MaterialForm | None = None,
) -> HttpResponse:
    subjects = queries.subjects_of(syllabus)
    listed = [each for _subject, rows in subjects for each in rows]
    context = {
        "syllabus": syllabus,
        "subjects": [(each, [_row(row) for row in rows]) for each, rows in subjects],
        "total": len(listed),
        "published": sum(row.published_at is not None for row in listed),
        "form": bound or MaterialForm(syllabus_id=syllabus.pk),
        "limits": [
            (labels.MATERIAL[kind], materials.limit_of(kind) // materials.MEGABYTE)
            for kind in labels.MATERIAL
            if kind.value != "link"
        ],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if bound is not None else 200
    return render(request, "courses/teaching/syllabus_materials.html", context, status=status)


def _row(row: Material) -> dict[str, Any]:
    edition = row.editions.all()[0]
    return {"row": row, "edition": edition, "kind": labels.material(edition.kind)}


def _refuse_too_much(request: PersonRequest) -> None:
    """Refuse a body over every limit before a byte of it is read."""
    told = request.META.get("CONTENT_LENGTH") or ""
    # A number of more than 18 digits is too much, whatever the rest of it says.
    size = int(told[:18]) if told.isascii() and told.isdigit() else 0
    materials.check_size(size - _FORM_BYTES, materials.most())


def _upload(request: PersonRequest) -> Upload | None:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or file.file is None:
        return None
    return Upload(file.file, file.name or "", file.size or 0)


# The token is in the form, which is not read before its size is known: see `_refuse_too_much`.
@csrf_exempt
@require_POST
@page_door(Role.ACADEMY_ADMIN)
def add_material(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Add a file or a link to a subject."""
    syllabus = _syllabus(public_id)
    try:
        _refuse_too_much(request)
    except Refusal as no:
        return _page(request, syllabus, no)
    return _add(request, syllabus)


@csrf_protect
def _add(request: PersonRequest, syllabus: Syllabus) -> HttpResponse:
    form = MaterialForm(request.POST, request.FILES, syllabus_id=syllabus.pk)
    if not form.is_valid():
        return _page(request, syllabus, bound=form)
    data = form.cleaned_data
    try:
        content = materials.received(upload=_upload(request), url=data["url"])
        materials.add(
            actor=actor(request.person),
            subject=data["subject"],
            title=data["title"],
            content=content,
            publish=data["publish"],
            at=clock.now(),
        )
    except Refusal as no:
        return _page(request, syllabus, no, form)
    said = _("资料已上传并向学员开放。") if data["publish"] else _("资料已上传，尚未开放。")
    messages.success(request, said)
    return redirect("courses:syllabus_materials", syllabus.public_id)


@csrf_exempt
@require_POST
@page_door(Role.ACADEMY_ADMIN)
def replace_material(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give a material a new edition."""
    row = _material(public_id)
    try:
        _refuse_too_much(request)
    except Refusal as no:
        return _page(request, row.subject.syllabus, no)
    return _replace(request, row)


@csrf_protect
def _replace(request: PersonRequest, row: Material) -> HttpResponse:
    try:
        url = request.POST.get("url", "")
        content = materials.received(upload=_upload(request), url=url)
        made = materials.replace(
            actor=actor(request.person), material=row, content=content, at=clock.now()
        )
    except Refusal as no:
        return _page(request, row.subject.syllabus, no)
    said = _("“%(title)s”现为第 %(number)s 版。") % {"title": row.title, "number": made.number}
    messages.success(request, said)
    return redirect("courses:syllabus_materials", row.subject.syllabus.public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def change_material(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Publish a material, move it by one place, or retire it."""
    row = _material(public_id)
    verb, who, at = request.POST.get("verb", ""), actor(request.person), clock.now()
    try:
        if verb == "publish":
            materials.publish(actor=who, material=row, at=at)
        elif verb == "retire":
            reason = request.POST.get("reason", "")
            materials.retire(actor=who, material=row, reason=reason, at=at)
        elif verb in ("up", "down"):
            ids = _moved(row, -1 if verb == "up" else 1)
            materials.order(actor=who, subject=row.subject, ids=ids, at=at)
        else:
            raise NotFound
    except Refusal as no:
        return _page(request, row.subject.syllabus, no)
    messages.success(request, _("“%(title)s”已更新。") % {"title": row.title})
    return redirect("courses:syllabus_materials", row.subject.syllabus.public_id)


def _moved(row: Material, by: int) -> list[UUID]:
    """The order in which `row` has changed places with its neighbour."""
    ids = list(
        Material.objects.filter(subject=row.subject, retired_at__isnull=True)
        .order_by("position", "pk")
        .values_list("public_id", flat=True)
    )
    if row.public_id in ids:
        place = ids.index(row.public_id)
        other = max(0, min(len(ids) - 1, place + by))
        ids[place], ids[other] = ids[other], ids[place]
    return ids
