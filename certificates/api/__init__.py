"""The certificates storey's part of /api/v1."""

from ninja import Router

from certificates.api import batches, bundles, certificates, verification

router = Router(tags=["certificates"])
router.add_router("", certificates.router)
router.add_router("", batches.router)
router.add_router("", verification.router)
router.add_router("", bundles.router)
