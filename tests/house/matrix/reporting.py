"""Who may open which route of reporting."""

from typing import Literal

from academy.people.enums import Role

_READERS = {Role.HR, Role.ACADEMY_ADMIN, Role.AUDITOR, Role.UNIT_TRAINING_OFFICER}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "reporting:index": _READERS,
    "reporting:report": _READERS,
    "reporting:extracts": _READERS,
    "reporting:comparison": _READERS,
    "reporting:people": _READERS,
    "reporting:xlsx": _READERS,
    "reporting:csv": _READERS,
    "reporting:pdf": _READERS,
    "api-1:reports": _READERS,
    "api-1:report": _READERS,
    "api-1:report_people": _READERS,
    "api-1:report_xlsx": _READERS,
    "api-1:report_csv": _READERS,
    "api-1:report_pdf": _READERS,
    "api-1:report_extracts": _READERS,
    "api-1:report_comparison": _READERS,
}

_ASKERS = {Role.HR, Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER}
_DECIDERS = {Role.HR, Role.ACADEMY_ADMIN}

ROUTES |= {
    "reporting:exclusions": _READERS,
    "reporting:ask_exclusion": _ASKERS,
    "reporting:import_exclusions": _ASKERS,
    "reporting:exclusion_template": _ASKERS,
    "reporting:exclusions_in_force": _READERS,
    "reporting:exclusion_board": _DECIDERS,
    "reporting:withdraw_exclusion": _ASKERS,
    "reporting:revoke_exclusion": _DECIDERS,
    "api-1:list_exclusions": _READERS,
    "api-1:ask_exclusion": _ASKERS,
    "api-1:ask_exclusions": _ASKERS,
    "api-1:decide_exclusions": _DECIDERS,
    "api-1:withdraw_exclusion": _ASKERS,
    "api-1:revoke_exclusion": _DECIDERS,
}

_BOARD_KEEPERS = {Role.HR, Role.ACADEMY_ADMIN}
_BOARD_OBJECTORS = {Role.UNIT_LEADER, Role.UNIT_TRAINING_OFFICER}
_BOARD_READERS = {*_BOARD_KEEPERS, Role.AUDITOR, *_BOARD_OBJECTORS}

ROUTES |= {
    "reporting:boards": _BOARD_READERS,
    "reporting:board": _BOARD_READERS,
    "reporting:board_pdf": _BOARD_READERS,
    "reporting:board_xlsx": _BOARD_READERS,
    "reporting:board_rules": _BOARD_READERS,
    "reporting:draw_board": _BOARD_KEEPERS,
    "reporting:set_board_rules": _BOARD_KEEPERS,
    "reporting:board_outside": _BOARD_KEEPERS,
    "reporting:undo_outside": _BOARD_KEEPERS,
    "reporting:decide_objection": _BOARD_KEEPERS,
    "reporting:delist": _BOARD_KEEPERS,
    "reporting:announce_board": _BOARD_KEEPERS,
    "reporting:publish_board": _BOARD_KEEPERS,
    "reporting:withdraw_board": _BOARD_KEEPERS,
    "reporting:object_to_board": _BOARD_OBJECTORS,
    "api-1:list_boards": _BOARD_READERS,
    "api-1:show_board": _BOARD_READERS,
    "api-1:list_board_rules": _BOARD_READERS,
    "api-1:draw_board": _BOARD_KEEPERS,
    "api-1:set_board_rules": _BOARD_KEEPERS,
    "api-1:import_outside_scores": _BOARD_KEEPERS,
    "api-1:undo_outside_scores": _BOARD_KEEPERS,
    "api-1:announce_board": _BOARD_KEEPERS,
    "api-1:publish_board": _BOARD_KEEPERS,
    "api-1:withdraw_board": _BOARD_KEEPERS,
    "api-1:object_to_board": _BOARD_OBJECTORS,
    "api-1:decide_board_objection": _BOARD_KEEPERS,
    "api-1:delist_board_line": _BOARD_KEEPERS,
}

_KEEPERS = {Role.HR, Role.ACADEMY_ADMIN}

