"""Who may open which page of conduct."""

from typing import Literal

from academy.people.enums import Role

_TEACHING = {Role.ACADEMY_ADMIN, Role.INSTRUCTOR}
_ADMIN = {Role.ACADEMY_ADMIN}
_ANYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "courses:my_conduct": _ANYBODY,
    "courses:object_to_conduct": _ANYBODY,
    "courses:reverse_conduct": _TEACHING,
    "courses:objections": _TEACHING,
    "courses:conduct_person": _TEACHING,
    "courses:conduct": _TEACHING,
    "courses:enter_conduct": _TEACHING,
    "courses:residence_rules": _ADMIN,
    "courses:adopt_residence_rules": _ADMIN,
    "courses:add_conduct_rule": _ADMIN,
    "courses:load_usual_conduct": _ADMIN,
    "courses:end_conduct_rule": _ADMIN,
}
