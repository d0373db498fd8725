"""Who of a cohort is due a certificate, and why the others are not."""

from dataclasses import dataclass

from certificates.enums import CertificateKind, LineReason

# The words in which a completion states its verdict; the vocabulary is the courses storey's.
PASSED, FAILED, ABSENT, WITHDRAWN = "passed", "failed", "absent", "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one person of the cohort.

    `verdict` is that of the completion ("" if close-out wrote none), `certified` whether a
    certificate of the kind is in force for it, `missing` the characters to print that no embedded
    font has. `current` is asked of a correction: whether what it replaces is still valid.
    """

    verdict: str
    certified: bool = False
    current: bool = True
    missing: str = ""


def refusal(
    standing: Standing, kind: CertificateKind = CertificateKind.QUALIFICATION
) -> LineReason | None:
    """Return why there is no certificate of that kind for this person, None if one is due.

    结业证书 is for everybody who stayed to the end and sat the exam, 培训合格证 for who passed it.

    Raises:
        ValueError: a verdict this rule does not know.
    """
    reason = _unfinished(standing.verdict, kind)
    if reason is not None:
        return reason
    if standing.certified:
        return LineReason.ALREADY_CERTIFIED
    if not standing.current:
        return LineReason.NOT_CURRENT
    return LineReason.GLYPH_MISSING if standing.missing else None


def _unfinished(verdict: str, kind: CertificateKind) -> LineReason | None:
    if not verdict:
        return LineReason.NOT_COMPLETED
    if verdict == WITHDRAWN:
        return LineReason.WITHDRAWN
    if verdict == ABSENT:
        return LineReason.ABSENT
    if verdict == FAILED:
        return None if kind is CertificateKind.COMPLETION else LineReason.FAILED
    if verdict != PASSED:
        raise ValueError(f"unknown verdict: {verdict}")
    return None
