"""What must hold of the certificate fonts before anything is printed with them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  (Django's name)

_TRUETYPE = (b"\0\1\0\0", b"true")
_HINT = "Name TrueType files in CERTIFICATE_FONTS; README, section “Settings”, says which."


@register("certificates")
def check_fonts(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse fonts that are not there, and warn of those that are no plain TrueType files.

    Outlines of CFF make each certificate some ten times larger, and which face of a collection is
    used is left to chance.
    """
    found: list[CheckMessage] = []
    if not settings.CERTIFICATE_FONTS:
        found.append(Error("CERTIFICATE_FONTS is empty.", hint=_HINT, id="certificates.E001"))
    for font in settings.CERTIFICATE_FONTS:
        try:
            with Path(font).open("rb") as file:
                kind = file.read(4)
        except OSError as fault:
            said = f"A font of CERTIFICATE_FONTS cannot be read: {font} ({fault.strerror})."
            found.append(Error(said, hint=_HINT, id="certificates.E001"))
            continue
        if kind not in _TRUETYPE:
            said = f"A font of CERTIFICATE_FONTS is no plain TrueType file: {font}."
            found.append(Warning(said, hint=_HINT, id="certificates.W001"))
    return found
