"""Who may open which page of roll-calls."""

from typing import Literal

from academy.people.enums import Role

_TEACHING = {Role.ACADEMY_ADMIN, Role.INSTRUCTOR}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "courses:rolls": _TEACHING,
    "courses:roll_calls": _TEACHING,
    "courses:roll_call": _TEACHING,
    "courses:take_roll_call": _TEACHING,
    "courses:roll_call_sheet": _TEACHING,
    "courses:void_roll_call": _TEACHING,
}
