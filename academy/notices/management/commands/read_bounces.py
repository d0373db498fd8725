"""`manage.py read_bounces`: read the delivery reports that came back for letters of ours."""

import mailbox
import sys
from argparse import ArgumentParser
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError

from academy.notices.enums import Taken
from academy.notices.operations import bounces
from academy.notices.rules.delivery_reports import MOST_BYTES
from academy.shared import clock

#: What a mail server takes for "try again later" (sysexits.h).
EX_TEMPFAIL = 75
#: Reports that are ours quote somebody's address: once read they have no business lying about.
_OURS = frozenset({Taken.HARD, Taken.SOFT, Taken.LATE, Taken.KNOWN})


class Command(BaseCommand):
    help = (
        "Read delivery reports (RFC 3464) from a Maildir, an mbox or standard input: addresses"
        " that are refused for good get no more mail and their people are told, other failures are"
        " counted. What was ours is removed from the box; reading a report twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--maildir", type=Path, help="folder with new/ and cur/")
        source.add_argument("--mbox", type=Path, help="file with all messages")
        parser.add_argument(
            "--recipient",
            default="",
            help="address the message on standard input came to, as the mail server says it",
        )
        parser.add_argument("--keep", action="store_true", help="leave what was read where it lies")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["maildir"] is not None:
            tally = self._maildir(options["maildir"], keep=options["keep"])
        elif options["mbox"] is not None:
            tally = self._mbox(options["mbox"], keep=options["keep"])
        else:
            tally = self._one(options["recipient"])
        said = ", ".join(f"{kind.value} {tally[kind]}" for kind in Taken if tally[kind])
        self.stdout.write(f"{tally.total()} read{': ' if said else ''}{said}")

    def _maildir(self, path: Path, *, keep: bool) -> Counter[Taken]:
        tally: Counter[Taken] = Counter()
        try:
            box = mailbox.Maildir(path, factory=None, create=False)
            keys = sorted(box.keys())
        except (mailbox.Error, OSError) as fault:
            raise CommandError(f"no Maildir at {path}: {type(fault).__name__}") from fault
        for key in keys:
            # Somebody else may have taken it away meanwhile.
            with suppress(KeyError, FileNotFoundError):
                message = box.get_message(key)
                if "S" in message.get_flags():
                    continue
                with box.get_file(key) as file:
                    taken = bounces.take_in(file.read(MOST_BYTES), at=clock.now())
                tally[taken] += 1
                if keep:
                    continue
                if taken in _OURS:
                    box.remove(key)
                else:
                    # Seen: it is not looked at again, and stays for whoever keeps the box.
                    message.set_subdir("cur")
                    message.add_flag("S")
                    box[key] = message
        return tally

    def _mbox(self, path: Path, *, keep: bool) -> Counter[Taken]:
        tally: Counter[Taken] = Counter()
        try:
            box = mailbox.mbox(path, factory=None, create=False)
            box.lock()
        except (mailbox.Error, OSError) as fault:
            raise CommandError(f"no mbox at {path}: {type(fault).__name__}") from fault
        try:
            for key in sorted(box.iterkeys()):
                taken = bounces.take_in(box.get_bytes(key)[:MOST_BYTES], at=clock.now())
                tally[taken] += 1
                if taken in _OURS and not keep:
                    box.remove(key)
            box.flush()
        finally:
            box.close()
        return tally

    def _one(self, recipient: str) -> Counter[Taken]:
        data = sys.stdin.buffer.read(MOST_BYTES)
        # The mail server is told at once that it was taken, were it longer than that.
        while sys.stdin.buffer.read(MOST_BYTES):
            pass
        try:
            return Counter([bounces.take_in(data, recipient=recipient, at=clock.now())])
        except (DatabaseError, InterfaceError) as fault:
            self.stderr.write(f"not read, try again: {type(fault).__name__}")
            sys.exit(EX_TEMPFAIL)
