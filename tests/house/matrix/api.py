"""Who may open what the API says of itself."""

from typing import Literal

from academy.people.enums import Role

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "api-1:api-root": "public",
    "api-1:openapi-json": "public",
    "api-1:openapi-view": "public",
}
