"""Making the PDFs of issued certificates. Never inside a transaction, and as often as asked.

First the row, then the file: whatever is interrupted, no PDF lies there that the register does
not know. A row whose file is missing or spoilt gets it again: the same facts and the same key
give the same bytes; with another key they are another rendition with a row of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from academy.audit.record import Actor, record_many
from academy.shared.errors import Refusal
from academy.shared.text import digest
from certificates import pdf, signing
from certificates.enums import CertificateState, Making, Verb
from certificates.errors import GlyphMissing, NotInForce, RenditionFailed
from certificates.models import Certificate, Rendition
from certificates.operations import files, leaves
from certificates.queries import renditions as queries
from certificates.queries.renditions import Wanted

WORKER = Actor.system("certificates")
# Certificates pressed together: enough to spread what a batch costs, few enough that the PDFs of
# a chunk are a few megabytes of memory and a worker that dies repeats little.
CHUNK = 200
# Numbers in one folder: with a print or two of each it never holds a thousand files, and the
# files of a chunk lie in one or two folders, which are flushed to disk once.
FOLDER = 400


@dataclass(slots=True)
class Outcome:
    """What came of rendering, by the certificate's key: its current rendition, or why not."""

    renditions: dict[int, Rendition] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)

    def fault(self) -> Refusal | None:
        """Return the first refusal that somebody must see to; being out of force is none."""
        faults = (each for each in self.refused.values() if not isinstance(each, NotInForce))
        return next(faults, None)


@dataclass(frozen=True, slots=True)
class _Print:
    """A PDF that was pressed and is not yet known to anybody."""

    wanted: Wanted
    content: bytes
    sha256: str
    making: Making
    key_id: str

    @property
    def certificate(self) -> Certificate:
        return self.wanted.certificate

    @property
    def key(self) -> tuple[int, str]:
        """What there is one row of."""
        return self.certificate.pk, self.sha256

    def row(self, at: datetime) -> Rendition:
        certificate = self.certificate
        block = f"{certificate.series_id}-{certificate.serial // FOLDER:04d}"
        name = f"{certificate.public_id}-{self.sha256[:12]}.pdf"
        return Rendition(
            certificate=certificate,
            reissue=self.wanted.reissue,
            template_id=certificate.template_id,
            making=self.making.value,
            key_id=self.key_id,
            file=f"certificates/{certificate.issued_on.year}/{block}/{name}",
            sha256=self.sha256,
            bytes=len(self.content),
            rendered_at=at,
        )


def path_of(rendition: Rendition) -> Path:
    """Return where the file of a rendition lies."""
    return files.path_of(rendition.file)


def render_many(*, certificate_ids: Sequence[int], at: datetime, actor: Actor = WORKER) -> Outcome:
    """Make the PDFs that are not there yet; what is there and whole is kept.

    One that is refused (its code says why) does not keep the others waiting. The statements
    needed are the same for each chunk of `CHUNK`, however many certificates it holds.
    """
    outcome = Outcome()
    for start in range(0, len(certificate_ids), CHUNK):
        owed = _owed(certificate_ids[start : start + CHUNK], outcome)
        prints = _press(owed, outcome)
        if prints:
            _keep(prints, outcome, at=at, actor=actor)
    return outcome


def render(*, certificate_id: int, at: datetime, actor: Actor = WORKER) -> Rendition:
    """Make the PDF of one certificate if it is not there; return its row or raise the refusal."""
    outcome = render_many(certificate_ids=[certificate_id], at=at, actor=actor)
    for refusal in outcome.refused.values():
        raise refusal
    return outcome.renditions[certificate_id]


def content(*, certificate: Certificate, at: datetime) -> bytes:
    """Return the PDF to hand out, made now if need be; only of a certificate in force.

    What is handed out is what the register has the digest of: a file that was altered on disk is
    made again.
    """
    if certificate.state != CertificateState.ISSUED:
        raise NotInForce(number=certificate.number)
    rendition = render(certificate_id=certificate.pk, at=at)
    found = files.read(rendition.file, rendition.sha256)
    if found is None:
        raise RenditionFailed(number=certificate.number, fault="file lost while it was read")
    return found


def _owed(certificate_ids: Sequence[int], outcome: Outcome) -> list[Wanted]:
    """Return those whose PDF is to be made; note the others."""
    owed = []
    for each in queries.wanted(certificate_ids):
        certificate = each.certificate
        if certificate.state != CertificateState.ISSUED:
            outcome.refused[certificate.pk] = NotInForce(number=certificate.number)
            continue
        whole = (row for row in each.known if files.read(row.file, row.sha256) is not None)
        if (rendition := next(whole, None)) is not None:
            outcome.renditions[certificate.pk] = rendition
        else:
            owed.append(each)
    return owed


def _press(owed: Iterable[Wanted], outcome: Outcome) -> list[_Print]:
    """Press what is owed, one edition after the other; note what is refused."""
    editions: dict[int, list[Wanted]] = {}
    for each in owed:
        editions.setdefault(each.certificate.template_id, []).append(each)
    if not editions:
        return []
    prints: list[_Print] = []
    signer = signing.signer()
    for members in editions.values():
        pressed = leaves.press_all(members, signer=signer)
        for each, made in zip(members, pressed, strict=True):
            if isinstance(made, ValueError):
                outcome.refused[each.certificate.pk] = _refusal(each.certificate, made)
            else:
                sha256 = digest(made.content)
                prints.append(_Print(each, made.content, sha256, made.making, signer.key_id))
    return prints


def _refusal(certificate: Certificate, fault: ValueError) -> Refusal:
    if isinstance(fault, pdf.MissingGlyphs):
        return GlyphMissing(characters=fault.characters)
    return RenditionFailed(number=certificate.number, fault=str(fault)[:200])


def _keep(prints: Sequence[_Print], outcome: Outcome, *, at: datetime, actor: Actor) -> None:
    """Enter the prints in the register, then put their files in place."""
    entered = _enter(prints, outcome, at=at, actor=actor)
    files.put({rendition.file: made.content for made, rendition in entered})
    outcome.renditions |= {row.certificate_id: row for _, row in entered}


def _enter(
    prints: Sequence[_Print], outcome: Outcome, *, at: datetime, actor: Actor
) -> list[tuple[_Print, Rendition]]:
    """Write the rows that are not there yet, in one transaction; return each print's row.

    The certificates are locked: nobody else enters the same print meanwhile, and one revoked
    while it was pressed gets none.
    """
    ids = [each.certificate.pk for each in prints]
    # Durable: inside somebody's transaction the files would be there before the rows.
    with transaction.atomic(durable=True):
        locked = Certificate.objects.select_for_update(no_key=True).live().filter(pk__in=ids)
        live = set(locked.order_by("pk").values_list("pk", flat=True))
        known = Rendition.objects.filter(certificate__in=ids)
        rows = {(row.certificate_id, row.sha256): row for row in known}
        kept = [each for each in prints if each.certificate.pk in live]
        fresh = Rendition.objects.bulk_create(each.row(at) for each in kept if each.key not in rows)
        subjects = [(row.certificate, {"sha256": row.sha256, "bytes": row.bytes}) for row in fresh]
        record_many(actor, Verb.CERTIFICATE_RENDERED, subjects, at=at)
    rows |= {(row.certificate_id, row.sha256): row for row in fresh}
    for each in prints:
        if each.certificate.pk not in live:
            number = each.certificate.number
            outcome.refused[each.certificate.pk] = NotInForce(number=number)
    return [(each, rows[each.key]) for each in kept]
