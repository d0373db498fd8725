"""What one cohort's story is told from: seats, items, certificates, teaching, as of a day."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from academy.reporting.queries.days import ends_at
from academy.reporting.queries.left_out import seats_left_out
from academy.reporting.rules import items as rules
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.items import ItemFigures
from certificates.models import Certificate
from courses.enums import CohortState
from courses.models import Cohort, Enrolment, Evaluation, Teaching
from courses.models.cohort import CohortQuerySet
from courses.models.enrolment import EnrolmentQuerySet
from courses.queries import evaluations
from courses.queries.evaluations import Results
from exams.enums import ExamKind
from exams.models import MarkSheet, PaperItem, Result

STATES = (CohortState.RUNNING, CohortState.CLOSED)
"""Cohorts whose story can be told: those that have begun."""


def cohorts(scope: frozenset[int], *, everything: bool) -> CohortQuerySet:
    """Return the cohorts that have begun and in which people of these units had a seat.

    With `everything` those without anybody too.
    """
    rows = Cohort.objects.in_states(STATES).select_related("syllabus__course__track")
    if everything:
        return rows
    seats = Enrolment.objects.filter(
        cohort=OuterRef("pk"), unit_id__in=scope, enrolled_at__isnull=False
    )
    return rows.filter(Exists(seats))


@dataclass(frozen=True, slots=True)
class Seats:
    """Who had a seat, and what became of it by the end of the day.

    `named` are those an approved exclusion leaves out; `required` those the reports count.
    """

    had: int = 0
    came: int = 0
    withdrew: int = 0
    left_for: int = 0
    came_from: int = 0
    named: int = 0

    @property
    def required(self) -> int:
        """How many were neither withdrawn nor transferred to another cohort nor left out."""
        return self.had - self.withdrew - self.left_for - self.named


def seats(ask: Ask, cohort: Cohort) -> list[Enrolment]:
    """Return the seats taken by the end of the day by people of the question's units."""
    rows = Enrolment.objects.filter(
        cohort=cohort, unit_id__in=ask.scope, enrolled_at__lt=ends_at(ask)
    )
    return list(rows.select_related("person", "rank").order_by("person__pinyin_key", "pk"))


def spared(ask: Ask, cohort: Cohort) -> frozenset[int]:
    """Return the seats of a cohort that approved exclusions leave out, by their ids."""
    return frozenset(seats_left_out(ask).filter(cohort=cohort).values_list("pk", flat=True))


def counted(rows: Iterable[Enrolment], before: datetime, spared: Collection[int]) -> Seats:
    """Return the counts of some seats as they stood at an instant; `spared` are left out."""

    def by_then(at: datetime | None) -> bool:
        return at is not None and at < before

    found: Counter[str] = Counter()
    for row in rows:
        withdrew, moved = by_then(row.withdrawn_at), by_then(row.transferred_at)
        found["had"] += 1
        found["came"] += by_then(row.checked_in_at)
        found["withdrew"] += withdrew
        found["left_for"] += moved
        found["named"] += row.pk in spared and not withdrew and not moved
        found["came_from"] += row.transferred_from_id is not None
    return Seats(**found)


def split(
    rows: Sequence[Enrolment],
    key: Callable[[Enrolment], Hashable],
    before: datetime,
    spared: Collection[int],
) -> dict[Hashable, Seats]:
    """Return the counts of seats by some key of theirs."""
    parts: dict[Hashable, list[Enrolment]] = defaultdict(list)
    for row in rows:
        parts[key(row)].append(row)
    return {each: counted(some, before, spared) for each, some in parts.items()}


def covers(ask: Ask, cohort: Cohort) -> bool:
    """Return whether all who had a seat by the end of the day are of the question's units."""
    rows = Enrolment.objects.filter(cohort=cohort, enrolled_at__lt=ends_at(ask))
    return not rows.exclude(unit_id__in=ask.scope).exists()


def stays(ask: Ask) -> EnrolmentQuerySet:
    """Return the places whose stay is told: neither withdrawn nor left by the end of the day."""
    return Enrolment.objects.in_seat(ends_at(ask)).filter(unit_id__in=ask.scope)


@dataclass(frozen=True, slots=True)
class Asked:
    """An item of a paper with its figures; the text of an item is not told outside the bank."""

    exam: str
    position: int
    code: str
    kind: str
    subject: str
    points: Decimal
    figures: ItemFigures


