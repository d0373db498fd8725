"""A trainee's materials: the shelf, the reading page, the files, and the mark of having read."""

from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from academy.people.access import PersonRequest, page_door
from academy.people.enums import Role
from academy.shared import clock, sending
from academy.shared.errors import InputInvalid
from courses import access
from courses.enums.materials import MaterialKind
from courses.errors.materials import MaterialFileMissing
from courses.labels import materials as labels
from courses.models import MaterialEdition, Reading
from courses.operations import readings, store
from courses.queries import materials as queries
from courses.queries.evaluations import invitations_of
from courses.queries.materials import Shelved
from courses.rules.reading import Beat

_INLINE = frozenset({MaterialKind.PDF, MaterialKind.VIDEO, MaterialKind.IMAGE})
# A file is never a page of ours: nothing in it runs, asks for anything, or is framed elsewhere.
_POLICY = "default-src 'none'; media-src 'self'; img-src 'self'; frame-ancestors 'self'; sandbox"
# The browser's own viewer of PDF is a plug-in, which a sandbox would forbid.
_PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)


@require_GET
@page_door(Role.TRAINEE)
def my_materials(request: PersonRequest) -> HttpResponse:
    """What is open to oneself, by course and subject, with what was read."""
    today = clock.today()
    rows = access.readable_materials(request.person, on=today)
    shelved = queries.shelf(rows, request.person)
    now = [each for each in invitations_of(request.person) if _is_open(each, today)]
    context = {
        "rows": [_row(each) for each in shelved],
        "total": len(shelved),
        "read": sum(each.is_read for each in shelved),
        "invitations": [each.evaluation for each in now],
    }
    return render(request, "courses/teaching/my_materials.html", context)


def _is_open(invitation: Any, today: Any) -> bool:
    evaluation = invitation.evaluation
    return not invitation.answered and evaluation.opens_on <= today <= evaluation.last_on


def _row(each: Shelved) -> dict[str, Any]:
    seconds = each.reading.seconds if each.reading else 0
    return {
        "material": each.material,
        "edition": each.edition,
        "kind": labels.material(each.edition.kind),
        "opened": each.reading is not None,
        "read": each.is_read,
        "minutes": seconds // 60,
        "percent": each.percent,
    }


@require_GET
@page_door(Role.TRAINEE)
def read_material(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One material, to be read; opening it is noted of who is a trainee of it."""
    today = clock.today()
    row = access.material_for(request.person, public_id, on=today)
    edition = row.editions.all()[0]
    noted = access.reads(request.person, row, on=today)
    reading: Reading | None = None
    if noted:
        at = clock.database_now()
        reading = readings.opened(person=request.person, material=row, at=at)
    shelved = Shelved(row, edition, reading)
    context = {
        **_row(shelved),
        "noted": noted,
        "host": urlsplit(edition.url).hostname if edition.url else "",
        "megabytes": edition.size / 1024 / 1024,
        "inline": edition.kind in _INLINE,
    }
    return render(request, "courses/teaching/reader.html", context)


@require_safe
@page_door(Role.TRAINEE)
def material_file(request: PersonRequest, public_id: UUID) -> HttpResponseBase:
    """The file of an edition, or the part of it that a player asks for."""
    edition = access.edition_for(request.person, public_id, on=clock.today())
    if edition.kind == MaterialKind.LINK:
        raise MaterialFileMissing
    response = _sent(request, edition)
    pdf = edition.kind == MaterialKind.PDF
    response["Content-Security-Policy"] = _PDF_POLICY if pdf else _POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _sent(request: PersonRequest, edition: MaterialEdition) -> HttpResponseBase:
    wanted = "download" in request.GET or edition.kind not in _INLINE
    how = "attachment" if wanted else "inline"
    disposition = f"{how}; filename*=UTF-8''{quote(edition.file_name, safe='')}"
    prefix = settings.MATERIAL_ACCEL_PREFIX
    if prefix:
        response = HttpResponse(content_type=edition.media_type)
        response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{store.name_of(edition.digest)}"
        response["Content-Disposition"] = disposition
        response["Cache-Control"] = "private, no-cache"
        return response
    path = store.path_of(edition.digest)
    if not path.is_file() or path.stat().st_size != edition.size:
        raise MaterialFileMissing
    return sending.reply(
        request,
        path,
        content_type=edition.media_type,
        disposition=disposition,
        tag=edition.digest,
    )


@require_POST
@page_door(Role.TRAINEE)
def material_beat(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Hear from a reading page how long its material was before the reader."""
    today = clock.today()
    row = access.material_for(request.person, public_id, on=today)
    if not access.reads(request.person, row, on=today):
        return HttpResponse(status=204)
    at = clock.database_now()
    reading = readings.heard(person=request.person, material=row, beat=_beat(request), at=at)
    shown = Shelved(row, row.editions.all()[0], reading)
    return JsonResponse({"minutes": reading.seconds // 60, "percent": shown.percent})


def _beat(request: PersonRequest) -> Beat:
    view = request.POST.get("view", "")
    try:
        UUID(view)
        sequence, seconds = (_small(request.POST.get(name, "")) for name in ("sequence", "seconds"))
    except ValueError as no:
        raise InputInvalid(reason="view, sequence, seconds") from no
    return Beat(view[:36], sequence, seconds)


def _small(text: str) -> int:
    """A number of at most six digits; ValueError for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError(text)
    return int(text)


@require_POST
@page_door(Role.TRAINEE)
def mark_material(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Say that one has read the present edition (已阅)."""
    at = clock.now()
    row = access.material_for(request.person, public_id, on=clock.local_date(at))
    if access.reads(request.person, row, on=clock.local_date(at)):
        readings.mark_read(person=request.person, material=row, at=at)
    return redirect("courses:read_material", public_id)


@require_GET
@page_door(*access.TEACHING)
def cohort_reading(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Who of a cohort has read what."""
    cohort = access.taught_cohort_for(request.person, public_id, on=clock.today())
    found = queries.summary_of(cohort)
    count = len(found.materials)
    context = {
        "cohort": cohort,
        "readers": [(each, each.seconds // 60) for each in found.readers],
        "materials": [(each, labels.material(each.edition.kind)) for each in found.materials],
        "count": count,
        "people": len(found.readers),
        "done": sum(each.read == count for each in found.readers) if count else 0,
    }
    return render(request, "courses/teaching/cohort_reading.html", context)
