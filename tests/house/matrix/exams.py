"""Who may open which route of exams. Ticket routes open to the sitting's own trainee."""

from typing import Literal

from academy.people.enums import Role

_ADMIN = {Role.ACADEMY_ADMIN}
_AUTHORS = {Role.ACADEMY_ADMIN, Role.INSTRUCTOR}
_STAFF = {Role.ACADEMY_ADMIN, Role.INVIGILATOR}
_ANYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public", "ticket"]] = {
    "exams:exams": _STAFF,
    "exams:new_exam": _ADMIN,
    "exams:board": _STAFF,
    "exams:release": _ADMIN,
    "exams:mine": _ANYBODY,
    "exams:start": _ANYBODY,
    "exams:sit": _ANYBODY,
    "exams:result": _ANYBODY,
    "api-1:my_exams": _ANYBODY,
    "api-1:get_my_result": _ANYBODY,
    "api-1:list_banks": _AUTHORS,
    "api-1:list_items": _AUTHORS,
    "api-1:assemble_paper": _ADMIN,
    "api-1:list_exams": _STAFF,
    "api-1:schedule_exam": _ADMIN,
    "api-1:get_exam": _STAFF,
    "api-1:get_board": _STAFF,
    "api-1:release_exam": _ADMIN,
}
