"""What findings of this storey come from."""

from django.utils.translation import gettext_lazy as _

from academy.findings.kinds import source_kind

BOARD = source_kind("reporting.board", label=_("红黑榜"))
