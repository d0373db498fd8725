"""Who may open which route of invigilation."""

from typing import Literal

from academy.people.enums import Role

_STAFF = {Role.ACADEMY_ADMIN, Role.INVIGILATOR}

ROUTES: dict[str, set[Role] | Literal["public", "ticket"]] = {
    "exams:watch": _STAFF,
    "exams:watch_do": _STAFF,
    "exams:watch_person": _STAFF,
    "exams:watch_person_do": _STAFF,
    "api-1:exam_rooms": _STAFF,
    "api-1:room_board": _STAFF,
    "api-1:sitting_story": _STAFF,
    "api-1:admit_many": _STAFF,
    "api-1:pause_many": _STAFF,
    "api-1:resume_many": _STAFF,
    "api-1:extend_many": _STAFF,
    "api-1:admit_sitting": _STAFF,
    "api-1:pause_sitting": _STAFF,
    "api-1:resume_sitting": _STAFF,
    "api-1:extend_sitting": _STAFF,
    "api-1:void_sitting": _STAFF,
    "api-1:force_hand_in": _STAFF,
    "api-1:waive_lockdown": _STAFF,
    "api-1:note_incident": _STAFF,
    "api-1:announce": _STAFF,
}
