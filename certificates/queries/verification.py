"""What anybody may learn of a certificate: the register answers, never the PDF."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from academy.shared.text import fold
from certificates import checking
from certificates.checking import Evidence, Signature
from certificates.enums import CertificateKind, Validity
from certificates.models import Certificate, Rendition
from certificates.queries import register
from certificates.rules import serial
from certificates.rules.verdicts import Verdict
from certificates.signing import Ring

# The printed words that a stranger may see again, in the order of the certificate; those that a
# certificate doesn't have are left out.
SHOWN = (
    "number",
    "name",
    "sex",
    "id_number",
    "unit",
    "course",
    "cohort",
    "period",
    "hours",
    "result",
    "issuer",
    "issuer_en",
    "issued_on",
    "expires",
    "seal_text",
)


@dataclass(frozen=True, slots=True)
class Printing:
    """A PDF of the certificate, by the SHA-256 of its bytes; `current` unless reissued since."""

    sha256: str
    rendered_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class Successor:
    """The certificate that replaced another one. Its address is its holder's to show."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Finding:
    """A certificate as the register has it: frozen words, state on a day, and why it ended.

    `ended_on` is the first day on which it no longer holds; `ended_at` the moment of revocation
    or replacement, None of one that merely expired. `expires_on` is known from the beginning.
    """

    token: str
    kind: CertificateKind
    validity: Validity
    words: dict[str, str]
    id_label: str
    issued_on: date
    expires_on: date | None
    ended_at: datetime | None
    reason: str
    successor: Successor | None
    reissued_on: tuple[date, ...]
    printings: tuple[Printing, ...]
    demonstration: bool

    @property
    def in_force(self) -> bool:
        return self.validity is Validity.VALID


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a file, what the file itself proves, and what the register has.

    `known` means that the register has the digest of exactly these bytes. `differing` names the
    words of the file's credential that are others in the register.
    """

    verdict: Verdict
    evidence: Evidence
    finding: Finding | None
    known: bool
    differing: tuple[str, ...] = ()


def by_token(token: str, *, on: date) -> Finding | None:
    """Return what the QR code's token stands for; None for anything else."""
    if not serial.is_token(token):
        return None
    return _finding(_rows().filter(token=token).first(), on)


def by_number(number: str, name: str, *, on: date) -> Finding | None:
    """Return the certificate with that number, if that name stands on it."""
    typed = serial.as_typed(number)
    return _finding(_rows().filter(number=typed, name=fold(name)).first(), on)


def by_digest(sha256: str, *, on: date) -> Finding | None:
    """Return the certificate that the file of this SHA-256 is a PDF of."""
    found = Rendition.objects.filter(sha256=sha256).values_list("certificate", flat=True).first()
    return None if found is None else _finding(_rows().filter(pk=found).first(), on)


def by_file(content: bytes, ring: Ring, *, on: date) -> Judgement:
    """Return the verdict on a file; nothing of it is kept.

    Raises:
        Refusal: it cannot be checked; see `checking.check`.
    """
    sha256 = checking.digest_of(content)
    finding = by_digest(sha256, on=on)
    known = finding is not None
    evidence = checking.check(content, ring, trusted=known)
    if finding is None and evidence.claims is not None:
        finding = by_token(evidence.claims.token, on=on)
    return judge(evidence, finding, known=known)


def judge(evidence: Evidence, finding: Finding | None, *, known: bool) -> Judgement:
    """Return the verdict on a file of which `finding` is the certificate, if there is one.

    A file whose digest the register has is ours, whatever became of the key that signed it.
    """
    differing = _differing(evidence, finding)
    verdict = _verdict(evidence, finding, known=known, differing=bool(differing))
    return Judgement(verdict, evidence, finding, known, differing)


def _verdict(
    evidence: Evidence, finding: Finding | None, *, known: bool, differing: bool
) -> Verdict:
    if not known and evidence.signature is not Signature.GOOD:
        ours = evidence.claims is not None or evidence.signature is Signature.BROKEN
        return Verdict.ALTERED if ours else Verdict.FOREIGN
    if finding is None or differing:
        return Verdict.CONTRADICTED
    if finding.validity is not Validity.VALID:
        return Verdict(finding.validity.value)
    same = [each for each in finding.printings if each.sha256 == evidence.sha256]
    return Verdict.REISSUED if same and not same[0].current else Verdict.VALID


def _differing(evidence: Evidence, finding: Finding | None) -> tuple[str, ...]:
    """Return the names of the words that the file's credential has otherwise."""
    if finding is None or evidence.claims is None:
        return ()
    if evidence.claims.token != finding.token:
        return ("number",)
    said = evidence.claims.words
    return tuple(name for name in said if said[name] != finding.words.get(name, ""))


def _rows() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("revocation", "successor").prefetch_related(
        "reissues", "renditions"
    )


def _finding(row: Certificate | None, on: date) -> Finding | None:
    if row is None:
        return None
    revocation = getattr(row, "revocation", None)
    successor = getattr(row, "successor", None)
    reissues = sorted(row.reissues.all(), key=lambda each: each.ordinal)
    newest = reissues[-1].pk if reissues else None
    return Finding(
        token=row.token,
        kind=CertificateKind(row.kind),
        validity=register.validity_of(row, on=on),
        words={name: row.facts[name] for name in SHOWN if row.facts.get(name)},
        id_label=row.facts.get("id_label", ""),
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        ended_at=row.revoked_at or row.superseded_at,
        reason=revocation.reason if revocation else "",
        successor=Successor(successor.number, successor.issued_on) if successor else None,
        reissued_on=tuple(each.reissued_on for each in reissues),
        printings=tuple(
            Printing(each.sha256, each.rendered_at, current=each.reissue_id == newest)
            for each in sorted(row.renditions.all(), key=lambda each: -each.pk)
        ),
        demonstration=bool(row.facts.get("notice")),
    )
