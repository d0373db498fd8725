"""Who may open which route of enrolment."""

from typing import Literal

from academy.people.enums import Role

_ADMIN = {Role.ACADEMY_ADMIN}
_KEEPERS = {Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER}
_LEADER = {Role.UNIT_LEADER}
_READERS = {*_KEEPERS, *_LEADER}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "courses:to_endorse": _LEADER,
    "courses:to_approve": _ADMIN,
    "courses:nominate": _KEEPERS,
    "courses:unit_places": _READERS,
    "courses:notice": _ADMIN,
    "courses:notice_print": _READERS,
    "courses:fill": _ADMIN,
    "courses:allocation": _READERS,
    "courses:arrivals": _ADMIN,
    "courses:substitute": _KEEPERS,
    "courses:transfer": _ADMIN,
}
