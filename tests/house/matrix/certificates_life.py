"""Who may open which route of corrections, reissues, the forecast and the register's file."""

from typing import Literal

from academy.people.enums import Role

_REGISTER = {Role.ACADEMY_ADMIN, Role.HR, Role.UNIT_TRAINING_OFFICER, Role.AUDITOR}
_ADMIN = {Role.ACADEMY_ADMIN}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "api-1:correct_certificate": _ADMIN,
    "api-1:reissue_certificate": _ADMIN,
    "api-1:export_register": _REGISTER,
    "api-1:certificate_forecast": _REGISTER,
    "api-1:certificate_forecast_names": _REGISTER,
}
