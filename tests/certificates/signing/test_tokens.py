"""A key in a token: SoftHSM, spoken to as any HSM is. In processes of their own, because the
library keeps what it knows for as long as its process lives."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from certificates.signing import tokens
from certificates.signing.tokens import TokenUnusable
from tests.make.identities import Identity
from tests.make.production import ROOT, environment

pytestmark = pytest.mark.press

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "4728-pin"
URI = "pkcs11:token=academy;object=certificates;type=private"

_SIGN = """
import json, os
from certificates import signing
from certificates.signing.keys import KeyUnusable
try:
    signer = signing.signer()
    ours = signer.sign(b"words").hex()
    read, write = os.pipe()
    if os.fork() == 0:  # as a worker is forked from a parent that has signed already
        os.write(write, signer.sign(b"words").hex().encode())
        os._exit(0)
    os.wait()
    said = {"ours": ours, "childs": os.read(read, 4096).decode()}
    said["again"] = signer.sign(b"words").hex()
    said["cms"] = signing.Cms(signer).make(bytes(32)).hex()[:4]
    print(json.dumps(said))
except KeyUnusable as error:
    print(json.dumps({"refused": str(error)}))
"""


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Identity]:
    """A token with one RSA key, and the chain of its certificate beside it."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "store").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'store'}\n")
    identity = Identity("院内 HSM", by=Identity("院内根", authority=True))
    (folder / "key.pem").write_bytes(identity.private())
    (folder / "chain.pem").write_bytes(identity.public())
    own = {"PATH": os.environ["PATH"], "SOFTHSM2_CONF": str(folder / "softhsm2.conf")}
    for arguments in (
        ("--init-token", "--free", "--label", "academy", "--pin", PIN, "--so-pin", "so-0000"),
        ("--import", str(folder / "key.pem"), "--token", "academy", "--label", "certificates",
         "--id", "0A1B", "--pin", PIN),
    ):  # fmt: skip
        subprocess.run(
            ["/usr/bin/softhsm2-util", *arguments], env=own, check=True, capture_output=True
        )
    return folder, identity


def ask(folder: Path, tmp_path: Path, **changes: str) -> Mapping[str, str]:
    settings = {
        "CERTIFICATE_KEY": URI,
        "CERTIFICATE_CHAIN_FILE": str(folder / "chain.pem"),
        "CERTIFICATE_PKCS11_MODULE": MODULE,
        "CERTIFICATE_PKCS11_PIN": PIN,
        "SOFTHSM2_CONF": str(folder / "softhsm2.conf"),
    }
    own = environment(tmp_path, DJANGO_SETTINGS_MODULE="academy.settings.dev")
    done = subprocess.run(
        [sys.executable, "-c", _SIGN],
        cwd=ROOT,
        env=own | settings | changes,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert PIN not in done.stdout + done.stderr
    said: dict[str, str] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize(
    "uri",
    [
        URI,
        "pkcs11:token=academy;id=%0A%1B",
        "pkcs11:model=SoftHSM%20v2;object=certificates?module-path=/usr/lib/softhsm/libsofthsm2.so",
    ],
)
def test_signs_also_after_a_fork(uri: str, token: tuple[Path, Identity], tmp_path: Path) -> None:
    folder, identity = token
    said = ask(folder, tmp_path, CERTIFICATE_KEY=uri)
    assert said.get("refused") is None
    assert said["ours"] == said["childs"] == said["again"] == identity.sign(b"words").hex()
    identity.key.public_key().verify(bytes.fromhex(said["ours"]), b"words", PKCS1v15(), SHA256())
    assert said["cms"] == "3082"


def test_the_pin_from_a_file(token: tuple[Path, Identity], tmp_path: Path) -> None:
    folder, _identity = token
    (tmp_path / "pin").write_text(PIN + "\n")
    said = ask(
        folder,
        tmp_path,
        CERTIFICATE_KEY=f"{URI}?pin-source=file:{tmp_path / 'pin'}",
        CERTIFICATE_PKCS11_PIN="",
    )
    assert "ours" in said


@pytest.mark.parametrize(
    "changes",
    [
        {"CERTIFICATE_PKCS11_PIN": "wrong"},
        {"CERTIFICATE_KEY": "pkcs11:token=another;object=certificates"},
        {"CERTIFICATE_KEY": "pkcs11:token=academy;object=another"},
        {"CERTIFICATE_PKCS11_MODULE": "/nowhere.so"},
        {"CERTIFICATE_PKCS11_MODULE": ""},
        {"CERTIFICATE_CHAIN_FILE": ""},
    ],
)
def test_what_does_not_sign(
    changes: dict[str, str], token: tuple[Path, Identity], tmp_path: Path
) -> None:
    assert "refused" in ask(token[0], tmp_path, **changes)


def test_what_a_uri_says() -> None:
    found = tokens.read(
        "pkcs11:token=The%20academy;serial=01;object=%E8%AF%81;id=%00%FF;type=private",
        module="/m.so",
        pin="1",
    )
    assert found.token == {"token": "The academy", "serial": "01"}
    assert (found.label, found.id, found.module, found.pin) == ("证", b"\0\xff", "/m.so", "1")
    assert "pin" not in repr(found)


@pytest.mark.parametrize(
    "uri",
    [
        "file:/key",
        "pkcs11:",
        "pkcs11:token=x",
        "pkcs11:object=x;object=y",
        "pkcs11:object=x;type=cert",
        "pkcs11:object=x;colour=red",
        "pkcs11:object=x?pin-value=1234",
        "pkcs11:object=x?pin-source=file:/nowhere",
        "pkcs11:object",
    ],
)
def test_what_is_no_such_uri(uri: str) -> None:
    with pytest.raises(TokenUnusable) as refused:
        tokens.read(uri, module="/m.so")
    assert "1234" not in str(refused.value)


def test_no_module() -> None:
    with pytest.raises(TokenUnusable):
        tokens.read("pkcs11:object=x")
