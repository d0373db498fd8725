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
