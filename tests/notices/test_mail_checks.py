"""What production says of mail that reaches nobody."""

import pytest
from pytest_django.fixtures import Settings

from academy.notices.checks import check_mail

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.mark.parametrize(
    ("backend", "sender", "found"),
    [
        (SMTP, "academy@academy.example", []),
        (SMTP, "学院 <academy@academy.example>", []),
        (SMTP, "academy@localhost", ["notices.E001"]),
        (FILES, "academy@localhost", ["notices.W001"]),
    ],
)
def test_in_production(settings: Settings, backend: str, sender: str, found: list[str]) -> None:
    settings.ACADEMY_PRODUCTION = True
    settings.EMAIL_BACKEND, settings.DEFAULT_FROM_EMAIL = backend, sender
    assert [message.id for message in check_mail(None)] == found


def test_elsewhere_files_are_fine(settings: Settings) -> None:
    settings.EMAIL_BACKEND = FILES
    assert check_mail(None) == []
