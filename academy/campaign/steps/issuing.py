"""Issuing every certificate that is due, and making the first PDFs."""

from datetime import timedelta

from django.db.models import QuerySet

from academy.campaign.context import APPROVER, PLANNER, Campaign
from academy.shared import clock
from certificates.models import Certificate
from certificates.operations import batches, renditions
from courses.enums import CompletionVerdict
from courses.models import Completion


def run(campaign: Campaign) -> dict[str, int]:
    """Propose, approve and issue a batch for each cohort; return certificates and PDFs."""
    for turn, run_ in enumerate(campaign.runs):
        at = run_.plan.closing_at()
        passed = Completion.objects.filter(
            enrolment__cohort=run_.cohort, verdict=CompletionVerdict.PASSED.value
        )
        if passed.exists():
            batch = batches.propose(actor=PLANNER, cohort=run_.cohort, at=at + timedelta(hours=1))
            batches.approve(actor=APPROVER, batch=batch, at=at + timedelta(hours=2))
            batches.issue(actor=PLANNER, batch=batch, at=at + timedelta(hours=3))
        campaign.progress(turn + 1, len(campaign.runs))
    return {"certificates": _certificates(campaign).count()}


def render(campaign: Campaign) -> dict[str, int]:
    """Make every PDF, in the order of the numbers, or as many of them as were asked for.

    The jobs that issuing left in the queue find theirs made and are done at once.
    """
    ids = list(_certificates(campaign).values_list("pk", flat=True)[: campaign.pdfs])
    for start in range(0, len(ids), renditions.CHUNK):
        chunk = ids[start : start + renditions.CHUNK]
        fault = renditions.render_many(certificate_ids=chunk, at=clock.now()).fault()
        if fault is not None:
            raise fault
        campaign.progress(start + len(chunk), len(ids))
    return {"pdfs": len(ids)}


def _certificates(campaign: Campaign) -> "QuerySet[Certificate]":
    ids = [run_.cohort.pk for run_ in campaign.runs]
    return Certificate.objects.filter(batch__cohort__in=ids).order_by("series", "serial")
