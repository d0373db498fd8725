"""`manage.py demo_logins`: one login for each role of the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from academy.campaign import demo
from academy.people.labels import ROLE
from academy.shared import clock


class Command(BaseCommand):
    help = "Make sure each role has a demonstration login and an exam is open; print the logins."

    def handle(self, *args: Any, **options: Any) -> None:
        if getattr(settings, "ACADEMY_PRODUCTION", False):
            raise CommandError("demonstration logins have no place in production")
        with translation.override("zh-hans"):
            logins = demo.prepare(clock.now())
            for login in logins:
                # Two Latin columns, because CJK characters are two columns wide on a terminal.
                self.stdout.write(
                    f"  {login.staff_number}  {login.password}  {ROLE[login.role]} {login.name}"
                )
