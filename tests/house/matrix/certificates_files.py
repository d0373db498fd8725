"""Who may open which route of bundles and portraits."""

from typing import Literal

from academy.people.enums import Role

_BATCHES = {Role.ACADEMY_ADMIN, Role.AUDITOR}
_ADMIN = {Role.ACADEMY_ADMIN}
_PORTRAITS = {Role.ACADEMY_ADMIN, Role.HR}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "certificates:bundles": _BATCHES,
    "certificates:bundle_ask": _ADMIN,
    "certificates:bundle_file": _BATCHES,
    "certificates:portraits": _PORTRAITS,
    "certificates:portrait_run": _PORTRAITS,
    "certificates:portrait_store": _PORTRAITS,
    "certificates:portrait_drop": _PORTRAITS,
    "api-1:look_at_portraits": _PORTRAITS,
    "api-1:get_portrait_run": _PORTRAITS,
    "api-1:store_portraits": _PORTRAITS,
    "api-1:ask_bundle": _ADMIN,
    "api-1:get_bundle": _BATCHES,
    "api-1:download_bundle": _BATCHES,
}
