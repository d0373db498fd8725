"""Who may open which route of notices."""

from typing import Literal

from academy.people.enums import Role

_ANYBODY = {Role.TRAINEE}
_KEEPERS = {Role.ACADEMY_ADMIN, Role.HR}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "notices:inbox": _ANYBODY,
    "notices:read_all": _ANYBODY,
    "notices:open": _ANYBODY,
    "notices:settings": _ANYBODY,
    "notices:enter_address": _ANYBODY,
    "notices:send_again": _ANYBODY,
    "notices:remove_address": _ANYBODY,
    "notices:confirm": _ANYBODY,
    # The signed link of a letter is what opens it.
    "notices:stop": "public",
    "notices:addresses": _KEEPERS,
    "notices:import_addresses": _KEEPERS,
    "notices:import_faults": _KEEPERS,
    "api-1:try_mail_addresses": _KEEPERS,
    "api-1:get_mail_address_faults": _KEEPERS,
    "api-1:write_mail_addresses": _KEEPERS,
    "notices:person": _KEEPERS,
    "notices:enter_for": _KEEPERS,
    "api-1:list_my_notices": _ANYBODY,
    "api-1:read_my_notice": _ANYBODY,
    "api-1:read_all_my_notices": _ANYBODY,
}
