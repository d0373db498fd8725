"""Who may open which route of coming into an exam: rooms, rules of the day, seats, codes."""

from typing import Literal

from academy.people.enums import Role

_ADMIN = {Role.ACADEMY_ADMIN}
_STAFF = {Role.ACADEMY_ADMIN, Role.INVIGILATOR}
_ANYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public", "ticket"]] = {
    "exams:check_in": _ANYBODY,
    "exams:wait": _ANYBODY,
    "exams:lockdown_check": _ANYBODY,
    "exams:rooms": _ADMIN,
    "exams:new_room": _ADMIN,
    "exams:room": _ADMIN,
    "exams:retire_room": _ADMIN,
    "exams:policy": _ADMIN,
    "exams:seats": _STAFF,
    "exams:assign_seats": _ADMIN,
    "exams:room_codes": _STAFF,
    "exams:print_seats": _STAFF,
    "exams:seats_xlsx": _STAFF,
    "exams:seats_csv": _STAFF,
    "exams:seat": _STAFF,
    "exams:seat_code": _STAFF,
    "api-1:list_rooms": _STAFF,
    "api-1:open_room": _ADMIN,
    "api-1:change_room": _ADMIN,
    "api-1:retire_room": _ADMIN,
    "api-1:get_policy": _ADMIN,
    "api-1:set_policy": _ADMIN,
    "api-1:list_seats": _STAFF,
    "api-1:assign_seats": _ADMIN,
    "api-1:move_seat": _STAFF,
    "api-1:issue_entry_code": _STAFF,
    "api-1:issue_room_codes": _STAFF,
}
