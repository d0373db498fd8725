"""Who may open which route of conduct and the residence rules."""

from typing import Literal

from academy.people.enums import Role

_ADMIN = {Role.ACADEMY_ADMIN}
_STAFF = {Role.ACADEMY_ADMIN, Role.INSTRUCTOR}
_ANYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "api-1:list_conduct_rules": _ANYBODY,
    "api-1:add_conduct_rule": _ADMIN,
    "api-1:load_usual_conduct": _ADMIN,
    "api-1:end_conduct_rule": _ADMIN,
    "api-1:get_residence_rules": _ANYBODY,
    "api-1:adopt_residence_rules": _ADMIN,
    "api-1:list_conduct": _STAFF,
    "api-1:enter_conduct": _STAFF,
    "api-1:reverse_conduct": _STAFF,
    "api-1:my_conduct": _ANYBODY,
    "api-1:object_to_conduct": _ANYBODY,
    "api-1:list_objections": _STAFF,
    "api-1:decide_objection": _STAFF,
}
