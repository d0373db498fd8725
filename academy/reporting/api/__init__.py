"""The reporting storey's part of /api/v1."""

from academy.reporting.api import exclusions
from academy.reporting.api.completion import router

router.add_router("", exclusions.router)

__all__ = ["router"]
