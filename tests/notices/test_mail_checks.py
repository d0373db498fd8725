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


@pytest.mark.parametrize(
    ("back", "found"),
    [
        ("", []),
        ("bounces@academy.example", []),
        (f"{'b' * 21}@academy.example", []),
        (f"{'b' * 22}@academy.example", ["notices.E002"]),
        ("bounces", ["notices.E002"]),
    ],
)
def test_where_letters_come_back_to_leaves_room_for_the_mark(
    settings: Settings, back: str, found: list[str]
) -> None:
    settings.ACADEMY_PRODUCTION = True
    settings.EMAIL_BACKEND, settings.DEFAULT_FROM_EMAIL = SMTP, "academy@academy.example"
    settings.ACADEMY_MAIL_RETURN = back
    assert [message.id for message in check_mail(None)] == found
