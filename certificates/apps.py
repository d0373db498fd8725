"""Certificates as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Batches, certificates, their PDFs and their verification."""

    name = "certificates"
    label = "certificates"
    verbose_name = _("证书")

    def ready(self) -> None:
        import certificates.checks
        import certificates.tasks  # noqa: F401  (registers the kinds of jobs)
