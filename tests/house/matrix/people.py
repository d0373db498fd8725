"""Who may open which route of people and organisation."""

from typing import Literal

from academy.people.enums import Role

_KEEPERS = {Role.ACADEMY_ADMIN, Role.HR}
_READERS = {Role.ACADEMY_ADMIN, Role.HR, Role.UNIT_TRAINING_OFFICER, Role.AUDITOR}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "people:persons": _KEEPERS,
    "people:person": _KEEPERS,
    "people:issue_password": _KEEPERS,
    "people:reveal": _KEEPERS,
    "people:give_role": {Role.ACADEMY_ADMIN},
    "people:end_role": {Role.ACADEMY_ADMIN},
    "api-1:list_units": {Role.TRAINEE},
    "api-1:list_people": _READERS,
    "api-1:get_person": _READERS,
    "people:roster": _KEEPERS,
    "people:roster_run": _KEEPERS,
    "people:roster_commit": _KEEPERS,
    "people:roster_compare": _KEEPERS,
    "people:roster_discard": _KEEPERS,
    "people:roster_refused": _KEEPERS,
    "api-1:create_roster_import": _KEEPERS,
    "api-1:get_roster_import": _KEEPERS,
    "api-1:list_roster_lines": _KEEPERS,
    "api-1:get_roster_refused": _KEEPERS,
    "api-1:preview_roster_import": _KEEPERS,
    "api-1:commit_roster_import": _KEEPERS,
    "api-1:discard_roster_import": _KEEPERS,
}
