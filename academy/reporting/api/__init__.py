"""The reporting storey's part of /api/v1."""

from ninja import Router

from academy.reporting.api import exclusions, extracts, makeups, reports

router = Router()
# Exclusions and make-ups first: their names would else be taken for a report's code.
for _part in (exclusions, makeups, reports, extracts):
    router.add_router("", _part.router)

__all__ = ["router"]
