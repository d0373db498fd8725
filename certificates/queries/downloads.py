"""What a person gets when they ask for certificates: file names, and the contents of a bundle."""

import re
from dataclasses import dataclass

from django.utils.http import content_disposition_header

from academy.shared.text import digest
from certificates.enums import BundleKind
from certificates.models import Batch, Bundle, Certificate, Rendition
from certificates.queries import renditions

# What some file system forbids in a name, or a shell or a viewer would take for something else.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]')
KEPT = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One certificate in force of a batch, and its current rendition if there is one."""

    certificate: Certificate
    rendition: Rendition | None


def file_name(certificate: Certificate) -> str:
    """Return number_name.pdf: namesakes never overwrite each other."""
    return f"{_safe(certificate.number)}_{_safe(certificate.name)}.pdf"


def register_disposition() -> str:
    """Return the Content-Disposition of the register as a file."""
    return content_disposition_header(True, "证书登记簿.csv") or "attachment"


def disposition(certificate: Certificate) -> str:
    """Return the Content-Disposition of the file."""
    return content_disposition_header(True, file_name(certificate)) or "attachment"


def bundle_disposition(bundle: Bundle) -> str:
    """Return the Content-Disposition of a bundle, which is named after the cohort."""
    cohort = bundle.batch.cohort
    name = _safe(f"{cohort.name}_证书")
    return content_disposition_header(True, f"{name}.{suffix(bundle)}") or "attachment"


def suffix(bundle: Bundle) -> str:
    """Return the ending of the bundle's file name."""
    return "zip" if bundle.kind == BundleKind.ARCHIVE else "pdf"


def content_type(bundle: Bundle) -> str:
    """Return what kind of file a bundle is."""
    return f"application/{suffix(bundle)}"


def entries(batch: Batch) -> list[Entry]:
    """Return who belongs in a bundle of the batch, by number.

    These are its certificates in force and those that replaced one of them after a correction.
    """
    family = _family(batch)
    made = {
        row.certificate_id: row
        for row in renditions.current().filter(certificate__batch__in=family).order_by("pk")
    }
    rows = Certificate.objects.live().filter(batch__in=family).order_by("series", "serial")
    return [Entry(row, made.get(row.pk)) for row in rows]


def _family(batch: Batch) -> set[int]:
    """Return the batch and the corrections of its certificates, and the corrections of those."""
    family, last = {batch.pk}, {batch.pk}
    while last:
        corrections = Batch.objects.filter(corrects__batch__in=last).exclude(pk__in=family)
        last = set(corrections.values_list("pk", flat=True))
        family |= last
    return family


def content_of(found: list[Entry]) -> str:
    """Return the digest by which a bundle is known to hold just this."""
    return digest(
        [[each.certificate.number, each.rendition and each.rendition.sha256] for each in found]
    )


def bundles(batch: Batch) -> list[Bundle]:
    """Return the batch's bundles that are worth showing, newest first: a few of each kind."""
    return list(Bundle.objects.filter(batch=batch).order_by("-asked_at", "-pk")[: 2 * KEPT + 2])


def _safe(text: str) -> str:
    return _UNSAFE.sub("_", text).strip(". ") or "_"
