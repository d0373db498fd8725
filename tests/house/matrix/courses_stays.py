"""Who may open what stays in a cohort come to."""

from typing import Literal

from academy.people.enums import Role

_READERS = {
    Role.ACADEMY_ADMIN,
    Role.INSTRUCTOR,
    Role.UNIT_TRAINING_OFFICER,
    Role.UNIT_LEADER,
}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "courses:stay": _READERS,
    "courses:stay_xlsx": _READERS,
    "api-1:list_stays": _READERS,
}
