"""Who may open which route of templates and awards."""

from typing import Literal

from academy.people.enums import Role

_SEEN = {Role.ACADEMY_ADMIN, Role.AUDITOR}
_ADMIN = {Role.ACADEMY_ADMIN}

ROUTES: dict[str, set[Role] | Literal["public"]] = {
    "certificates:templates": _SEEN,
    "certificates:template": _SEEN,
    "certificates:template_picture": _SEEN,
    "certificates:template_sample_pdf": _SEEN,
    "certificates:template_shipped": _ADMIN,
    "certificates:template_new": _ADMIN,
    "certificates:template_preview": _ADMIN,
    "certificates:template_preview_pdf": _ADMIN,
    "certificates:template_embed": _ADMIN,
    "certificates:template_revise": _ADMIN,
    "certificates:draft": _ADMIN,
    "certificates:draft_publish": _ADMIN,
    "certificates:publication": _ADMIN,
    "certificates:draft_drop": _ADMIN,
    "certificates:draft_changes": _ADMIN,
    "certificates:awards": _SEEN,
    "certificates:award": _ADMIN,
    "api-1:list_templates": _SEEN,
    "api-1:get_template": _SEEN,
    "api-1:list_drafts": _SEEN,
    "api-1:get_draft": _SEEN,
    "api-1:save_draft": _ADMIN,
    "api-1:drop_draft": _ADMIN,
    "api-1:publish_draft": _ADMIN,
    "api-1:get_publication": _ADMIN,
    "api-1:preview_template": _ADMIN,
    "api-1:get_awards": _SEEN,
    "api-1:set_award": _ADMIN,
}
