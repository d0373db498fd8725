"""Who may open which route of courses."""

from typing import Literal

from academy.people.enums import Role

_ADMIN = {Role.ACADEMY_ADMIN}
_KEEPERS = {Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER}
_READERS = {*_KEEPERS, Role.UNIT_LEADER}
_ANYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "courses:cohorts": _READERS,
    "courses:new_cohort": _ADMIN,
    "courses:cohort": _READERS,
    "courses:publish": _ADMIN,
    "courses:open": _ADMIN,
    "courses:cancel": _ADMIN,
    "courses:close_out": _ADMIN,
    "courses:quotas": _ADMIN,
    "courses:enrol": _ADMIN,
    "courses:check_in": _ADMIN,
    "courses:enrolment": _READERS,
    "courses:decide": _ADMIN,
    "courses:mine": _ANYBODY,
    "api-1:list_tracks": _ANYBODY,
    "api-1:get_track": _ANYBODY,
    "api-1:list_courses": _ANYBODY,
    "api-1:get_course": _ANYBODY,
    "api-1:list_cohorts": _ANYBODY,
    "api-1:get_cohort": _ANYBODY,
    "api-1:draft_cohort": _ADMIN,
    "api-1:publish_cohort": _ADMIN,
    "api-1:open_cohort": _ADMIN,
    "api-1:close_out_cohort": _ADMIN,
    "api-1:cancel_cohort": _ADMIN,
    "api-1:get_quotas": _ADMIN,
    "api-1:set_quotas": _ADMIN,
    "api-1:list_enrolments": _ANYBODY,
    "api-1:enrol_people": _ADMIN,
    "api-1:nominate_people": _KEEPERS,
    "api-1:check_in_people": _ADMIN,
    "api-1:approve_enrolment": _ADMIN,
    "api-1:decline_enrolment": _ADMIN,
    "api-1:withdraw_enrolment": _ADMIN,
    "api-1:list_my_enrolments": _ANYBODY,
}
