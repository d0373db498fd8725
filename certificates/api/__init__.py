"""The certificates storey's part of /api/v1."""

from ninja import Router

from certificates.api import batches, certificates, verification

router = Router(tags=["certificates"])
router.add_router("", certificates.router)
router.add_router("", batches.router)
router.add_router("", verification.router)
