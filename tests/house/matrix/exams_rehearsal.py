"""Who may rehearse an exam."""

from typing import Literal

from academy.people.enums import Role

ROUTES: dict[str, set[Role] | Literal["public", "ticket"]] = {
    "exams:rehearsal": {Role.ACADEMY_ADMIN},
    "api-1:rehearse_exam": {Role.ACADEMY_ADMIN},
}
