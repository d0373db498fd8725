"""`manage.py verify_certificate`: check a certificate's PDF, with the register or without it."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from academy.shared import clock
from academy.shared.errors import Refusal
from certificates import checking, credential, labels, signing
from certificates.checking import Evidence
from certificates.credential import CredentialForged
from certificates.queries import verification
from certificates.rules.verdicts import HOLDS, Verdict
from certificates.signing import Ring
from certificates.signing.rings import RingUnusable

UNUSABLE = 2
_MOST = 1024 * 1024  # bytes of a PEM file or a status list


class Command(BaseCommand):
    help = (
        "Check a certificate's PDF and say what it proves. With --offline neither the database nor"
        " the network is asked: the issuer's certificates (--issuer) and, if one was saved, a"
        " status list (--status) are enough. Exits 0 for a certificate that holds, 1 for one that"
        " does not, 2 if something given cannot be used."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the PDF, - for input")
        parser.add_argument("--offline", action="store_true", help="do not ask the register")
        parser.add_argument(
            "--issuer",
            metavar="PEM",
            help="certificates of the issuer (/verify/issuer.pem); by default this server's own",
        )
        parser.add_argument(
            "--status", metavar="FILE", help="status list (/verify/status/…), with --offline"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        on = clock.today()
        try:
            ring = _ring(options["issuer"])
            content = _content(options["file"])
            if options["offline"]:
                said = _alone(content, ring, options["status"], on)
            else:
                said = _by_register(content, ring, on)
        except Refusal as refusal:
            raise CommandError(f"{refusal} {refusal.advice}", returncode=UNUSABLE) from None
        except (OSError, ImproperlyConfigured, RingUnusable, CredentialForged) as error:
            why = _("无法查验：%(why)s") % {"why": error}
            raise CommandError(why, returncode=UNUSABLE) from None
        self._tell(said, as_json=options["json"])
        if Verdict(said["verdict"]) not in HOLDS:
            sys.exit(1)

    def _tell(self, said: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        verdict = Verdict(said["verdict"])
        if verdict is Verdict.VALID and said["status"] != "register":
            # Of the register nothing is known here.
            self.stdout.write(_("原件：这份文件由学院签发，内容没有改动。"))
        else:
            self.stdout.write(f"{labels.VERDICT[verdict]}：{labels.VERDICT_MEANING[verdict]}")
        if said["status"] == "list" and verdict is Verdict.VALID:
            self.stdout.write(_("按所给的状态列表，证书没有被撤销或取代。"))
        if said["status"] == "not_checked" and verdict in HOLDS:
            self.stdout.write(_("没有核对状态列表：证书后来是否被撤销或取代，未知。"))
        for name, word in said["facts"].items():
            self.stdout.write(f"{name}: {word}")
        self.stdout.write(f"SHA-256: {said['sha256']}")


def _ring(named: str | None) -> Ring:
    return Ring.read(_read(named)) if named else signing.ring()


def _read(named: str) -> bytes:
    with Path(named).open("rb") as file:
        return file.read(_MOST)


def _content(named: str) -> bytes:
    most = checking.MAX_BYTES + 1  # which tells that there are too many
    if named == "-":
        return sys.stdin.buffer.read(most)
    with Path(named).open("rb") as file:
        return file.read(most)


def _alone(content: bytes, ring: Ring, status: str | None, on: date) -> dict[str, Any]:
    evidence = checking.check(content, ring)
    claims = _list(_read(status), ring) if status else None
    verdict = checking.alone(evidence, on=on, status=claims)
    facts = evidence.claims.words if evidence.claims else {}
    return _said(verdict, evidence, facts, status="list" if claims else "not_checked")


def _by_register(content: bytes, ring: Ring, on: date) -> dict[str, Any]:
    judgement = verification.by_file(content, ring, on=on)
    facts = judgement.finding.words if judgement.finding else {}
    return _said(judgement.verdict, judgement.evidence, facts, status="register")


def _list(token: bytes, ring: Ring) -> dict[str, Any]:
    """Return the claims of a saved status list that may still be believed."""
    claims = credential.unseal(token, ring)
    until = claims.get("exp")
    if not isinstance(until, int) or until <= clock.now().timestamp():
        raise CredentialForged(_("状态列表已过期，请重新下载。"))
    return claims


def _said(
    verdict: Verdict, evidence: Evidence, facts: dict[str, str], *, status: str
) -> dict[str, Any]:
    return {
        "verdict": verdict.value,
        "status": status,
        "signature": evidence.signature.value,
        "signer": evidence.signer,
        "signed_at": evidence.signed_at.isoformat() if evidence.signed_at else None,
        "sha256": evidence.sha256,
        "facts": facts,
    }
