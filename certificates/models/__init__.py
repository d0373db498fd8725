"""Rows of certificates."""

from certificates.models.batch import Batch, BatchLine
from certificates.models.certificate import Certificate, Portrait, Series, StatusList
from certificates.models.rendition import Bundle, Reissue, Rendition
from certificates.models.revocation import Revocation
from certificates.models.share import Reminder, Share
from certificates.models.template import Award, Draft, Template

__all__ = [
    "Award",
    "Batch",
    "BatchLine",
    "Bundle",
    "Certificate",
    "Draft",
    "Portrait",
    "Reissue",
    "Reminder",
    "Rendition",
    "Revocation",
    "Series",
    "Share",
    "StatusList",
    "Template",
]
