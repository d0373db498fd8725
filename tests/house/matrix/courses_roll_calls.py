"""Who may open which route of roll-calls."""

from typing import Literal

from academy.people.enums import Role

_STAFF = {Role.ACADEMY_ADMIN, Role.INSTRUCTOR}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "api-1:list_roll_calls": _STAFF,
    "api-1:list_expected": _STAFF,
    "api-1:take_roll_call": _STAFF,
    "api-1:get_roll_call": _STAFF,
    "api-1:correct_roll_call": _STAFF,
    "api-1:void_roll_call": _STAFF,
}
