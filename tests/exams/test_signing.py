"""Receipts: what the key of this server has signed, and nothing else, is believed."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import CommandError, call_command
from joserfc.jwk import KeySet, OKPKey
from pytest_django import Settings

from exams import signing
from tests.make.production import ROOT, environment, receipt_key

FACTS: dict[str, Any] = {
    "v": 1,
    "kind": "save",
    "sitting": "0d0f5a3e-5a1c-4a52-b57f-3c6b2f1e9d10",
    "sequence": 12,
    "answered": 47,
    "items": 50,
    "digest": "ab" * 32,
    "at": "2026-03-02T01:30:00.123456Z",
}


@pytest.fixture(autouse=True)
def own_key(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.RECEIPT_KEY_FILE = str(receipt_key(tmp_path / "receipt.pem"))
    yield Path(settings.RECEIPT_KEY_FILE)
    signing._own.cache_clear()


def test_the_same_facts_give_the_same_receipt() -> None:
    token = signing.sign(FACTS)
    assert signing.sign(dict(FACTS)) == token
    assert signing.verify(token) == FACTS
    assert signing.sign(FACTS | {"answered": 48}) != token


def test_header_names_algorithm_and_thumbprint() -> None:
    header = signing.sign(FACTS).split(".")[0]
    told = json.loads(urlsafe_b64decode(header + "=="))
    [public] = signing.public_keys()["keys"]
    assert told == {"alg": "Ed25519", "kid": public["kid"]}
    assert public["kid"] == OKPKey.import_key(public).thumbprint()
    assert set(public) == {"kty", "crv", "x", "kid", "use", "alg"}


def _with_other_payload(token: str) -> str:
    head, _, tail = token.split(".")
    body = json.dumps(FACTS | {"answered": 50}).encode()
    return f"{head}.{urlsafe_b64encode(body).decode().rstrip('=')}.{tail}"


def _unsigned(token: str) -> str:
    head = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return f"{head}.{token.split('.')[1]}."


FORGERIES = [
    lambda token: "",
    lambda token: "no receipt",
    lambda token: token[:-2],
    lambda token: token + "A",
    lambda token: token.replace(".", "..", 1),
    lambda token: "é" * 40,
    lambda token: "[" * 5000,
    _with_other_payload,
    _unsigned,
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_forgeries(forge: Any) -> None:
    with pytest.raises(signing.ReceiptForged):
        signing.verify(forge(signing.sign(FACTS)))


def test_what_is_signed_but_no_receipt() -> None:
    with pytest.raises(signing.ReceiptForged):
        signing.verify(signing.sign({"v": 1}))


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    other = signing.load(receipt_key(tmp_path / "other.pem"))
    with pytest.raises(signing.ReceiptForged):
        signing.verify(signing.sign(FACTS), other)


def test_the_public_key_suffices(own_key: Path) -> None:
    token = signing.sign(FACTS)
    jwks = json.dumps(signing.public_keys())
    keys = signing.read_key(jwks)
    assert isinstance(keys, KeySet)
    assert signing.verify(token, keys) == FACTS
    pem = signing.load(own_key).public_key.public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    assert signing.verify(token, signing.read_key(pem.decode())) == FACTS
    one = json.dumps(signing.public_keys()["keys"][0])
    assert signing.verify(token, signing.read_key(one)) == FACTS


@pytest.mark.parametrize("text", ["", "no key", "{", "[]", "{}", '{"keys": 1}', '{"keys": [{}]}'])
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(signing.KeyUnusable):
        signing.read_key(text)


def test_a_single_host_makes_its_key_once(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIPT_KEY_FILE = ""
    settings.DATA_DIR = tmp_path / "data"
    token = signing.sign(FACTS)
    [file] = (tmp_path / "data" / "keys").iterdir()
    assert (file.name, oct(file.stat().st_mode & 0o777)) == ("receipt.pem", "0o600")
    signing._own.cache_clear()
    assert signing.sign(FACTS) == token


@pytest.mark.machine
def test_processes_that_begin_at_once_share_one_key(tmp_path: Path) -> None:
    code = "import django; django.setup(); from exams import signing; print(signing.sign({}))"
    own = environment(tmp_path, DJANGO_SETTINGS_MODULE="academy.settings.dev", RECEIPT_KEY_FILE="")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=own, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["receipt.pem"]


def test_production_makes_no_key(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIPT_KEY_FILE, settings.DATA_DIR = "", tmp_path / "data"
    settings.ACADEMY_PRODUCTION = True
    with pytest.raises(signing.KeyUnusable):
        signing.sign(FACTS)


# -- manage.py verify_receipt ---------------------------------------------------------------------


def _said(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_receipt", *arguments, stdout=out)
    return out.getvalue()


def test_command_says_what_a_save_proves(tmp_path: Path) -> None:
    file = tmp_path / "receipt.txt"
    file.write_text(signing.sign(FACTS) + "\n")
    said = _said(str(file))
    for words in ("2026-03-02 09:30:00.123", "第 12 号", "47 题", "50 题", FACTS["sitting"]):
        assert words in said


@pytest.mark.parametrize(("state", "words"), [("handed_in", "已经交卷"), ("closed", "到时结束")])
def test_command_says_what_an_end_proves(state: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "receipt.txt"
    file.write_text(signing.sign(FACTS | {"kind": "hand_in", "state": state}))
    assert words in _said(str(file))


@pytest.mark.parametrize("text", ["", "x", "ä", "a.b.c"])
def test_command_refuses_forgeries(text: str, tmp_path: Path) -> None:
    file = tmp_path / "receipt.txt"
    file.write_text(text)
    with pytest.raises(CommandError):
        _said(str(file))


def test_command_refuses_a_missing_file_and_a_wrong_key(tmp_path: Path) -> None:
    file = tmp_path / "receipt.txt"
    file.write_text(signing.sign(FACTS))
    with pytest.raises(CommandError):
        _said(str(tmp_path / "nowhere"))
    with pytest.raises(CommandError):
        _said(str(file), "--key", str(file))


@pytest.mark.machine
def test_command_needs_neither_database_nor_network(tmp_path: Path) -> None:
    """A database that is nowhere, the public key from a file, the receipt on standard input."""
    key = tmp_path / "key.json"
    key.write_text(json.dumps(signing.public_keys()))
    own = environment(
        tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/nowhere", RECEIPT_KEY_FILE=""
    )
    command = [sys.executable, "manage.py", "verify_receipt", "-", "--key", str(key)]
    for text, code in ((signing.sign(FACTS), 0), (_with_other_payload(signing.sign(FACTS)), 1)):
        done = subprocess.run(
            command, cwd=ROOT, env=own, input=text, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
