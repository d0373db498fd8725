"""Who may open which route of the web itself."""

from typing import Literal

from academy.people.enums import Role

_ANYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "web:home": _ANYBODY,
    "web:job": _ANYBODY,
    "web:job_cancel": _ANYBODY,
    "web:theme": "public",
    "web:language": "public",
    "web:password_help": "public",
    "account_login": "public",
    "account_logout": "public",
    "account_inactive": "public",
    "account_change_password": _ANYBODY,
}
