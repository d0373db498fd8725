"""The findings storey's part of /api/v1."""

from academy.findings.api.findings import router
from academy.shared.parameters import strict

strict(router)

__all__ = ["router"]
