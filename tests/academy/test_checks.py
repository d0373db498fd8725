"""Production refuses to start with a weak secret, DEBUG, or a database that may forget."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.db import connection
from pytest_django import Settings

from academy import checks
from certificates.signing import development
from tests.make.production import certificate_key, environment, python, receipt_key
from tests.throwaway import PostgresCluster

GOOD = "abcdefghijklmnopqrstuvwxyz0123456789ABCD"


@pytest.fixture
def production(settings: Settings, tmp_path: Path) -> Settings:
    settings.ACADEMY_PRODUCTION = True
    settings.RECEIPT_KEY_FILE = str(receipt_key(tmp_path / "receipt.pem"))
    settings.CERTIFICATE_KEY = str(certificate_key(tmp_path / "certificate.pem"))
    settings.SECRET_KEY = settings.MATCH_KEY = GOOD
    return settings


def found() -> list[str | None]:
    return [message.id for message in checks.check_secrets(None)]


def test_sound_settings_pass(production: Settings) -> None:
    assert found() == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "MATCH_KEY"])
@pytest.mark.parametrize(
    ("value", "weak"),
    [
        (GOOD[:39], True),
        (GOOD, False),
        (GOOD + "x", False),
        ("abcdefghijk" * 4, True),  # 11 different characters
        ("abcdefghijkl" * 4, False),  # 12
        ("django-insecure-" + GOOD, True),
    ],
)
def test_weak_secrets(name: str, value: str, weak: bool, production: Settings) -> None:
    setattr(production, name, value)
    assert found() == (["academy.E002"] if weak else [])


def test_no_match_key(production: Settings) -> None:
    """An empty SECRET_KEY never gets this far: Django itself refuses to read it."""
    production.MATCH_KEY = ""
    assert found() == ["academy.E002"]


def test_debug(production: Settings) -> None:
    production.DEBUG = True
    assert found() == ["academy.E001"]


@pytest.mark.parametrize("keys", [[], ["no Fernet key"], ["é" * 44]])
def test_field_keys(keys: list[str], production: Settings) -> None:
    production.FIELD_KEYS = keys
    assert found() == ["academy.E003"]


@pytest.mark.parametrize("content", [None, "", "no PEM", "public", "other"])
def test_receipt_key(content: str | None, production: Settings, tmp_path: Path) -> None:
    file = tmp_path / "other.pem"
    own = load_pem_private_key(Path(production.RECEIPT_KEY_FILE).read_bytes(), None)
    if content == "public":
        pem = own.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        file.write_bytes(pem)
    elif content == "other":
        pem = X25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        file.write_bytes(pem)
    elif content is not None:
        file.write_text(content)
    production.RECEIPT_KEY_FILE = str(file)
    assert found() == ["academy.E004"]


def test_no_receipt_key_is_named(production: Settings) -> None:
    production.RECEIPT_KEY_FILE = ""
    assert found() == ["academy.E004"]


def test_no_certificate_key_is_named(production: Settings) -> None:
    production.CERTIFICATE_KEY = ""
    assert found() == ["academy.E005"]


def test_a_chain_that_is_not_the_keys(production: Settings, tmp_path: Path) -> None:
    production.CERTIFICATE_CHAIN_FILE = str(certificate_key(tmp_path / "other.pem"))
    assert found() == ["academy.E005"]


def test_a_certificate_of_development(production: Settings, tmp_path: Path) -> None:
    development.make(tmp_path / "development.pem", organisation="学院")
    production.CERTIFICATE_KEY = str(tmp_path / "development.pem")
    assert found() == ["academy.E006"]


def test_elsewhere_nothing_is_asked(settings: Settings) -> None:
    settings.SECRET_KEY = ""
    settings.DEBUG = True
    assert found() == []
    assert checks.check_durability(None) == []
    checks.refuse_unsafe_start()


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("pragmas", "ids"),
    [
        (["synchronous=OFF"], ["academy.E010"]),
        (["synchronous=NORMAL"], ["academy.E010"]),
        (["synchronous=FULL"], []),
        (["synchronous=EXTRA"], []),
        (["synchronous=FULL", "journal_mode=MEMORY"], ["academy.E011"]),
    ],
)
def test_sqlite(pragmas: list[str], ids: list[str], production: Settings) -> None:
    try:
        with connection.cursor() as cursor:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
        assert [message.id for message in checks.check_durability(None)] == ids
        if ids:
            with pytest.raises(SystemExit, match=ids[0]):
                checks.refuse_unsafe_start()
        else:
            checks.refuse_unsafe_start()
    finally:
        connection.close()  # the next connection sets its own


@pytest.mark.only_on("postgres")
@pytest.mark.django_db
def test_postgres_that_never_waits_for_its_disk(production: Settings) -> None:
    """The suite's own cluster has all three switched off."""
    messages = [message.msg for message in checks.check_durability(None)]
    assert messages == [
        "PostgreSQL's fsync is off.",
        "PostgreSQL's full_page_writes is off.",
        "PostgreSQL's synchronous_commit is off.",
    ]


