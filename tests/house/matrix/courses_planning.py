"""Who may open which route of planning."""

from typing import Literal

from academy.people.enums import Role

_ADMIN = {Role.ACADEMY_ADMIN}
_KEEPERS = {Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "courses:blocks": _KEEPERS,
    "courses:record_block": _KEEPERS,
    "courses:import_blocks": _KEEPERS,
    "courses:lift_block": _KEEPERS,
    "courses:plans": _KEEPERS,
    "courses:new_plan": _ADMIN,
    "courses:plan_demand": _ADMIN,
    "courses:plan": _ADMIN,
    "courses:accept_plan": _ADMIN,
    "courses:replan": _ADMIN,
    "courses:relax_plan": _ADMIN,
    "courses:solve_again": _ADMIN,
    "courses:plan_xlsx": _ADMIN,
    "courses:plan_line": _ADMIN,
    "courses:lock_line": _ADMIN,
    "courses:accept_line": _ADMIN,
    "courses:line_days": _ADMIN,
    "courses:line_quotas": _ADMIN,
    "courses:line_bounds": _ADMIN,
    "courses:decide_seat": _ADMIN,
    "courses:conditions": _ADMIN,
    "courses:add_dormitory": _ADMIN,
    "courses:add_hall": _ADMIN,
    "courses:shut": _ADMIN,
    "courses:lift_shut": _ADMIN,
    "courses:end_place": _ADMIN,
    "courses:adopt_rules": _ADMIN,
    "api-1:list_blocks": _KEEPERS,
    "api-1:record_block": _KEEPERS,
    "api-1:record_blocks": _KEEPERS,
    "api-1:lift_block": _KEEPERS,
    "api-1:list_plans": _ADMIN,
    "api-1:ask_plan": _ADMIN,
    "api-1:get_plan": _ADMIN,
    "api-1:list_plan_lines": _ADMIN,
    "api-1:list_plan_seats": _ADMIN,
    "api-1:lock_plan_line": _ADMIN,
    "api-1:accept_plan": _ADMIN,
    "api-1:compare_plan": _ADMIN,
    "api-1:move_plan_seat": _ADMIN,
    "api-1:drop_plan_seat": _ADMIN,
    "api-1:reschedule_plan_line": _ADMIN,
    "api-1:set_plan_quotas": _ADMIN,
    "api-1:fix_bounds": _ADMIN,
    "api-1:set_prerequisites": _ADMIN,
}
