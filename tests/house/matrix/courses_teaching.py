"""Who may open which route of teaching."""

from typing import Literal

from academy.people.enums import Role

_ADMIN = {Role.ACADEMY_ADMIN}
_TEACHING = {Role.ACADEMY_ADMIN, Role.INSTRUCTOR}
_ANYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "courses:instructors": _TEACHING,
    "courses:new_instructor": _ADMIN,
    "courses:export_hours": _ADMIN,
    "courses:instructor": _TEACHING,
    "courses:qualify": _ADMIN,
    "courses:set_days": _TEACHING,
    "courses:end_instructor": _ADMIN,
    "courses:end_qualification": _ADMIN,
    "courses:lift_days": _TEACHING,
    "courses:taught_cohorts": _TEACHING,
    "courses:withdraw_teaching": _ADMIN,
    "courses:teaching": _TEACHING,
    "courses:assign_teaching": _ADMIN,
    "courses:name_lead": _ADMIN,
    "courses:export_teaching": _TEACHING,
    "courses:cohort_reading": _TEACHING,
    "courses:evaluation": _TEACHING,
    "courses:open_evaluation": _ADMIN,
    "courses:materials": _ADMIN,
    "courses:syllabus_materials": _ADMIN,
    "courses:add_material": _ADMIN,
    "courses:replace_material": _ADMIN,
    "courses:change_material": _ADMIN,
    "courses:my_materials": _ANYBODY,
    "courses:read_material": _ANYBODY,
    "courses:material_beat": _ANYBODY,
    "courses:mark_material": _ANYBODY,
    "courses:material_file": _ANYBODY,
    "courses:questionnaires": _ADMIN,
    "courses:new_questionnaire": _ADMIN,
    "courses:evaluate": _ANYBODY,
}
