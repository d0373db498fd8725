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
