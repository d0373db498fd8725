"""Personal data at rest: unreadable in the database, readable after a change of keys."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import connection
from pytest_django import Settings

from academy.people.models import Person
from academy.shared import crypto
from tests.cast import Cast

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NUMBER = "999999199001010014"


def test_text_and_bytes_come_back() -> None:
    assert crypto.decrypt(crypto.encrypt("王䶮")) == "王䶮"
    assert crypto.decrypt_bytes(crypto.encrypt_bytes(b"\x00\xff")) == b"\x00\xff"
    assert crypto.encrypt(NUMBER) != crypto.encrypt(NUMBER)


def test_keys_rotate(settings: Settings) -> None:
    settings.FIELD_KEYS = [OLD]
    before = crypto.encrypt(NUMBER)
    settings.FIELD_KEYS = [NEW, OLD]
    after = crypto.encrypt(NUMBER)
    assert crypto.decrypt(before) == crypto.decrypt(after) == NUMBER
    settings.FIELD_KEYS = [NEW]
    assert crypto.decrypt(after) == NUMBER
    with pytest.raises(InvalidToken):
        crypto.decrypt(before)


def test_a_changed_token_is_refused() -> None:
    token = crypto.encrypt(NUMBER)
    with pytest.raises(InvalidToken):
        crypto.decrypt(token[:-8] + "AAAAAAA=")


def test_match_hash_is_keyed(settings: Settings) -> None:
    first = crypto.match_hash(NUMBER)
    assert first == crypto.match_hash(NUMBER)
    assert len(first) == 64
    settings.MATCH_KEY = "another key of at least some length"
    assert crypto.match_hash(NUMBER) != first


def test_nothing_has_no_hash() -> None:
    assert crypto.match_hash("") == ""


def test_column_is_unreadable(cast: Cast) -> None:
    Person.objects.filter(pk=cast.wang.pk).update(id_number=NUMBER, mobile="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, mobile FROM people_person WHERE id = %s", [cast.wang.pk])
        stored = cursor.fetchone()
    assert NUMBER not in stored[0]
    assert crypto.decrypt(stored[0]) == NUMBER
    assert stored[1] == ""
    cast.wang.refresh_from_db()
    assert cast.wang.id_number == NUMBER
