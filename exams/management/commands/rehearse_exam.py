"""`manage.py rehearse_exam`: the whole exam day with fake candidates, and nothing left of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from academy.audit.record import Actor
from academy.shared import clock
from academy.shared.errors import Refusal
from exams.api.rehearsal import shown
from exams.models import Exam
from exams.operations import rehearsal
from exams.rules.rehearsal import Report


class Command(BaseCommand):
    help = (
        "Rehearse an exam with fake candidates through the real handlers, in one transaction that"
        " is rolled back. Exit code 1 if a promise did not hold or a refusal was not planned."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exam", type=UUID, help="the exam's id, as in its page's address")
        parser.add_argument("--candidates", type=int, default=30, help="8 to 200")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        exam = Exam.objects.filter(public_id=options["exam"]).first()
        if exam is None:
            raise CommandError("there is no such exam")
        try:
            report = rehearsal.run(
                actor=Actor.system("rehearse_exam"),
                exam=exam,
                candidates=options["candidates"],
                at=clock.database_now(),
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal.code}: {refusal} {refusal.advice}") from refusal
        if options["json"]:
            self.stdout.write(shown(exam.public_id, report).model_dump_json(indent=2))
        else:
            self._print(report)
        if not report.sound:
            raise CommandError("the rehearsal found something; see above")

    def _print(self, report: Report) -> None:
        self.stdout.write(
            f"{report.candidates} fake candidates, {report.item_count} items,"
            f" {report.paper_bytes:,} bytes of paper, {report.seconds:.1f} s"
        )
        self.stdout.write(f"{'step':<12}{'count':>7}{'refused':>9}{'p50 ms':>9}{'p95 ms':>9}")
        for line in report.steps:
            self.stdout.write(
                f"{line.step:<12}{line.count:>7}{line.refused:>9}{line.p50:>9.1f}{line.p95:>9.1f}"
            )
        for refused in report.refusals:
            planned = "planned" if refused.wanted else "NOT PLANNED"
            self.stdout.write(
                f"  refused {refused.count} × {refused.code} at {refused.step} ({planned})"
            )
        for name, held in report.checks.items():
            self.stdout.write(f"  {'ok ' if held else 'NO '} {name.replace('_', ' ')}")
