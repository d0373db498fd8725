"""The register: certificates of the units one may see. What is asked for lives in the address."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, has_role, page_door, visible_units
from academy.people.queries import units
from academy.people.queries.units import UnitNode
from academy.shared import clock
from academy.shared.paging import page_of
from certificates import access, labels
from certificates.enums import CertificateKind, Validity
from certificates.models import Certificate
from certificates.pages import words
from certificates.queries import register as search_query
from courses.models import Course

PAGE = 50
# What may be asked of validity: what is told of a certificate today, or that it ends soon.
SOON: dict[str, tuple[int, Promise]] = {
    "30": (30, _("30 天内到期")),
    "90": (90, _("90 天内到期")),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What part of the register is asked for, whatever else the address holds."""

    text: str
    kind: CertificateKind | None
    valid: Validity | None
    expiring_days: int | None
    unit: str
    year: int | None
    course: UUID | None

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Return what an address asks for; what makes no sense is not asked."""
        validity, year = query.get("validity", ""), query.get("year", "")
        kind = query.get("kind", "")
        soon = SOON.get(query.get("expiring_days", ""))
        return cls(
            text=query.get("q", "")[:100],
            kind=CertificateKind(kind) if kind in set(CertificateKind) else None,
            valid=Validity(validity) if validity in set(Validity) else None,
            expiring_days=soon[0] if soon else None,
            unit=query.get("unit", ""),
            year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
            course=_uuid(query.get("course", "")),
        )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_GET
@page_door(*access.REGISTER)
def register(request: PersonRequest) -> HttpResponse:
    """The certificates of the units one may see, newest first."""
    today = clock.today()
    wanted = Wanted.of(request.GET)
    nodes = visible_nodes(request, on=today)
    rows = _found(access.register(request.person, on=today), wanted, nodes, on=today)
    page = page_of(
        rows.select_related("person", "successor"),
        key=("issued_at", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    context = {
        "page": page,
        "rows": [words.of(row, on=today) for row in page.items],
        "total": rows.count(),
        "wanted": wanted,
        "filtered": any(getattr(wanted, name) for name in wanted.__slots__),
        "nodes": nodes,
        "may_portraits": any(has_role(request.person, role, today) for role in access.PORTRAITS),
        "export": _export(request.GET),
        **choices(),
    }
    return render(request, "certificates/register.html", context)


def visible_nodes(request: PersonRequest, *, on: date) -> list[UnitNode]:
    """Return the units of that day that the person's offices reach, in official order."""
    reach = visible_units(request.person, *access.REGISTER, on=on)
    return [node for node in units.tree(on) if node.id in reach]


def choices() -> dict[str, Any]:
    """Return what the filters of the register and of the forecast offer."""
    return {
        "kinds": [(each.value, labels.CERTIFICATE_KIND[each]) for each in CertificateKind],
        "validities": [(each.value, labels.VALIDITY[each]) for each in Validity],
        "soon": [(key, label) for key, (_days, label) in SOON.items()],
        "courses": [(str(each.public_id), each.name) for each in Course.objects.order_by("code")],
    }


def _found(
    rows: QuerySet[Certificate], wanted: Wanted, nodes: list[UnitNode], *, on: date
) -> QuerySet[Certificate]:
    if wanted.unit:
        asked = [node.id for node in nodes if node.code == wanted.unit]
        rows = rows.filter(unit_id__in=units.below(asked, nodes))
    return search_query.search(
        rows,
        on=on,
        text=wanted.text,
        year=wanted.year,
        kind=wanted.kind,
        course=wanted.course,
        valid=wanted.valid,
        expiring_days=wanted.expiring_days,
    )


def _export(query: QueryDict) -> str:
    """Return the address of the same part of the register as a file."""
    kept = query.copy()
    for name in list(kept):
        if not kept[name] or name == "cursor":
            del kept[name]
    address = reverse("api-1:export_register")
    return f"{address}?{kept.urlencode()}" if kept else address
