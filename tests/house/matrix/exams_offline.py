"""Who may open which route that serves the exam room without a line."""

from typing import Literal

from academy.people.enums import Role

ROUTES: dict[str, set[Role] | Literal["public", "ticket"]] = {
    # Code, the same for everybody.
    "exams:sitting_worker": "public",
}
