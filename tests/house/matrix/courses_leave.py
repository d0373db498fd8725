"""Who may open which route of leave."""

from typing import Literal

from academy.people.enums import Role

_TEACHING = {Role.ACADEMY_ADMIN, Role.INSTRUCTOR}
_DECIDING = {Role.ACADEMY_ADMIN, Role.INSTRUCTOR, Role.UNIT_LEADER}
_ANYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "courses:my_leaves": _ANYBODY,
    "courses:ask_leave": _ANYBODY,
    "courses:withdraw_leave": _ANYBODY,
    "courses:print_leave": _ANYBODY,
    "courses:leaves_waiting": _DECIDING,
    "courses:leaves": _TEACHING,
    "courses:record_leave": _TEACHING,
    "courses:sign_back": _TEACHING,
    "courses:undo_return": _TEACHING,
    "api-1:list_my_leaves": _ANYBODY,
    "api-1:get_my_leave_account": _ANYBODY,
    "api-1:ask_leave": _ANYBODY,
    "api-1:list_leaves": _TEACHING,
    "api-1:record_leave": _TEACHING,
    "api-1:list_waiting_leaves": _DECIDING,
    "api-1:decide_leave": _DECIDING,
    "api-1:withdraw_leave": _ANYBODY,
    "api-1:return_from_leave": _TEACHING,
    "api-1:undo_return": _TEACHING,
}
