"""Batches with their counts, for lists and pages."""

from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from academy.jobs.models import Job
from certificates.enums import BatchState, CertificateKind
from certificates.models import Batch, BatchLine, Rendition
from courses.enums import CohortState
from courses.models import Cohort

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Counts(TypedDict):
        """How many get a certificate, get none, and have their PDF."""

        due: int
        refused: int
        rendered: int

    CountedBatch = WithAnnotations[Batch, Counts]


def with_counts(rows: QuerySet[Batch]) -> "QuerySet[CountedBatch]":
    """Annotate `due`, `refused` and `rendered`, and bring cohort and course along."""
    rendered = (
        Rendition.objects.filter(certificate__batch=OuterRef("pk"))
        .order_by()
        .values("certificate__batch")
        .annotate(n=Count("certificate", distinct=True))
        .values("n")
    )
    return rows.select_related(
        "cohort__syllabus__course", "series", "template", "corrects"
    ).annotate(
        due=Count("lines", filter=Q(lines__reason="")),
        refused=Count("lines", filter=~Q(lines__reason="")),
        rendered=Coalesce(Subquery(rendered), 0),
    )


def lines(batch: Batch) -> QuerySet[BatchLine]:
    """Return the batch's lines with all that a row of the page shows."""
    return batch.lines.select_related("enrolment__person", "completion", "certificate").order_by(
        "position"
    )


def render_jobs(batch: Batch) -> QuerySet[Job]:
    """Return the jobs that render the batch."""
    return Job.objects.filter(
        kind="certificates.render", key__startswith=f"certificates.render:{batch.pk}:"
    ).order_by("pk")


def proposable(
    rows: QuerySet[Cohort], kind: CertificateKind = CertificateKind.QUALIFICATION
) -> QuerySet[Cohort]:
    """Narrow to closed cohorts that have no batch of that kind but withdrawn ones."""
    known = Batch.objects.filter(kind=kind.value, corrects__isnull=True)
    return (
        rows.filter(state=CohortState.CLOSED.value)
        .exclude(batches__in=known.exclude(state=BatchState.WITHDRAWN.value))
        .select_related("syllabus__course")
        .order_by("ends_on", "number", "pk")
    )


def closed(rows: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Narrow to closed cohorts, the latest first: a certificate of either kind may be proposed."""
    return (
        rows.filter(state=CohortState.CLOSED.value)
        .select_related("syllabus__course")
        .order_by("-ends_on", "-number", "-pk")
    )


def latest(cohort: Cohort, kind: CertificateKind) -> Batch | None:
    """Return the cohort's newest run of a kind that was not withdrawn; corrections don't count."""
    runs = Batch.objects.filter(cohort=cohort, kind=kind.value, corrects__isnull=True)
    return runs.exclude(state=BatchState.WITHDRAWN.value).order_by("-pk").first()
