"""The candidate's routes of the day: checking in by session, everything else by ticket."""

from typing import Literal

from academy.people.enums import Role

ROUTES: dict[str, set[Role] | Literal["public", "ticket"]] = {
    "api-1:check_in": {Role.TRAINEE},
    "api-1:start_sitting": "ticket",
    "api-1:take_lease": "ticket",
    "api-1:get_paper": "ticket",
    "api-1:get_responses": "ticket",
    "api-1:save_responses": "ticket",
    "api-1:pulse": "ticket",
    "api-1:hand_in_sitting": "ticket",
    "api-1:receipt_keys": "public",
}