# -- whole processes ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def durable_url() -> Iterator[str]:
    cluster = PostgresCluster(durable=True)
    cluster.start()
    yield cluster.url
    cluster.stop()


@pytest.mark.only_on("postgres")
def test_a_postgres_as_it_ships_is_let_in(durable_url: str, tmp_path: Path) -> None:
    sound = environment(tmp_path, DATABASE_URL=durable_url)
    assert python(sound, "-c", "import academy.wsgi").returncode == 0


@pytest.mark.only_on("postgres")
@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_one_promise_switched_off_is_enough(name: str, tmp_path: Path) -> None:
    cluster = PostgresCluster(durable=True, settings={name: "off"})
    try:
        cluster.start()
        done = python(environment(tmp_path, DATABASE_URL=cluster.url), "-c", "import academy.wsgi")
    finally:
        cluster.stop()
    assert done.returncode == 1
    assert f"PostgreSQL's {name} is off." in done.stderr


WEB = ("-c", "import academy.wsgi")
WORKER = ("-m", "celery", "--app", "academy", "worker", "--pool", "solo")
BEAT = ("-m", "celery", "--app", "academy", "beat", "--max-interval", "1")


@pytest.mark.machine
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("command", [WEB, WORKER, BEAT], ids=["web", "worker", "beat"])
def test_no_process_starts_with_a_weak_secret(command: tuple[str, ...], tmp_path: Path) -> None:
    done = python(environment(tmp_path, SECRET_KEY="short"), *command)
    assert done.returncode != 0
    assert "The academy does not start:" in done.stderr
    assert "academy.E002: SECRET_KEY is weak" in done.stderr


DEPLOY_CHECK = ("manage.py", "check", "--deploy", "--database", "default")


@pytest.mark.machine
@pytest.mark.only_on("sqlite")
def test_the_deploy_check_lets_a_sound_environment_pass(tmp_path: Path) -> None:
    done = python(environment(tmp_path), *DEPLOY_CHECK)
    assert done.returncode == 0, done.stderr


@pytest.mark.machine
@pytest.mark.only_on("sqlite")
def test_the_deploy_check_names_all_that_is_wrong(tmp_path: Path) -> None:
    """Each by itself is an error as well: see the checks above."""
    wrong = {
        "DEBUG": "on",
        "MATCH_KEY": "short",
        "FIELD_KEYS": "",
        "RECEIPT_KEY_FILE": "",
        "CERTIFICATE_KEY": "",
    }
    done = python(environment(tmp_path, **wrong), *DEPLOY_CHECK)
    assert done.returncode != 0
    for number in range(1, 6):
        assert f"academy.E00{number}" in done.stderr


@pytest.mark.machine
@pytest.mark.only_on("sqlite")
def test_without_a_secret_key_not_even_the_check_begins(tmp_path: Path) -> None:
    done = python(environment(tmp_path, SECRET_KEY=""), *DEPLOY_CHECK)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "stands"),
    [
        ("ACADEMY_RECHECK_DAYS", 0, False),
        ("ACADEMY_RECHECK_DAYS", 1, True),
        ("ACADEMY_RECHECK_DAYS", 90, True),
        ("ACADEMY_RECHECK_DAYS", 91, False),
        ("ACADEMY_MAKE_UP_DAYS", 0, False),
        ("ACADEMY_MAKE_UP_DAYS", 1, True),
        ("ACADEMY_MAKE_UP_DAYS", 730, True),
        ("ACADEMY_MAKE_UP_DAYS", 731, False),
    ],
)
def test_terms_are_days_that_can_be_meant(
    settings: Settings, name: str, value: int, stands: bool
) -> None:
    setattr(settings, name, value)
    assert [each.id for each in checks.check_days(None)] == ([] if stands else ["academy.E020"])


@pytest.mark.parametrize(
    ("days", "stands"),
    [
        ([1, 14, 30], True), ([1, 2, 365], True), ([0, 14, 30], False), ([1, 2, 366], False),
        ([1, 14], False), ([1, 2, 3, 4], False), ([], False), ([1, 1, 2], False),
        ([2, 1, 3], False),
    ],
)  # fmt: skip
def test_three_levels_have_rising_days(settings: Settings, days: list[int], stands: bool) -> None:
    settings.ACADEMY_MAKE_UP_ALERT_DAYS = days
    assert [each.id for each in checks.check_days(None)] == ([] if stands else ["academy.E021"])
