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

__all__ = [
    "BatchIssued",
    "BatchNotApproved",
    "BatchWithdrawn",
    "CohortNotClosed",
    "GlyphMissing",
    "NobodyEligible",
    "NotInForce",
    "NotIssued",
    "ReasonRequired",
    "RenditionFailed",
    "SecondPersonRequired",
    "TooManyMisses",
]
