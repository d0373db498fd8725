"""The campaign's own totals: what must add up, whatever the seed."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import Count, F, Max, Min

from academy.audit.verify import flaws
from academy.campaign.context import Campaign
from academy.campaign.planning import AWAY_PERCENT, MEN_BEDS, WOMEN_BEDS, houses
from academy.people.enums import Sex, StaffKind
from certificates.models import Certificate
from courses.enums import CompletionVerdict
from courses.models import Completion, Enrolment


def totals(campaign: Campaign) -> dict[str, bool]:
    """Return each self-check by name; all of them must be true."""
    ids = [run.cohort.pk for run in campaign.runs]
    enrolled = Enrolment.objects.filter(cohort__in=ids)
    ended = Completion.objects.filter(enrolment__cohort__in=ids)
    by_verdict = {
        verdict: ended.filter(verdict=verdict.value).count() for verdict in CompletionVerdict
    }
    issued = Certificate.objects.filter(batch__cohort__in=ids)
    return {
        "everybody_on_the_roster_is_enrolled": enrolled.count() == len(campaign.lines),
        "nobody_is_enrolled_twice": not enrolled.values("person")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .exists(),
        "seats_are_the_plans": sorted(enrolled.values_list("cohort", "person__staff_number"))
        == sorted(
            (run.cohort.pk, line.staff_number) for run in campaign.runs for line in run.plan.members
        ),
        "no_branch_sends_more_than_its_share": _shares_kept(campaign, ids),
        "beds_suffice": _beds_suffice(campaign, ids),
        "enrolled_is_passed_failed_absent_withdrawn": enrolled.count() == sum(by_verdict.values()),
        "certificates_are_passes": issued.count() == by_verdict[CompletionVerdict.PASSED],
        "each_pass_has_its_certificate": not ended.filter(
            verdict=CompletionVerdict.PASSED.value, certificates__isnull=True
        ).exists(),
        "serials_gapless": _gapless(),
        "audit_chain_whole": next(flaws(), None) is None,
    }


def _shares_kept(campaign: Campaign, ids: Sequence[int]) -> bool:
    """Return whether each branch kept nine in ten of its officers at home, or all but one."""
    officers = Counter(
        line.unit.code for line in campaign.lines if line.staff_kind is StaffKind.ENFORCEMENT
    )
    sent = (
        Enrolment.objects.filter(cohort__in=ids, staff_kind=StaffKind.ENFORCEMENT.value)
        .values_list("unit__code", "cohort__starts_on")
        .annotate(people=Count("pk"))
    )
    return all(people <= max(1, officers[code] * AWAY_PERCENT // 100) for code, _, people in sent)


def _beds_suffice(campaign: Campaign, ids: Sequence[int]) -> bool:
    """Return whether everybody had a bed in a house for their sex."""
    beds = {Sex.MALE: MEN_BEDS, Sex.FEMALE: WOMEN_BEDS}
    slept = (
        Enrolment.objects.filter(cohort__in=ids)
        .values_list("person__sex", "cohort__starts_on")
        .annotate(people=Count("pk"))
    )
    most = houses(campaign.staff)
    return all(people <= beds[Sex(sex)] * most for sex, _, people in slept)


def _gapless() -> bool:
    """Return whether every series runs from 1 without gap or double up to its counter."""
    series = Certificate.objects.values("series").annotate(
        least=Min("serial"),
        most=Max("serial"),
        numbers=Count("serial", distinct=True),
        rows=Count("pk"),
        following=Max("series__next_number"),
    )
    return not series.exclude(
        least=1, most=F("numbers"), rows=F("numbers"), following=F("numbers") + 1
    ).exists()


def failed(checks: Mapping[str, bool]) -> list[str]:
    """Return the names of the checks that did not hold."""
    return [name for name, held in checks.items() if not held]
