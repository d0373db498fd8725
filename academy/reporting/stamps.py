"""What is printed on everything handed out: which copy this is, and whose."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from academy.shared.clock import LOCAL


@dataclass(frozen=True, slots=True)
class Stamp:
    """The copy's number, who took it and when, and the digest of its figures."""

    id: UUID
    by: str
    at: datetime
    digest: str

    @property
    def line(self) -> str:
        """One line for the foot of a page."""
        return _("提取编号 %(id)s · 提取人 %(by)s · %(at)s · 数据指纹 %(digest)s") % {
            "id": str(self.id)[:8],
            "by": self.by,
            "at": self.at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M"),
            "digest": self.digest[:12],
        }
