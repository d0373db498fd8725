"""The certificates storey's part of /api/v1."""

from ninja import Router

from certificates.api import (
    awards,
    batches,
    bundles,
    certificates,
    forecast,
    portraits,
    publications,
    shares,
    templates,
    verification,
)

router = Router(tags=["certificates"])
router.add_router("", certificates.router)
router.add_router("", batches.router)
router.add_router("", verification.router)
router.add_router("", bundles.router)
router.add_router("", forecast.router)
router.add_router("", portraits.router)
router.add_router("", shares.router)
router.add_router("", templates.router)
router.add_router("", publications.router)
router.add_router("", awards.router)
