"""Findings as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingsConfig(AppConfig):
    """What was found wanting, who puts it right by when, and who looked again."""

    name = "academy.findings"
    label = "findings"
    verbose_name = _("整改")

    def ready(self) -> None:
        import academy.findings.topics  # noqa: F401  (registers its topics)
