"""Which PDF of a certificate counts, and which certificates have none.

The current rendition is the newest one of the newest reissue (of the first print where there was
no reissue). Only certificates in force have one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from certificates.enums import CertificateState
from certificates.models import Certificate, Reissue, Rendition


@dataclass(frozen=True, slots=True)
class Wanted:
    """A certificate, its newest reissue, and what was rendered of that one, newest first."""

    certificate: Certificate
    reissue: Reissue | None
    known: tuple[Rendition, ...]


def wanted(certificate_ids: Sequence[int]) -> list[Wanted]:
    """Return all that rendering these needs, in three statements, in the order of the ids."""
    rows = (
        Certificate.objects.filter(pk__in=certificate_ids)
        .select_related("template", "portrait", "status_list")
        .in_bulk()
    )
    reissues = {
        row.certificate_id: row
        for row in Reissue.objects.filter(certificate__in=certificate_ids).order_by("ordinal")
    }
    known: dict[tuple[int, int | None], list[Rendition]] = {}
    for row in Rendition.objects.filter(certificate__in=certificate_ids).order_by("-pk"):
        known.setdefault((row.certificate_id, row.reissue_id), []).append(row)
    found = []
    for each in certificate_ids:
        reissue = reissues.get(each)
        key = (each, reissue.pk if reissue else None)
        found.append(Wanted(rows[each], reissue, tuple(known.get(key, ()))))
    return found


def current() -> QuerySet[Rendition]:
    """Return the renditions of the newest reissue of each certificate in force."""
    later = Reissue.objects.filter(
        certificate=OuterRef("certificate"),
        ordinal__gt=Coalesce(OuterRef("reissue__ordinal"), Value(0)),
    )
    return Rendition.objects.filter(
        ~Exists(later), certificate__state=CertificateState.ISSUED.value
    )


def lacking(*, issued_before: datetime) -> QuerySet[Certificate]:
    """Return the certificates in force, issued by then, that have no current rendition."""
    made = current().filter(certificate=OuterRef("pk"))
    return Certificate.objects.live().filter(~Exists(made), issued_at__lte=issued_before)
