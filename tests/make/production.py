"""A production environment for child processes, sound unless told otherwise."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.make.identities import Identity

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """Return the environment of a sound production process on SQLite in `folder`."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "academy.settings.prod",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "MATCH_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "RECEIPT_KEY_FILE": str(receipt_key(folder / "receipt.pem")),
        "CERTIFICATE_KEY": str(certificate_key(folder / "certificate.pem")),
        "ALLOWED_HOSTS": "academy.example",
        "DATABASE_URL": f"sqlite:///{folder / 'academy.sqlite3'}",
        "ACADEMY_DATA_DIR": str(folder),
        "CELERY_BROKER_URL": "memory://",
        **changes,
    }


def receipt_key(file: Path) -> Path:
    """Write a fresh Ed25519 key to ``file`` unless it is there; return the file."""
    if not file.exists():
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.touch(mode=0o600)
        file.write_bytes(pem)
    return file


def certificate_key(file: Path) -> Path:
    """Write a fresh RSA key and its self-signed certificate to ``file`` unless it is there."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(Identity().pem())
    return file


def python(
    environment: dict[str, str], *arguments: str, seconds: float = 60
) -> "subprocess.CompletedProcess[str]":
    """Run this Python with the arguments from the repository's root and wait for it."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
