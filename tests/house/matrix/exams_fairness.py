"""Who may open which route of what makes an exam fair."""

from typing import Literal

from academy.people.enums import Role

_ADMIN = {Role.ACADEMY_ADMIN}
_STAFF = {Role.ACADEMY_ADMIN, Role.INVIGILATOR}

ROUTES: dict[str, set[Role] | Literal["public", "ticket"]] = {
    "exams:accommodations": _STAFF,
    "exams:grant_accommodation": _ADMIN,
    "exams:accommodation": _STAFF,
    "exams:end_accommodation": _ADMIN,
    "exams:outages": _STAFF,
    "exams:credit_outage": _STAFF,
    "exams:late": _STAFF,
    "exams:decide_late": _ADMIN,
    "exams:excuses": _STAFF,
    "exams:grant_excuse": _ADMIN,
    "exams:withdraw_excuse": _ADMIN,
    "api-1:list_accommodations": _STAFF,
    "api-1:grant_accommodation": _ADMIN,
    "api-1:end_accommodation": _ADMIN,
    "api-1:list_outages": _STAFF,
    "api-1:credit_outage": _STAFF,
    "api-1:list_late_responses": _STAFF,
    "api-1:decide_late_response": _ADMIN,
    "api-1:list_excuses": _STAFF,
    "api-1:grant_excuse": _ADMIN,
    "api-1:withdraw_excuse": _ADMIN,
    "api-1:list_official_results": _STAFF,
}
