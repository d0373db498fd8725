"""`manage.py make_ups`: bring make-up training in line with what is known, now."""

from typing import Any

from django.core.management.base import BaseCommand

from academy.audit.record import Actor
from academy.reporting.operations import makeups
from academy.shared import clock


class Command(BaseCommand):
    help = "Open, close and pass on make-up training as the daily job does; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        done = makeups.sweep(actor=Actor.system("manage.make_ups"), at=clock.now())
        self.stdout.write(
            f"opened {done.opened}, passed {done.passed}, left {done.left},"
            f" escalated {done.escalated}"
        )