def items(cohort: Cohort, before: datetime) -> list[Asked]:
    """Return every item of the cohort's released first exams with its figures.

    Of each sitting the last marking known by then counts. Three queries.
    """
    results = list(
        Result.objects.filter(
            exam__cohort=cohort,
            exam__kind=ExamKind.FIRST.value,
            released_at__lt=before,
            sitting__isnull=False,
        )
        .order_by("exam__opens_at", "exam_id", "pk")
        .values_list("exam_id", "exam__title", "sitting__paper__pk", "sitting_id")
    )
    marks = _marks([sitting for _exam, _title, _paper, sitting in results], before)
    sheets: dict[tuple[int, str, int], list[list[int]]] = defaultdict(list)
    for exam, title, paper, sitting in results:
        if sitting in marks:
            sheets[exam, title, paper].append(marks[sitting])
    papers = _papers({paper for _exam, _title, paper in sheets})
    return [
        _asked(title, papers[paper][each.place], each)
        for (_exam, title, paper), of in sheets.items()
        for each in rules.figures(of, [int(item.points * 100) for item in papers[paper]])
    ]


def _marks(sittings: Sequence[int], before: datetime) -> dict[int, list[int]]:
    rows = MarkSheet.objects.filter(sitting_id__in=sittings, marked_at__lt=before)
    # The latest marking comes last, and stays.
    return {
        sitting: json.loads(marks)
        for sitting, marks in rows.order_by("number").values_list("sitting_id", "marks")
    }


def _papers(ids: set[int]) -> dict[int, list[PaperItem]]:
    found: dict[int, list[PaperItem]] = defaultdict(list)
    rows = PaperItem.objects.filter(paper_id__in=ids).select_related("item", "version")
    for row in rows.order_by("paper_id", "position"):
        found[row.paper_id].append(row)
    return found


def _asked(title: str, row: PaperItem, figures: ItemFigures) -> Asked:
    version = row.version
    return Asked(
        title, row.position, row.item.code, version.kind, version.subject, row.points, figures
    )


def certificates(ask: Ask, cohort: Cohort) -> QuerySet[Certificate]:
    """Return the cohort's certificates issued by the end of the day, by number."""
    return Certificate.objects.filter(
        completion__enrolment__cohort=cohort, unit_id__in=ask.scope, issued_at__lt=ends_at(ask)
    ).order_by("kind", "series_id", "serial")


@dataclass(frozen=True, slots=True)
class Taught:
    """An instructor in a cohort: hours taught up to the day, hours still ahead, subjects."""

    id: int
    name: str
    organisation: str
    taught: Decimal
    ahead: Decimal


def teaching(cohort: Cohort, ask: Ask) -> list[Taught]:
    """Return who teaches the cohort as was known at the end of the day, by pinyin; one query.

    Hours taught before several cohorts together count in each.
    """
    before, on = ends_at(ask), ask.as_of
    rows = (
        Teaching.objects.standing(before)
        .filter(cohort=cohort)
        .values(
            "instructor_id",
            name=F("instructor__name"),
            organisation=F("instructor__organisation"),
        )
        .annotate(
            taught=Sum("hours", filter=Q(taught_on__lte=on)),
            ahead=Sum("hours", filter=Q(taught_on__gt=on)),
        )
        .order_by("instructor__pinyin_key", "instructor_id")
    )
    return [
        Taught(
            row["instructor_id"],
            row["name"],
            row["organisation"],
            _hours(row["taught"]),
            _hours(row["ahead"]),
        )
        for row in rows
    ]


def _hours(total: Decimal | None) -> Decimal:
    """A sum with its one decimal, which SQLite drops."""
    return (total or Decimal(0)).quantize(Decimal("0.1"))


def evaluation(cohort: Cohort, ask: Ask) -> Results | None:
    """Return what may be shown of the cohort's evaluation that day; None where there is none.

    Answers keep no time; but they are shown after the last day alone, when no more come, so that
    the figures of a day past are those of the day.
    """
    on = ask.as_of
    rows = Evaluation.objects.filter(cohort=cohort, opens_on__lte=on, opened_at__lt=ends_at(ask))
    found = rows.select_related("cohort").first()
    return evaluations.results_of(found, on=on) if found is not None else None


def seat_counts(cohort_ids: Sequence[int], scope: frozenset[int]) -> dict[int, int]:
    """Return by cohort how many people of these units have or had a seat; one query."""
    rows = Enrolment.objects.filter(
        cohort_id__in=cohort_ids, unit_id__in=scope, enrolled_at__isnull=False
    )
    counted_rows = rows.order_by().values_list("cohort_id").annotate(count=Count("pk"))
    return dict(counted_rows)
