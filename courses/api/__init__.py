"""The courses storey's part of /api/v1."""

from ninja import Router

from courses.api import catalogue, cohorts, enrolments

router = Router(tags=["courses"])
router.add_router("", catalogue.router)
router.add_router("", cohorts.router)
router.add_router("", enrolments.router)
