"""The reporting storey's part of /api/v1."""

from ninja import Router

from academy.reporting.api import (
    boards,
    dashboard,
    exclusions,
    extracts,
    makeups,
    records,
    reports,
    runs,
    schedules,
    stories,
    targets,
)
from academy.shared.parameters import strict

router = Router()
# The reports stand last but one: what has a name of its own would else be taken for their code.
for _part in (
    boards,
    dashboard,
    exclusions,
    makeups,
    runs,
    schedules,
    stories,
    targets,
    records,
    reports,
    extracts,
):
    router.add_router("", strict(_part.router))

__all__ = ["router"]
