"""Who may open which route of reporting."""

from typing import Literal

from academy.people.enums import Role

_READERS = {Role.HR, Role.ACADEMY_ADMIN, Role.AUDITOR, Role.UNIT_TRAINING_OFFICER}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "reporting:completion": _READERS,
    "reporting:people": _READERS,
    "reporting:xlsx": _READERS,
    "reporting:csv": _READERS,
    "reporting:pdf": _READERS,
    "api-1:report_completion": _READERS,
    "api-1:report_completion_people": _READERS,
    "api-1:report_completion_xlsx": _READERS,
    "api-1:report_completion_csv": _READERS,
    "api-1:report_completion_pdf": _READERS,
}
