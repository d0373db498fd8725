"""The reporting storey's part of /api/v1."""

from ninja import Router

from academy.reporting.api import exclusions, extracts, records, reports, stories

router = Router()
# Exclusions first: "exclusions" would else be taken for a report's code.
for _part in (exclusions, reports, extracts, stories, records):
    router.add_router("", _part.router)

__all__ = ["router"]
