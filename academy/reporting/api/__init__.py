"""The reporting storey's part of /api/v1."""

from ninja import Router

from academy.reporting.api import dashboard, exclusions, extracts, reports

router = Router()
# These two first: their names would else be taken for a report's code.
for _part in (exclusions, dashboard, reports, extracts):
    router.add_router("", _part.router)

__all__ = ["router"]
