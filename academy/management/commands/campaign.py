"""`manage.py campaign`: the whole line, from a staff roster to certificates and a report."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from tqdm import tqdm

from academy.campaign import checks, runner
from academy.campaign.context import Campaign
from academy.shared import clock
from academy.shared.errors import Refusal

LABELS = {
    "organisation": "组织架构",
    "roster": "名册导入",
    "catalogue": "课程与题库",
    "residence": "场地与值班",
    "planning": "期次编排",
    "cohorts": "编期报到",
    "sittings": "考试补考",
    "close_out": "结班",
    "certificates": "签发证书",
    "pdfs": "生成 PDF",
    "report": "结业报表",
}


class Command(BaseCommand):
    help = (
        "Run the whole-system training campaign through the operations: roster, courses, cohorts,"
        " exams, certificates, report. Run again, it adds nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--staff", type=int, default=3600, help="people on the roster (≥ 34)")
        parser.add_argument("--seed", type=int, default=2017, help="what everything drawn hangs on")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcome as JSON")
        parser.add_argument(
            "--out",
            type=Path,
            default=settings.DATA_DIR / "campaign",
            metavar="DIR",
            help="where the roster, the report and 20 certificates are put",
        )
        parser.add_argument(
            "--pdfs", type=int, help="certificate PDFs made in the run; all of them unless given"
        )
        parser.add_argument(
            "--if-needed", action="store_true", help="do nothing if a campaign was completed here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 34 <= options["staff"] <= 20_000:
            raise CommandError("--staff takes 34 to 20000: at least one person for each unit")
        if options["if_needed"] and runner.completed(options["out"]):
            self.stdout.write("The campaign is complete; nothing to do.")
            return
        with translation.override("zh-hans"):
            campaign = runner.prepare(
                staff=options["staff"],
                seed=options["seed"],
                out=options["out"],
                today=clock.today(),
                pdfs=options["pdfs"],
            )
            if count := runner.strangers(campaign):
                if options["if_needed"]:
                    self.stdout.write("This database has people of its own: no campaign here.")
                    return
                raise CommandError(
                    f"this database holds {count} people who are not of this campaign, and its"
                    " roster would mark them as gone; run it on a database of its own"
                )
            try:
                outcome = self._run(campaign)
            except Refusal as refusal:
                raise CommandError(f"{refusal.code}: {refusal} {refusal.advice}") from refusal
        self._print(outcome)
        if options["json"]:
            options["json"].write_text(self._json(outcome, options), encoding="utf-8")
        if failed := checks.failed(outcome.checks):
            raise CommandError(f"self-checks failed: {', '.join(failed)}")

    def _run(self, campaign: Campaign) -> runner.Outcome:
        """Run with one bar for the steps; its text says how far the step at hand is.

        Where nobody watches (no terminal), a line a step instead of a bar drawn over and over.
        """
        watched = sys.stderr.isatty()
        with tqdm(
            total=len(runner.STEPS),
            bar_format="{l_bar}{bar:28}| {elapsed}{postfix}",
            disable=not watched,
        ) as bar:

            def on_step(name: str) -> None:
                if not watched:
                    self.stdout.write(LABELS[name])
                    self.stdout.flush()
                bar.set_description(LABELS[name])
                bar.n = [step for step, _ in runner.STEPS].index(name)
                bar.set_postfix_str("")

            def on_progress(done: int, total: int) -> None:
                bar.set_postfix_str(f" {done}/{total}")

            campaign.progress = on_progress
            outcome = runner.run(campaign, on_step=on_step)
            bar.n = bar.total
            bar.set_postfix_str("")
        return outcome

    def _print(self, outcome: runner.Outcome) -> None:
        self.stdout.write(f"\n{'step':<14}{'wall s':>9}{'CPU s':>9}  counts")
        for each in outcome.steps:
            counts = ", ".join(f"{name} {count:,}" for name, count in each.counts.items())
            self.stdout.write(
                f"{each.step:<14}{each.wall_seconds:>9.1f}{each.cpu_seconds:>9.1f}  {counts}"
            )
        wall = sum(each.wall_seconds for each in outcome.steps)
        self.stdout.write(
            f"{'total':<14}{wall:>9.1f}{outcome.cpu_without_rendering:>9.1f}"
            "  (CPU without certificate PDFs)"
        )
        for name, held in outcome.checks.items():
            self.stdout.write(f"  {'ok ' if held else 'NO '} {name.replace('_', ' ')}")

    def _json(self, outcome: runner.Outcome, options: dict[str, Any]) -> str:
        body = {
            "staff": options["staff"],
            "seed": options["seed"],
            "steps": [
                {
                    "step": each.step,
                    "counts": each.counts,
                    "wall_seconds": round(each.wall_seconds, 3),
                    "cpu_seconds": round(each.cpu_seconds, 3),
                }
                for each in outcome.steps
            ],
            "cpu_seconds_without_rendering": round(outcome.cpu_without_rendering, 3),
            "checks": outcome.checks,
        }
        return json.dumps(body, ensure_ascii=False, indent=2) + "\n"
