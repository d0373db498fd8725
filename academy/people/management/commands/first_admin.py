"""`manage.py first_admin`: found an empty academy."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.audit.record import Actor
from academy.people.enums import Sex
from academy.people.operations import founding
from academy.shared import clock
from academy.shared.errors import Refusal


class Command(BaseCommand):
    help = "Found the bureau's unit and the first academy admin; print a password to be changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("staff_number", help="with which the admin signs in")
        parser.add_argument("name")
        parser.add_argument("--sex", choices=[sex.value for sex in Sex], required=True)
        parser.add_argument("--unit-code", default="BUREAU")
        parser.add_argument("--unit-name", default="市城市管理和综合执法局")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person, password = founding.found_academy(
                actor=Actor.system("first_admin"),
                unit_code=options["unit_code"],
                unit_name=options["unit_name"],
                staff_number=options["staff_number"],
                name=options["name"],
                sex=Sex(options["sex"]),
                on=clock.today(),
                at=clock.now(),
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal.code}: {refusal} {refusal.advice}") from refusal
        self.stdout.write(f"{person.staff_number}  {password}")
