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

_AT_A_GLANCE = _READERS | {Role.UNIT_LEADER}

ROUTES |= {
    "reporting:dashboard": _AT_A_GLANCE,
    "reporting:dashboard_people": _AT_A_GLANCE,
    "reporting:dashboard_lapsing": _AT_A_GLANCE,
    "reporting:dashboard_refresh": _DECIDERS,
    "api-1:report_dashboard": _AT_A_GLANCE,
}
