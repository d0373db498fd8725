"""What was reported about a place goes along when its person goes on in another cohort."""

from collections.abc import Collection, Iterable, Sequence

from courses.enums import ENROLLING
from courses.models import CarriedOutcome, Enrolment, ExamOutcome


def carry(rows: Sequence[ExamOutcome]) -> int:
    """Copy outcomes of transferred places to where their people are now; return how many.

    Each copy names its original, step by step along several transfers. Nothing crosses a
    close-out: where the other cohort takes nobody any more, the outcome stays with the old place.
    The number of statements depends on the number of transfers in a row, not of outcomes. The
    cohorts are locked (`destinations`).
    """
    carried = 0
    while rows:
        goes_to = {
            new.transferred_from_id: new.pk
            for new in Enrolment.objects.filter(
                transferred_from__in={row.enrolment_id for row in rows},
                cohort__state__in=[each.value for each in ENROLLING],
            )
        }
        originals = [row for row in rows if row.enrolment_id in goes_to]
        rows = ExamOutcome.objects.bulk_create(
            _copy(row, goes_to[row.enrolment_id]) for row in originals
        )
        CarriedOutcome.objects.bulk_create(
            CarriedOutcome(outcome=copy, original=original)
            for copy, original in zip(rows, originals, strict=True)
        )
        carried += len(rows)
    return carried


def destinations(cohort_ids: Iterable[int]) -> set[int]:
    """Return the cohorts, and those to which people of theirs were transferred, step by step."""
    found = set(cohort_ids)
    step = found
    while step:
        moved = Enrolment.objects.filter(transferred_from__cohort__in=step)
        step = set(moved.values_list("cohort_id", flat=True)) - found
        found |= step
    return found


def leads_further(cohort_ids: Collection[int]) -> bool:
    """Return whether people of these cohorts were transferred to one that is not among them."""
    moved = Enrolment.objects.filter(transferred_from__cohort__in=cohort_ids)
    return moved.exclude(cohort__in=cohort_ids).exists()


def _copy(row: ExamOutcome, enrolment_id: int) -> ExamOutcome:
    return ExamOutcome(
        enrolment_id=enrolment_id,
        exam_ref=row.exam_ref,
        sitting_ref=row.sitting_ref,
        attempt=row.attempt,
        verdict=row.verdict,
        score=row.score,
        full_marks=row.full_marks,
        excellent=row.excellent,
        recorded_at=row.recorded_at,
    )
