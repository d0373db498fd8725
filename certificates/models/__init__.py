"""Rows of certificates."""

from certificates.models.batch import Batch, BatchLine
from certificates.models.certificate import Certificate, Series
from certificates.models.rendition import Rendition
from certificates.models.revocation import Revocation
from certificates.models.template import Template

__all__ = [
    "Batch",
    "BatchLine",
    "Certificate",
    "Rendition",
    "Revocation",
    "Series",
    "Template",
]