ROUTES |= {
    "reporting:make_ups": {Role.TRAINEE},
    "reporting:make_up": {Role.TRAINEE},
    "reporting:make_ups_overview": {*_READERS, Role.UNIT_LEADER},
    "reporting:make_ups_xlsx": {*_READERS, Role.UNIT_LEADER},
    "reporting:withdraw_make_up": _KEEPERS,
    "api-1:list_make_ups": {Role.TRAINEE},
    "api-1:get_make_up": {Role.TRAINEE},
    "api-1:withdraw_make_up": _KEEPERS,
}

ROUTES |= {
    "reporting:cohort_list": _READERS,
    "reporting:cohort_story": _READERS,
    "reporting:cohort_story_xlsx": _READERS,
    "reporting:cohort_story_pdf": _READERS,
    "api-1:report_cohorts": _READERS,
    "api-1:report_cohort": _READERS,
    "api-1:report_cohort_xlsx": _READERS,
    "api-1:report_cohort_pdf": _READERS,
}

ROUTES |= {
    f"{space}{name}": _READERS
    for space, name in (
        ("reporting:", "person_list"),
        ("reporting:", "person_record"),
        ("reporting:", "person_record_xlsx"),
        ("reporting:", "person_record_pdf"),
        ("api-1:", "report_person"),
        ("api-1:", "report_person_xlsx"),
        ("api-1:", "report_person_pdf"),
    )
}
ROUTES |= {
    f"{space}{name}": {Role.TRAINEE}
    for space in ("reporting:", "api-1:")
    for name in ("my_record", "my_record_xlsx", "my_record_pdf")
}

# Reports made in the background, and sent on a timetable.
ROUTES |= {
    "reporting:runs": _READERS,
    "reporting:begin_run": _READERS,
    "reporting:run": _READERS,
    "reporting:run_file": _READERS,
    "api-1:report_runs": _READERS,
    "api-1:begin_report_run": _READERS,
    "api-1:report_run": _READERS,
    "api-1:cancel_report_run": _READERS,
    "api-1:report_run_file": _READERS,
}
_SCHEDULERS = {Role.HR, Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER}
ROUTES |= {
    "reporting:schedules": _READERS,
    "reporting:schedule": _READERS,
    "reporting:sending": _READERS,
    "reporting:sending_file": _READERS,
    "reporting:new_schedule": _SCHEDULERS,
    "reporting:change_schedule": _SCHEDULERS,
    "reporting:pause_schedule": _SCHEDULERS,
    "reporting:resume_schedule": _SCHEDULERS,
    "reporting:retry_sending": _SCHEDULERS,
    "reporting:try_schedule": _SCHEDULERS,
    "reporting:schedule_log_xlsx": _READERS,
    "reporting:schedule_log_csv": _READERS,
    "api-1:try_report_schedule": _SCHEDULERS,
    "api-1:report_schedules": _READERS,
    "api-1:report_sendings": _READERS,
    "api-1:report_receipts": _READERS,
    "api-1:report_sending_file": _READERS,
    "api-1:make_report_schedule": _SCHEDULERS,
    "api-1:change_report_schedule": _SCHEDULERS,
    "api-1:pause_report_schedule": _SCHEDULERS,
    "api-1:resume_report_schedule": _SCHEDULERS,
    "api-1:retry_report_sending": _SCHEDULERS,
}

_AT_A_GLANCE = _READERS | {Role.UNIT_LEADER}

ROUTES |= {
    "reporting:dashboard": _AT_A_GLANCE,
    "reporting:dashboard_people": _AT_A_GLANCE,
    "reporting:dashboard_lapsing": _AT_A_GLANCE,
    "reporting:dashboard_refresh": _DECIDERS,
    "api-1:report_dashboard": _AT_A_GLANCE,
    "reporting:targets": _AT_A_GLANCE,
    "reporting:set_targets": _DECIDERS,
    "api-1:report_targets": _AT_A_GLANCE,
    "api-1:report_target_changes": _AT_A_GLANCE,
    "api-1:set_report_targets": _DECIDERS,
}
