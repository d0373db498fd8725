"""Django's entry for the exams storey."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExamsConfig(AppConfig):
    """Registers the app under the label ``exams``."""

    name = "exams"
    label = "exams"
    verbose_name = _("考试")
    default_auto_field = "django.db.models.BigAutoField"
