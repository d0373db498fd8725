"""Every anticipated no of certificates."""

from certificates.errors.base import (
    BatchIssued,
    BatchNotApproved,
    BatchWithdrawn,
    CohortNotClosed,
    GlyphMissing,
    NobodyEligible,
    NotInForce,
    NotIssued,
    ReasonRequired,
    RenditionFailed,
    SecondPersonRequired,
    TooManyMisses,
)
from certificates.errors.life import (
    CauseRequired,
    CorrectionNotCurrent,
    NothingToCorrect,
    ReissueNotCurrent,
    TemplateMissing,
    UnderCorrection,
)

__all__ = [
    "BatchIssued",
    "BatchNotApproved",
    "BatchWithdrawn",
    "CauseRequired",
    "CohortNotClosed",
    "CorrectionNotCurrent",
    "GlyphMissing",
    "NobodyEligible",
    "NotInForce",
    "NotIssued",
    "NothingToCorrect",
    "ReasonRequired",
    "ReissueNotCurrent",
    "RenditionFailed",
    "SecondPersonRequired",
    "TemplateMissing",
    "TooManyMisses",
    "UnderCorrection",
]
