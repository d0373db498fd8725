"""The courses storey's part of /api/v1."""

from ninja import Router

from courses.api import (
    announcing,
    blocks,
    catalogue,
    categories,
    cohorts,
    conduct,
    enrolments,
    evaluations,
    hours,
    leaves,
    materials,
    nominations,
    plan_edits,
    plans,
    prerequisites,
    renewals,
    requirements,
    roll_calls,
    stays,
    teaching,
    timetables,
)

router = Router(tags=["courses"])
router.add_router("", catalogue.router)
router.add_router("", cohorts.router)
router.add_router("", enrolments.router)
router.add_router("", blocks.router)
router.add_router("", plans.router)
router.add_router("", plan_edits.router)
router.add_router("", prerequisites.router)
router.add_router("", renewals.router)
# teaching
router.add_router("", teaching.router)
router.add_router("", timetables.router)
router.add_router("", materials.router)
router.add_router("", evaluations.router)
router.add_router("", leaves.router)
router.add_router("", roll_calls.router)
router.add_router("", stays.router)
router.add_router("", nominations.router)
router.add_router("", announcing.router)
router.add_router("", requirements.router)
router.add_router("", hours.router)
router.add_router("", categories.router)
router.add_router("", conduct.router)
