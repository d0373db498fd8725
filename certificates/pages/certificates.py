"""One's own certificates, and the page of one certificate: content, file, picture, history."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door, visible_units
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.problems import with_etag
from academy.shared.text import digest
from certificates import access
from certificates.enums import Validity
from certificates.models import Batch, Certificate, Share
from certificates.operations import renditions
from certificates.pages import words
from certificates.pages.verification import FIELD, ID_LABEL
from certificates.queries import downloads, forecast, history, pictures
from certificates.queries.verification import SHOWN

_LISTED = ("successor", "revocation")


@require_GET
@page_door(Role.TRAINEE)
def mine(request: PersonRequest) -> HttpResponse:
    """The person's own certificates: those in force first, then the newest."""
    today = clock.today()
    rows = access.own(request.person).select_related(*_LISTED).order_by("-issued_at", "-pk")
    found = [words.of(row, on=today) for row in rows]
    found.sort(key=lambda row: row["validity"] is not Validity.VALID)
    shared = Share.objects.open_at(clock.now()).filter(certificate__person=request.person)
    open_links = list(shared.values_list("certificate_id", flat=True))
    for row in found:
        row["open_links"] = open_links.count(row["certificate"].pk)
    renewed = set(rows.filter(forecast.renewed(today)).values_list("pk", flat=True))
    ending = [
        row
        for row in found
        if row["days_left"] is not None and row["certificate"].pk not in renewed
    ]
    context = {
        "rows": found,
        "valid": sum(row["validity"] is Validity.VALID for row in found),
        "ending": min(ending, key=lambda row: row["days_left"]) if ending else None,
    }
    return render(request, "certificates/mine.html", context)


def page_of_one(
    request: PersonRequest, row: Certificate, refusal: Refusal | None = None
) -> HttpResponse:
    """Return the page of a certificate that the person may see."""
    today = clock.today()
    is_own = row.person_id == request.person.pk
    in_office = row.unit_id in visible_units(request.person, *access.REGISTER, on=today)
    context = {
        **words.of(row, on=today),
        **may(request, row),
        "facts": _facts(row),
        "revocation": getattr(row, "revocation", None),
        "successor": getattr(row, "successor", None),
        "is_own": is_own,
        "in_office": in_office,
        "events": [event(each) for each in history.of(row)] if in_office else [],
        "correcting": Batch.objects.open_().filter(corrects=row).first() if in_office else None,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "certificates/certificate.html", context, status=status)


def may(request: PersonRequest, row: Certificate) -> dict[str, bool]:
    """Return what the person may do to a certificate as it stands."""
    today = clock.today()
    manages = access.revocable(request.person, on=today).filter(pk=row.pk).exists()
    standing = words.of(row, on=today)
    valid = standing["validity"] is Validity.VALID
    return {
        "may_revoke": manages and standing["in_force"],
        "may_reissue": manages and valid,
        "may_correct": manages and valid,
    }


def event(found: history.Event) -> dict[str, Any]:
    """Return an event as the template shows it."""
    return {"event": found, "what": found.what.value}


def _facts(row: Certificate) -> list[tuple[str, str]]:
    """Return every printed word with its label; what the kind doesn't have is left out."""
    found = []
    for name in SHOWN:
        word = row.facts.get(name, "")
        if word:
            known = ID_LABEL.get(row.facts.get("id_label", "")) if name == "id_number" else None
            found.append((str(known or FIELD[name]), word))
    return found


@require_GET
@page_door(Role.TRAINEE)
def certificate(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One certificate: its printed words, state, file, history, and what may be done with it."""
    return page_of_one(request, readable(request, public_id))


def readable(request: PersonRequest, public_id: UUID) -> Certificate:
    """Return the certificate if the person may see it, with all its page shows of it."""
    rows = access.readable(request.person, on=clock.today())
    wanted = rows.select_related(*_LISTED, "supersedes", "batch__cohort", "template")
    return access.one(wanted, public_id)


@require_GET
@page_door(Role.TRAINEE)
def pdf(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The PDF as a file to keep; made now if the background has not come to it yet."""
    row = readable(request, public_id)
    try:
        content = renditions.content(certificate=row, at=clock.now())
    except Refusal as refusal:
        return page_of_one(request, row, refusal)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = downloads.disposition(row)
    return with_etag(request, response)


@require_GET
@page_door(Role.TRAINEE)
def picture(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The page as a picture to look at; refused as the file is once it is out of force."""
    row = access.one(access.readable(request.person, on=clock.today()), public_id)
    content = renditions.content(certificate=row, at=clock.now())
    sha256 = digest(content)
    etag = f'"{sha256[:32]}-{pictures.LONG_SIDE}"'
    known = get_conditional_response(request, etag=etag)
    response = known or HttpResponse(pictures.png(content, sha256=sha256), content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    assert isinstance(response, HttpResponse)
    return response
