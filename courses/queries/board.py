"""Cohorts with their numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery

from academy.people.queries import units
from courses.enums import LIVE, PENDING, SEATED, CohortState, EnrolmentState
from courses.models import Cohort, Enrolment
from courses.models.cohort import CohortQuerySet
from courses.models.enrolment import EnrolmentQuerySet


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a cohort stands: how many people are in each state.

    `graded` counts seated people with at least one outcome.
    """

    cohort: Cohort
    counts: dict[EnrolmentState, int]
    graded: int

    @property
    def state(self) -> CohortState:
        """The cohort's state."""
        return CohortState(self.cohort.state)

    @property
    def seated(self) -> int:
        """How many hold a seat now."""
        return sum(self.counts[each] for each in SEATED)

    @property
    def taken(self) -> int:
        """How many took part in the end, or hold a seat now."""
        finished = (EnrolmentState.COMPLETED, EnrolmentState.FAILED, EnrolmentState.ABSENT)
        return self.seated + sum(self.counts[each] for each in finished)

    @property
    def ungraded(self) -> int:
        """How many with a seat have no outcome yet."""
        return self.seated - self.graded

    def count(self, state: EnrolmentState) -> int:
        """How many are in a state."""
        return self.counts[state]


def with_counts(cohorts: CohortQuerySet) -> CohortQuerySet:
    """Annotate each cohort with its people by state; read the rows through `standing`."""
    counts = {
        f"n_{state.value}": Count(
            "enrolments", filter=Q(enrolments__state=state.value), distinct=True
        )
        for state in EnrolmentState
    }
    seated = [each.value for each in SEATED]
    graded = Count(
        "enrolments",
        filter=Q(enrolments__state__in=seated, enrolments__outcomes__isnull=False),
        distinct=True,
    )
    return cohorts.select_related("syllabus__course__track").annotate(n_graded=graded, **counts)


def standing(cohort: Cohort) -> Standing:
    """Return the numbers of a cohort that came through `with_counts`."""
    counts = {state: int(getattr(cohort, f"n_{state.value}")) for state in EnrolmentState}
    graded: int = cohort.n_graded  # type: ignore[attr-defined]  # annotated by with_counts
    return Standing(cohort=cohort, counts=counts, graded=graded)


def standing_of(cohort: Cohort) -> Standing:
    """Return the numbers of one cohort."""
    return standing(with_counts(Cohort.objects.filter(pk=cohort.pk)).get())


@dataclass(frozen=True, slots=True)
class Member:
    """One line of a cohort's list; the unit is that of the day of entry, by its name then."""

    enrolment: Enrolment
    unit_name: str


def members(
    cohort: Cohort, enrolments: EnrolmentQuerySet, *, on: date, state: EnrolmentState | None
) -> list[Member]:
    """Return those of `enrolments` in the cohort: official unit order, then by pinyin."""
    rows = enrolments.filter(cohort=cohort).select_related(
        "person", "unit", "post", "rank", "completion"
    )
    if state is not None:
        rows = rows.filter(state=state)
    nodes = units.tree(on)
    names = {node.id: node.short_name or node.name for node in nodes}
    ordered = _sorted(rows, nodes)
    return [Member(row, names.get(row.unit_id, row.unit.code)) for row in ordered]


def official_order(rows: Iterable[Enrolment], *, on: date) -> list[Enrolment]:
    """Return places with their persons in official unit order of the day, then by pinyin."""
    return _sorted(rows, units.tree(on))


def _sorted(rows: Iterable[Enrolment], nodes: Sequence[units.UnitNode]) -> list[Enrolment]:
    place = {node.id: position for position, node in enumerate(nodes)}
    return sorted(
        rows,
        key=lambda row: (
            place.get(row.unit_id, len(place)),
            row.person.pinyin_key,
            row.person.staff_number,
        ),
    )


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A unit's quota and who uses it, those of units below it included.

    `taken` have a seat, `pending` are nominated within the quota, `beyond` beyond it, `waiting`
    are approved and stand on the waiting list.
    """

    unit_id: int
    unit_name: str
    depth: int
    seats: int | None
    taken: int
    pending: int
    beyond: int
    waiting: int

    @property
    def used(self) -> int:
        """Places of the quota that somebody holds."""
        return self.taken + self.pending

    @property
    def left(self) -> int:
        """Places of the quota that nobody holds."""
        return max(0, (self.seats or 0) - self.used)


def quota_lines(cohort: Cohort, *, on: date) -> list[QuotaLine]:
    """Return every unit of the day in official order with its quota (None = none given)."""
    nodes = units.tree(on)
    quotas = dict(cohort.quotas.values_list("unit_id", "seats"))
    pending = Q(state__in=[each.value for each in PENDING])
    rows = (
        Enrolment.objects.filter(cohort=cohort)
        .order_by()
        .values_list("unit_id")
        .annotate(
            n_taken=Count("pk", filter=Q(state__in=[each.value for each in SEATED])),
            n_pending=Count("pk", filter=pending & Q(beyond_quota=False)),
            n_beyond=Count("pk", filter=pending & Q(beyond_quota=True)),
            n_waiting=Count("pk", filter=Q(state=EnrolmentState.WAITING.value)),
        )
    )
    counts = {unit_id: tuple(measured) for unit_id, *measured in rows}
    # Parents come before children: walking backwards, each unit hands its sums up once.
    sums = {node.id: counts.get(node.id, (0, 0, 0, 0)) for node in nodes}
    for node in reversed(nodes):
        if node.parent_id is not None:
            both = zip(sums[node.parent_id], sums[node.id], strict=True)
            sums[node.parent_id] = tuple(mine + below for mine, below in both)
    return [
        QuotaLine(node.id, node.name, node.depth, quotas.get(node.id), *sums[node.id])
        for node in nodes
    ]


def waiting_places(cohort: Cohort) -> dict[int, int]:
    """Return the place on the waiting list by enrolment id, the first being 1."""
    keys = Enrolment.objects.waiting().filter(cohort=cohort).values_list("pk", flat=True)
    return {key: place for place, key in enumerate(keys, 1)}


def my_courses(enrolments: EnrolmentQuerySet) -> list[Enrolment]:
    """Return one's own enrolments, what is ahead first, then the latest.

    Each has `place_on_list`: on the waiting list, the first being 1; None off the list.
    """
    before = (
        Enrolment.objects.filter(
            cohort_id=OuterRef("cohort_id"), waiting_number__lte=OuterRef("waiting_number")
        )
        .order_by()
        .values("cohort_id")
        .annotate(count=Count("pk"))
        .values("count")
    )
    rows = enrolments.select_related(
        "cohort__syllabus__course__track", "completion", "transferred_from__cohort"
    ).annotate(place_on_list=Subquery(before))
    live = Q(state__in=[each.value for each in LIVE])
    ahead = list(rows.filter(live).order_by("cohort__starts_on", "pk"))
    behind = list(rows.exclude(live).order_by("-cohort__starts_on", "-pk"))
    return ahead + behind
