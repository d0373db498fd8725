"""The courses storey's part of /api/v1."""

from ninja import Router

from courses.api import announcing, catalogue, cohorts, enrolments, nominations

router = Router(tags=["courses"])
router.add_router("", catalogue.router)
router.add_router("", cohorts.router)
router.add_router("", enrolments.router)
router.add_router("", nominations.router)
router.add_router("", announcing.router)
