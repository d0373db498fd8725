"""Who of a cohort is due a certificate, and why the others are not."""

from dataclasses import dataclass

from certificates.enums import LineReason

# The words in which a completion states its verdict; the vocabulary is the courses storey's.
PASSED, FAILED, ABSENT, WITHDRAWN = "passed", "failed", "absent", "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one person of the cohort.

    `verdict` is that of the completion ("" if close-out wrote none), `certified` whether a live
    certificate exists for it, `missing` the characters to print that no embedded font has.
    """

    verdict: str
    certified: bool = False
    missing: str = ""


def refusal(standing: Standing) -> LineReason | None:
    """Return why there is no certificate for this person, None if one is due.

    Raises:
        ValueError: a verdict this rule does not know.
    """
    if not standing.verdict:
        return LineReason.NOT_COMPLETED
    if standing.verdict == WITHDRAWN:
        return LineReason.WITHDRAWN
    if standing.verdict == ABSENT:
        return LineReason.ABSENT
    if standing.verdict == FAILED:
        return LineReason.FAILED
    if standing.verdict != PASSED:
        raise ValueError(f"unknown verdict: {standing.verdict}")
    if standing.certified:
        return LineReason.ALREADY_CERTIFIED
    if standing.missing:
        return LineReason.GLYPH_MISSING
    return None
