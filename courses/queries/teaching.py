"""What is taught to a cohort, and what an instructor has taught."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from courses.models import Cohort, Instructor, Subject, Teaching

_ZERO = Decimal("0.0")


def covered(lines: Iterable[Teaching]) -> Decimal:
    """Hours of a subject in which somebody teaches.

    Of lines that overlap (two instructors at once) the longest counts.
    """
    total, longest, last = _ZERO, _ZERO, None
    for each in sorted(lines, key=lambda line: line.slot):
        if last is None or not each.slot.overlaps(last):
            total, longest, last = total + longest, _ZERO, each.slot
        longest = max(longest, each.hours)
        if each.slot.times.ends > last.times.ends:
            last = each.slot
    return total + longest


@dataclass(frozen=True, slots=True)
class SubjectPlan:
    """A subject of a cohort: the hours it takes, and who teaches them when."""

    subject: Subject
    lines: list[Teaching]

    @property
    def planned(self) -> Decimal:
        """Hours given to instructors."""
        return sum((each.hours for each in self.lines), _ZERO)

    @property
    def covered(self) -> Decimal:
        """Hours of the subject in which somebody teaches."""
        return covered(self.lines)

    @property
    def missing(self) -> Decimal:
        """Hours of the syllabus that nobody teaches yet."""
        hours: Decimal = self.subject.hours
        return max(_ZERO, hours - self.covered)


def plan_of(cohort: Cohort) -> list[SubjectPlan]:
    """Return every subject of the cohort's syllabus with its lines of teaching, in two queries."""
    rows = (
        Teaching.objects.filter(cohort=cohort, withdrawn_at__isnull=True)
        .select_related("instructor", "hall")
        .order_by("taught_on", "begins", "instructor__pinyin_key", "pk")
    )
    lines: dict[int, list[Teaching]] = {}
    for row in rows:
        lines.setdefault(row.subject_id, []).append(row)
    subjects = Subject.objects.filter(syllabus=cohort.syllabus_id).order_by("sequence")
    return [SubjectPlan(each, lines.get(each.pk, [])) for each in subjects]


@dataclass(frozen=True, slots=True)
class Taught:
    """An instructor's hours of a year: those taught up to a day, and those still ahead."""

    taught: Decimal = _ZERO
    ahead: Decimal = _ZERO


def hours_of_year(instructor_ids: Collection[int], year: int, *, on: date) -> dict[int, Taught]:
    """Return each instructor's hours of the year, counted from their lines, in one query.

    A line counts as taught once its day is over: on the day after it, seen from `on`. What was held
    for several cohorts together counts once.
    """
    sums = (
        Teaching.objects.standing()
        .in_year(year)
        .filter(instructor_id__in=instructor_ids, books_instructor=True)
        .values("instructor_id")
        .annotate(
            taught=Sum("hours", filter=Q(taught_on__lt=on)),
            ahead=Sum("hours", filter=Q(taught_on__gte=on)),
        )
        .order_by("instructor_id")
    )
    found = {
        row["instructor_id"]: Taught(_hours(row["taught"]), _hours(row["ahead"])) for row in sums
    }
    return {each: found.get(each, Taught()) for each in instructor_ids}


def _hours(total: Decimal | None) -> Decimal:
    """A sum with its one decimal, which SQLite drops."""
    return (total or _ZERO).quantize(_ZERO)


def ledger_of(instructor: Instructor, year: int) -> QuerySet[Teaching]:
    """Return the lines of an instructor's year by day, with cohort and subject."""
    return (
        Teaching.objects.standing()
        .in_year(year)
        .filter(instructor=instructor)
        .select_related("cohort", "subject", "hall")
        .order_by("taught_on", "begins", "pk")
    )
