"""Who may open which route of findings. Everybody may own one, and then sees it."""

from typing import Literal

from academy.people.enums import Role

_ANYBODY = {Role.TRAINEE}
_KEEPERS = {Role.ACADEMY_ADMIN, Role.HR}
_RECHECKERS = {*_KEEPERS, Role.UNIT_LEADER}
_READERS = {*_RECHECKERS, Role.UNIT_TRAINING_OFFICER, Role.AUDITOR}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "findings:findings": _ANYBODY,
    "findings:finding": _ANYBODY,
    "findings:add_evidence": _ANYBODY,
    "findings:report": _ANYBODY,
    "findings:assign": _RECHECKERS,
    "findings:extend": _KEEPERS,
    "findings:recheck": _RECHECKERS,
    "findings:withdraw": _RECHECKERS,
    "findings:open_finding": _RECHECKERS,
    "findings:register_xlsx": _READERS,
    "findings:register_csv": _READERS,
    "api-1:list_findings": _ANYBODY,
    "api-1:get_finding": _ANYBODY,
    "api-1:list_finding_entries": _ANYBODY,
    "api-1:add_finding_evidence": _ANYBODY,
    "api-1:report_finding": _ANYBODY,
    "api-1:assign_finding": _RECHECKERS,
    "api-1:extend_finding": _KEEPERS,
    "api-1:recheck_finding": _RECHECKERS,
    "api-1:withdraw_finding": _RECHECKERS,
    "api-1:open_finding": _RECHECKERS,
}
