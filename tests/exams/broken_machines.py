"""Deliberately broken systems: each must make the machine fail, or it could not see that fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis.stateful import rule

from exams.errors import SequenceConflict, SequenceStale
from exams.models import Response, Sitting
from exams.operations import pauses
from exams.queries.papers import sheet_of
from exams.rules.answers import normalise
from tests.cast import SYSTEM
from tests.exams.machine import WHO, Request, SittingMachine


class TakesAnyLease(SittingMachine):
    """A save that believes the row instead of the lease the page has shown."""

    def deliver(self, row: Sitting, request: Request) -> str:
        """Save under whatever lease there is."""
        lease = Sitting.objects.values_list("lease", flat=True).get(pk=row.pk)
        return super().deliver(row, replace(request, lease=lease))


class LetsOldNumbersWrite(SittingMachine):
    """A save without the guard of the sequence: a stale tab overwrites newer answers."""

    def deliver(self, row: Sitting, request: Request) -> str:
        """Write what is refused as old all the same."""
        try:
            return super().deliver(row, request)
        except (SequenceConflict, SequenceStale):
            sheet = sheet_of(row.paper_id)
            for key, value in request.answers.items():
                text = normalise(sheet.shapes[key], value)
                mine = Response.objects.filter(sitting=row, item_id=sheet.row_ids[key])
                mine.update(answer=text)
            raise


class BelievesTheClient(SittingMachine):
    """A save that takes the client's word for when it was made."""

    def deliver(self, row: Sitting, request: Request) -> str:
        """Save as of five minutes ago."""
        now, self.at = self.at, self.at - timedelta(minutes=5)
        try:
            return super().deliver(row, request)
        finally:
            self.at = now


class LosesAnAnswer(SittingMachine):
    """A save that acknowledges more than it keeps."""

    def deliver(self, row: Sitting, request: Request) -> str:
        """Save, and lose the last of several answers."""
        reply = super().deliver(row, request)
        if len(request.answers) > 1:
            lost = sheet_of(row.paper_id).row_ids[list(request.answers)[-1]]
            Response.objects.filter(sitting=row, item_id=lost, sequence=request.sequence).delete()
        return reply


class AnswersAnew(SittingMachine):
    """A repeated save that is answered with the present state instead of the first receipt."""

    def deliver(self, row: Sitting, request: Request) -> str:
        """Put the row's newest digest into the reply."""
        reply = super().deliver(row, request)
        return reply + Sitting.objects.values_list("head_digest", flat=True).get(pk=row.pk)


class KeepsTheTimeOfAPause(SittingMachine):
    """A resume that does not give the pause back."""

    @rule(who=WHO)
    def resume(self, who: str) -> None:
        """Resume to the old deadline."""
        latest = self._latest(who)
        if latest is None or latest[0].state != "paused":
            return
        go, row = latest
        before = Sitting.objects.values_list("deadline_at", flat=True).get(pk=row.pk)
        go.resume(self.terms, self.at)
        pauses.resume(actor=SYSTEM, sitting=row, at=self.at)
        Sitting.objects.filter(pk=row.pk).update(deadline_at=before)
        self.check(who)


BROKEN = [
    TakesAnyLease,
    LetsOldNumbersWrite,
    BelievesTheClient,
    LosesAnAnswer,
    AnswersAnew,
    KeepsTheTimeOfAPause,
]
