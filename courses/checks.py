"""What must hold of the settings of courses before pages can rely on them."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags

from courses.rules.periods import read_periods

_ADVICE = "README, section “Settings”, says how to set it."


@checks.register(Tags.compatibility)
def check_periods(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse periods that overlap or are none, and an hour without minutes."""
    found: list[CheckMessage] = []
    try:
        read_periods(settings.TEACHING_PERIODS)
    except ValueError:
        said = "TEACHING_PERIODS holds no list such as 08:30-10:00,10:20-11:50 in order of the day."
        found.append(checks.Error(said, hint=_ADVICE, id="courses.E001"))
    if not 20 <= settings.TEACHING_HOUR_MINUTES <= 90:
        said = "TEACHING_HOUR_MINUTES is no number of minutes from 20 to 90."
        found.append(checks.Error(said, hint=_ADVICE, id="courses.E002"))
    return found
