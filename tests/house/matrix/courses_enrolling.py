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
    "courses:renewal_windows": _ADMIN,
    "courses:notice": _ADMIN,
    "courses:notice_print": _READERS,
    "courses:notice_pdf": _READERS,
    "courses:fill": _ADMIN,
    "courses:allocation": _READERS,
    "courses:arrivals": _ADMIN,
    "courses:substitute": _KEEPERS,
    "courses:recall": _KEEPERS,
    "courses:transfer": _ADMIN,
    "api-1:try_nominations": _KEEPERS,
    "api-1:list_pending": {*_ADMIN, *_LEADER},
    "api-1:endorse_many": _LEADER,
    "api-1:return_many": _LEADER,
    "api-1:approve_many": _ADMIN,
    "api-1:decline_many": _ADMIN,
    "api-1:get_waiting_list": _READERS,
    "api-1:get_unit_places": _READERS,
    "api-1:list_renewal_windows": _READERS,
    "api-1:adopt_renewal_window": _ADMIN,
    "api-1:undo_check_in": _ADMIN,
    "api-1:get_notice": _READERS,
    "api-1:get_notice_pdf": _READERS,
    "api-1:write_notice": _ADMIN,
    "api-1:issue_notice": _ADMIN,
    "api-1:move_deadlines": _ADMIN,
    "api-1:fill_quotas": _ADMIN,
    "api-1:list_fills": _READERS,
    "api-1:get_missing": _ADMIN,
    "api-1:substitute_enrolment": _KEEPERS,
    "api-1:recall_enrolment": _KEEPERS,
    "api-1:transfer_enrolment": _ADMIN,
}
