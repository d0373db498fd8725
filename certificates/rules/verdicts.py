"""What is said of a file that somebody has checked."""

from enum import StrEnum


class Verdict(StrEnum):
    """The first of these that applies."""

    ALTERED = "altered"  # ours once, but not as it is
    FOREIGN = "foreign"  # nothing in it is ours
    CONTRADICTED = "contradicted"  # signed by us, yet the register has it not, or otherwise
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    REISSUED = "reissued"  # genuine and in force, but printed anew since
    VALID = "valid"


# The file is what the academy made of a certificate that holds.
HOLDS = frozenset({Verdict.VALID, Verdict.REISSUED})
# Nothing that the file says may be believed.
UNWORTHY = frozenset({Verdict.ALTERED, Verdict.FOREIGN, Verdict.CONTRADICTED})
