"""The reporting storey's part of /api/v1."""

from ninja import Router

from academy.reporting.api import extracts, reports

router = Router()
for _part in (reports, extracts):
    router.add_router("", _part.router)

__all__ = ["router"]
