"""What the mail of a production server should have."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags

from academy.notices.post.returns import MARK_CHARS
from academy.notices.rules.addresses import is_address

_ADVICE = "README, section “Settings”, says how to set it."
#: RFC 5321 gives the local part 64 octets; the rest of them are "+" and the mark of the letter.
_MOST_LOCAL = 64 - 1 - MARK_CHARS
#: What writes mail where nobody receives it.
_NOWHERE = ("filebased", "console", "dummy", "locmem")


@checks.register(Tags.compatibility)
def check_mail(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn in production where mail goes to files; refuse a sender nobody could answer."""
    if not getattr(settings, "ACADEMY_PRODUCTION", False):
        return []
    found: list[CheckMessage] = []
    if any(f".{name}." in settings.EMAIL_BACKEND for name in _NOWHERE):
        said = "EMAIL_URL names no mail server: mail is written to files and reaches nobody."
        found.append(checks.Warning(said, hint=_ADVICE, id="notices.W001"))
    elif not is_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1]):
        said = "ACADEMY_MAIL_FROM is no address that a mail server takes."
        found.append(checks.Error(said, hint=_ADVICE, id="notices.E001"))
    back = settings.ACADEMY_MAIL_RETURN
    if back and not (is_address(back) and len(back.partition("@")[0]) <= _MOST_LOCAL):
        said = f"ACADEMY_MAIL_RETURN is no address with at most {_MOST_LOCAL} signs before its @."
        found.append(checks.Error(said, hint=_ADVICE, id="notices.E002"))
    return found
