"""The reporting storey's part of /api/v1."""

from ninja import Router

from academy.reporting.api import exclusions, extracts, reports, runs, schedules

router = Router()
# Exclusions first: "exclusions" would else be taken for a report's code.
for _part in (exclusions, reports, extracts, runs, schedules):
    router.add_router("", _part.router)

__all__ = ["router"]
