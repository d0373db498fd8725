"""Who may open which route of requirements and hours."""

from typing import Literal

from academy.people.enums import Role

_KEEPERS = {Role.HR, Role.ACADEMY_ADMIN}
_READERS = _KEEPERS | {Role.UNIT_TRAINING_OFFICER}
_ANYBODY = {Role.TRAINEE}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "courses:requirements": _READERS,
    "courses:new_requirement": _KEEPERS,
    "courses:load_usual": _KEEPERS,
    "courses:end_requirement": _KEEPERS,
    "courses:attainment": _READERS,
    "courses:owing": _READERS,
    "courses:owing_workbook": _READERS,
    "courses:seats": _READERS,
    "courses:ledger": _READERS,
    "courses:record_hours": _KEEPERS,
    "courses:reverse_hours": _KEEPERS,
    "courses:hours_categories": _READERS,
    "courses:add_hours_category": _KEEPERS,
    "courses:rename_hours_category": _KEEPERS,
    "courses:retire_hours_category": _KEEPERS,
    "courses:restore_hours_category": _KEEPERS,
    "courses:hours_imports": _KEEPERS,
    "courses:hours_template": _KEEPERS,
    "courses:hours_import": _KEEPERS,
    "courses:hours_refused": _KEEPERS,
    "courses:commit_hours": _KEEPERS,
    "courses:undo_hours": _KEEPERS,
    "courses:read_hours": _KEEPERS,
    "api-1:list_requirements": _READERS,
    "api-1:publish_requirement": _KEEPERS,
    "api-1:end_requirement": _KEEPERS,
    "api-1:list_owing": _READERS,
    "api-1:list_unit_owing": _READERS,
    "api-1:list_seats_ahead": _READERS,
    "api-1:my_requirements": _ANYBODY,
    "api-1:list_hours": _READERS,
    "api-1:enter_hours": _KEEPERS,
    "api-1:take_hours_back": _KEEPERS,
    "api-1:list_hours_categories": _READERS,
    "api-1:add_hours_category": _KEEPERS,
    "api-1:rename_hours_category": _KEEPERS,
    "api-1:retire_hours_category": _KEEPERS,
    "api-1:restore_hours_category": _KEEPERS,
    "api-1:hours_conversion": _READERS,
    "api-1:read_past_records": _KEEPERS,
    "api-1:get_past_records": _KEEPERS,
    "api-1:commit_past_records": _KEEPERS,
    "api-1:undo_past_records": _KEEPERS,
    "api-1:stop_past_records": _KEEPERS,
}
