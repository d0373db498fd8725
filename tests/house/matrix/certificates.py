"""Who may open which route of certificates."""

from typing import Literal

from academy.people.enums import Role

_REGISTER = {Role.ACADEMY_ADMIN, Role.HR, Role.UNIT_TRAINING_OFFICER, Role.AUDITOR}
_BATCHES = {Role.ACADEMY_ADMIN, Role.AUDITOR}
_ADMIN = {Role.ACADEMY_ADMIN}
_EVERYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "certificates:mine": _EVERYBODY,
    "certificates:register": _REGISTER,
    "certificates:certificate": _EVERYBODY,
    "certificates:pdf": _EVERYBODY,
    "certificates:revoke": _ADMIN,
    "certificates:batches": _BATCHES,
    "certificates:propose": _ADMIN,
    "certificates:batch": _BATCHES,
    "certificates:approve": _ADMIN,
    "certificates:issue": _ADMIN,
    "certificates:withdraw": _ADMIN,
    "certificates:progress": _BATCHES,
    "certificates:retry": _ADMIN,
    "verify:search": "public",
    "verify:file": "public",
    "verify:issuer": "public",
    "verify:chain": "public",
    "verify:keys": "public",
    "verify:status": "public",
    "api-1:verify_file": "public",
    "verify:show": "public",
    "api-1:list_certificates": _EVERYBODY,
    "api-1:get_certificate": _EVERYBODY,
    "api-1:download_certificate": _EVERYBODY,
    "api-1:revoke_certificate": _ADMIN,
    "api-1:list_batches": _BATCHES,
    "api-1:get_batch": _BATCHES,
    "api-1:propose_batch": _ADMIN,
    "api-1:approve_batch": _ADMIN,
    "api-1:issue_batch": _ADMIN,
    "api-1:withdraw_batch": _ADMIN,
    "api-1:verify_token": "public",
    "api-1:verify_number": "public",
}
