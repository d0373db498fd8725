"""`manage.py verify_receipt`: check one receipt, without a database and without a network."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from academy.shared.clock import LOCAL
from exams import signing

#: Longer than any receipt.
_MOST = 64 * 1024


class Command(BaseCommand):
    help = (
        "Check the signature of a receipt and say what it proves. Reads no database and asks no"
        " network: with --key it needs nothing but the receipt and the public key. Exits 1 for a"
        " forged one."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("receipt", metavar="FILE", help="file with the receipt, - for input")
        parser.add_argument(
            "--key",
            metavar="FILE",
            help="public key as JWKS (/api/v1/receipts/key) or PEM; by default this server's own",
        )

    def handle(self, *args: Any, receipt: str, key: str | None = None, **options: Any) -> None:
        try:
            trusted = signing.read_key(_read(key)) if key is not None else None
            facts = signing.verify(_token(_read(receipt)), trusted)
            said = _said(facts)
        except (signing.KeyUnusable, OSError, UnicodeDecodeError) as error:
            raise CommandError(_("无法核验：%(why)s") % {"why": error}) from None
        except (signing.ReceiptForged, KeyError, TypeError, ValueError):
            raise CommandError(_("回执无效：签名与公钥不符，或内容已被改动。")) from None
        for line in said:
            self.stdout.write(line)


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.read(_MOST)
    with Path(name).open(encoding="utf-8") as file:
        return file.read(_MOST)


def _token(text: str) -> str:
    """The receipt in a text: alone, or the last in a file that also says what it is."""
    found = [word for word in text.split() if word.startswith("eyJ") and word.count(".") == 2]
    return found[-1] if found else text.strip()


def _said(facts: dict[str, Any]) -> list[str]:
    """What the receipt proves, line by line."""
    at = datetime.fromisoformat(facts["at"]).astimezone(LOCAL)
    values = facts | {"at": at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]}
    first = {
        "save": _("%(at)s（北京时间），服务器已收到并保存这次作答的第 %(sequence)s 号答案。"),
        "hand_in": _("%(at)s（北京时间），这次作答已经交卷，最后保存的是第 %(sequence)s 号答案。"),
    }
    if facts["kind"] == "hand_in" and facts["state"] == "closed":
        words = _("%(at)s（北京时间），这次作答到时结束，最后保存的是第 %(sequence)s 号答案。")
    else:
        words = first[facts["kind"]]
    return [
        _("回执真实：签名与公钥相符，内容未被改动。"),
        words % values,
        _("当时服务器上共有 %(answered)s 题有答案，全卷 %(items)s 题。") % values,
        _("作答编号：%(sitting)s") % values,
        _("此前全部答案的摘要（SHA-256）：%(digest)s") % values,
    ]
