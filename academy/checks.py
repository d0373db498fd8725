"""What must hold before the academy starts in production. Process kills can't reveal these."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

_ADVICE = "README, section “Settings”, says how to set it."


def _production() -> bool:
    return bool(getattr(settings, "ACADEMY_PRODUCTION", False))


@register(Tags.security)
def check_secrets(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse weak or missing secrets and DEBUG in production."""
    if not _production():
        return []
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("DEBUG is on in production.", hint=_ADVICE, id="academy.E001"))
    for name in ("SECRET_KEY", "MATCH_KEY"):
        value = getattr(settings, name)
        if len(value) < 40 or len(set(value)) < 12 or value.startswith("django-insecure"):
            found.append(
                Error(
                    f"{name} is weak: 40 random characters at least.",
                    hint=_ADVICE,
                    id="academy.E002",
                )
            )
    if not settings.FIELD_KEYS:
        found.append(Error("FIELD_KEYS is empty.", hint=_ADVICE, id="academy.E003"))
    found += _receipt_key_errors()
    found += _certificate_key_errors()
    if not all(_is_fernet_key(key) for key in settings.FIELD_KEYS):
        found.append(Error("FIELD_KEYS holds no Fernet key.", hint=_ADVICE, id="academy.E003"))
    return found


def _receipt_key_errors() -> list[CheckMessage]:
    """A key made on the spot would differ from host to host, and be gone with its disk."""
    from exams import signing

    try:
        signing.load(Path(settings.RECEIPT_KEY_FILE))
    except signing.KeyUnusable:
        said = "RECEIPT_KEY_FILE names no Ed25519 private key (PEM) that can be read."
        return [Error(said, hint=_ADVICE, id="academy.E004")]
    return []


def _certificate_key_errors() -> list[CheckMessage]:
    """What is signed for development must never leave a production server."""
    from certificates import signing

    try:
        ring = signing.load()
    except signing.KeyUnusable as error:
        said = f"The key for certificates cannot be used: {error}."
        return [Error(said, hint=_ADVICE, id="academy.E005")]
    if signing.is_development(ring):
        said = "CERTIFICATE_CHAIN_FILE holds a certificate of development."
        return [Error(said, hint=_ADVICE, id="academy.E006")]
    return []


@register()
def check_days(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse terms that nobody can mean: deadlines set with them stand for good."""
    found: list[CheckMessage] = [
        Error(f"{name} is not between 1 and {most} days.", hint=_ADVICE, id="academy.E020")
        for name, most in (("ACADEMY_RECHECK_DAYS", 90), ("ACADEMY_MAKE_UP_DAYS", 730))
        if not 1 <= getattr(settings, name) <= most
    ]
    days = settings.ACADEMY_MAKE_UP_ALERT_DAYS
    if len(days) != 3 or days[0] < 1 or days[2] > 365 or sorted(set(days)) != days:
        said = "ACADEMY_MAKE_UP_ALERT_DAYS is not three rising numbers of days from 1 to 365."
        found.append(Error(said, hint=_ADVICE, id="academy.E021"))
    return found


@register(Tags.database)
def check_durability(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a database that may forget what it has acknowledged. Runs with `migrate`, `check
    --database default` and at the start of every web and worker process in production."""
    return durability_errors() if _production() else []


def durability_errors() -> list[CheckMessage]:
    """Return an error for each durability setting of the connected database that is off."""
    if connection.vendor == "sqlite":
        return _sqlite_errors()
    return _postgres_errors()


def refuse_unsafe_start() -> None:
    """End this process (SystemExit) if production settings or its database are unsafe.

    Called where a web or worker process begins: neither runs Django's checks by itself. An
    exception would not do, because Celery only logs what its signal handlers raise.
    """
    if not _production():
        return
    found = [*check_secrets(None), *check_days(None), *check_durability(None)]
    if found:
        lines = [f"{message.id}: {message.msg} {message.hint}" for message in found]
        raise SystemExit("\n".join(["The academy does not start:", *lines]))


def _sqlite_errors() -> list[CheckMessage]:
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    found: list[CheckMessage] = []
    if synchronous < 2:
        found.append(Error("SQLite's synchronous is not FULL.", hint=_ADVICE, id="academy.E010"))
    if str(journal).lower() not in ("wal", "delete", "truncate", "persist"):
        found.append(Error(f"SQLite's journal_mode is {journal}.", hint=_ADVICE, id="academy.E011"))
    return found


def _postgres_errors() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting(%s)", [name])
            value = cursor.fetchone()[0]
        if value == "off":
            found.append(Error(f"PostgreSQL's {name} is off.", hint=_ADVICE, id="academy.E012"))
    return found


def _is_fernet_key(key: str) -> bool:
    from cryptography.fernet import Fernet

    try:
        Fernet(key)
    except ValueError:
        return False
    return True
