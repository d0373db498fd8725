"""Notices as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What people are told, and how it reaches them."""

    name = "academy.notices"
    label = "notices"
    verbose_name = _("通知")

    def ready(self) -> None:
        import academy.notices.checks
        import academy.notices.own_topics  # noqa: F401  (registers its topics)
