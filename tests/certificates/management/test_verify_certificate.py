"""`manage.py verify_certificate`: with the register, and with nothing but what was saved."""

import json
import os
import subprocess
import sys
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from academy.shared import clock
from certificates import signing
from certificates.operations import revocations
from certificates.queries import status
from tests.cast import Cast
from tests.make import certificates as make
from tests.make import proofs
from tests.make.identities import Identity
from tests.make.printings import printed
from tests.make.production import ROOT, environment

pytestmark = [pytest.mark.django_db, pytest.mark.press]


def run(*arguments: str) -> tuple[int, str]:
    """Return the exit code and what is said."""
    out = StringIO()
    try:
        call_command("verify_certificate", *arguments, stdout=out)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_with_the_register(cast: Cast, at: datetime, tmp_path: Path) -> None:
    certificate = make.certificate(cast.wang, at=at)
    content, _rendition = printed(certificate, at=at)
    file = tmp_path / "a.pdf"
    file.write_bytes(content)
    code, said = run(str(file))
    assert code == 0
    for words in ("原件，有效", "王建国", certificate.number):
        assert words in said
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="有误", at=at)
    code, said = run(str(file), "--json")
    assert (code, json.loads(said)["verdict"]) == (1, "revoked")


def test_offline_with_a_saved_status_list(cast: Cast, tmp_path: Path) -> None:
    at = clock.now()
    certificate = make.certificate(cast.wang, at=at)
    content, _rendition = printed(certificate, at=at)
    for name, written in (("a.pdf", content), ("i.pem", signing.chain_pem().encode())):
        (tmp_path / name).write_bytes(written)
    given = [str(tmp_path / "a.pdf"), "--offline", "--issuer", str(tmp_path / "i.pem")]
    code, said = run(*given)
    assert (code, "没有核对状态列表" in said) == (0, True)
    assert "登记簿" not in said  # which was not asked
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="有误", at=at)
    assert run(*given)[0] == 0  # who doesn't ask is not told


def test_the_saved_list_is_believed_for_a_week(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    certificate = make.certificate(cast.wang, at=at)
    badge = proofs.badge(place=(certificate.status_list.number, certificate.status_index))
    monkeypatch.setattr("django.conf.settings.ACADEMY_BASE_URL", proofs.BASE)
    (tmp_path / "a.pdf").write_bytes(proofs.signed(proofs.pdf(badge), at=at))
    given = [str(tmp_path / "a.pdf"), "--offline", "--json"]

    def listed(when: datetime) -> tuple[int, str]:
        found = status.published(certificate.status_list.number, signing.signer(), at=when)
        assert found is not None
        (tmp_path / "s.jwt").write_bytes(found.content)
        return run(*given, "--status", str(tmp_path / "s.jwt"))

    code, said = listed(at)
    assert (code, json.loads(said)["status"]) == (0, "list")
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="有误", at=at)
    code, said = listed(at)
    assert (code, json.loads(said)["verdict"]) == (1, "revoked")


def test_needs_neither_database_nor_settings_of_ours(tmp_path: Path) -> None:
    academy = Identity("别处的学院")
    content = proofs.signed(proofs.pdf(proofs.badge(academy)), signer=academy)
    (tmp_path / "i.pem").write_bytes(academy.public())
    own = environment(
        tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/nowhere", CERTIFICATE_KEY=""
    )
    command = [sys.executable, "manage.py", "verify_certificate", "-", "--offline", "--json"]
    for given, code in ((content, 0), (content.replace(b"1 0 0 rg", b"0 1 0 rg"), 1)):
        done = subprocess.run(
            [*command, "--issuer", str(tmp_path / "i.pem")],
            cwd=ROOT,
            env={"LANG": os.environ.get("LANG", "C.UTF-8")} | own,
            input=given,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == code, done.stderr


@pytest.mark.parametrize("case", ["missing", "no PDF", "no PEM", "no list"])
def test_unusable_input(case: str, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    if case != "missing":
        file.write_bytes(b"no PDF" if case == "no PDF" else proofs.signed())
    given = {"no PEM": ["--issuer", str(file)], "no list": ["--status", str(file)]}.get(case, [])
    assert run(str(file), "--offline", *given)[0] == 2
