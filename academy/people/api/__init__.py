"""The people storey's part of /api/v1."""

from ninja import Router

from academy.people.api import persons, roster

router = Router(tags=["people"])
router.add_router("", persons.router)
router.add_router("", roster.router)
