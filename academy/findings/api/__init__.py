"""The findings storey's part of /api/v1."""

from academy.findings.api.findings import router

__all__ = ["router"]
