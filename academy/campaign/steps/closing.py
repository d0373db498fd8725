"""Closing every cohort out: a completion for everybody, hours for those who passed."""

from academy.campaign.context import PLANNER, Campaign
from courses.enums import CompletionVerdict
from courses.models import Completion
from courses.operations import cohorts


def run(campaign: Campaign) -> dict[str, int]:
    """Close out what is still running; return how many ended in which way."""
    for turn, run_ in enumerate(campaign.runs):
        run_.cohort = cohorts.close_out(
            actor=PLANNER, cohort=run_.cohort, at=run_.plan.closing_at()
        )
        campaign.progress(turn + 1, len(campaign.runs))
    ids = [run_.cohort.pk for run_ in campaign.runs]
    ended = Completion.objects.filter(enrolment__cohort__in=ids)
    return {
        verdict.value: ended.filter(verdict=verdict.value).count() for verdict in CompletionVerdict
    }
