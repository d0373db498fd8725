"""`manage.py verify_log`: prove that the audit log is whole."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.audit.models import Head
from academy.audit.verify import flaws


class Command(BaseCommand):
    help = "Read the whole audit chain, name every flaw, print its head. Exits 1 on a flaw."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="SEQUENCE:DIGEST",
            help="a head printed by an earlier run, which the chain must still contain",
        )

    def handle(self, *args: Any, expect: str | None = None, **options: Any) -> None:
        expected = None
        if expect:
            sequence, _, digest = expect.partition(":")
            if not sequence.isdigit() or len(digest) != 64:
                raise CommandError("--expect takes SEQUENCE:DIGEST as an earlier run printed it")
            expected = (int(sequence), digest)
        found = list(flaws(expected_head=expected))
        for flaw in found[:100]:
            self.stderr.write(f"entry {flaw.sequence}: {flaw.kind}")
        if found:
            raise CommandError(f"the audit log is broken in {len(found)} places")
        head = Head.objects.get(pk=1)
        self.stdout.write(
            f"{head.sequence} entries, chain whole; head {head.sequence}:{head.digest}"
        )
