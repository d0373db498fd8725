"""The exams part of /api/v1."""

from ninja import Router

from exams.api.candidate import router as candidate_router
from exams.api.entry import router as entry_router
from exams.api.fairness import router as fairness_router
from exams.api.invigilation import router as invigilation_router
from exams.api.rehearsal import router as rehearsal_router
from exams.api.staff import router as staff_router

router = Router(tags=["exams"])
router.add_router("", candidate_router)
router.add_router("", staff_router)
router.add_router("", entry_router)
router.add_router("", invigilation_router)
router.add_router("", fairness_router)
router.add_router("", rehearsal_router)
