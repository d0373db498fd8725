"""Who may open which page of a certificate's life, and which route of links."""

from typing import Literal

from academy.people.enums import Role

_REGISTER = {Role.ACADEMY_ADMIN, Role.HR, Role.UNIT_TRAINING_OFFICER, Role.AUDITOR}
_ADMIN = {Role.ACADEMY_ADMIN}
_EVERYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "certificates:picture": _EVERYBODY,
    "certificates:reissue": _ADMIN,
    "certificates:correct": _ADMIN,
    "certificates:shares": _EVERYBODY,
    "certificates:share_open": _EVERYBODY,
    "certificates:share_end": _EVERYBODY,
    "certificates:forecast": _REGISTER,
    "certificates:forecast_names": _REGISTER,
    "verify:share": "public",
    "api-1:list_shares": _EVERYBODY,
    "api-1:open_share": _EVERYBODY,
    "api-1:end_share": _EVERYBODY,
    "api-1:shared_certificate": "public",
}
