"""What the rules need to know about the people of a list: read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from academy.people.models import Assignment, Person, Succession, UnitEdition
from academy.people.queries import units
from courses.enums import OverQuota, SeatWhy
from courses.models import Block, Cohort, CohortNotice, Completion, Enrolment, RuleOverride
from courses.queries import counting, renewals
from courses.queries.owing import owes
from courses.queries.validity import certified
from courses.rules.capacity import SeatCount
from courses.rules.eligibility import Entrant, must_hold_on


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about a list of people and a cohort, as of a day, by person or unit id.

    `owing` are those who owe hours, None where the cohort does not ask. `ended` holds, for units
    that are no more, what they were called and who took over.
    """

    notice: CohortNotice | None
    assignments: Mapping[int, Assignment]
    enrolments: Mapping[int, Enrolment]
    clashes: Mapping[int, Cohort]
    same_course: Mapping[int, Cohort]
    blocks: Mapping[int, Block]
    certified: Mapping[int, Completion]
    renewal_days: int
    owing: Collection[int] | None
    overridden: Mapping[int, Collection[SeatWhy]]
    seats: SeatCount
    unit_names: Mapping[int, str]
    ended: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def beyond_quota_waits(self) -> bool:
        """Whether nominations beyond a quota are taken as candidates for the waiting list."""
        return self.notice is not None and self.notice.over_quota == OverQuota.WAIT

    def entrant(self, person: Person) -> Entrant:
        """The person as the rules see them."""
        assignment = self.assignments.get(person.pk)
        return Entrant(
            staff_kind=person.staff_kind,
            left_on=person.left_on,
            unit_id=assignment.unit_id if assignment else None,
            clashes=person.pk in self.clashes,
            unit_ended=assignment is not None and assignment.unit_id in self.ended,
            certified=person.pk in self.certified,
            same_course=person.pk in self.same_course,
            blocked=person.pk in self.blocks,
            owes=self.owing is None or person.pk in self.owing,
        )


def issued_notice(cohort: Cohort) -> CohortNotice | None:
    """The cohort's notice once it was issued; before that it binds nobody."""
    return CohortNotice.objects.filter(cohort=cohort, issued_at__isnull=False).first()


def facts_of(cohort: Cohort, persons: Sequence[Person], *, on: date) -> Facts:
    """Read what is known on the local day `on` about `persons` and the cohort."""
    ids = [person.pk for person in persons]
    tree = units.tree(on)
    assignments = units.assignments_on(ids, on)
    enrolments = Enrolment.objects.filter(cohort=cohort, person_id__in=ids)
    gone = {row.unit_id for row in assignments.values()} - {node.id for node in tree}
    clashes, same_course = _elsewhere(cohort, ids)
    notice = issued_notice(cohort)
    course_id = cohort.syllabus.course_id
    days = renewals.days_on(course_id, on)
    owing_only = notice is not None and notice.owing_only
    return Facts(
        notice=notice,
        assignments=assignments,
        enrolments={each.person_id: each for each in enrolments.select_related("person")},
        clashes=clashes,
        same_course=same_course,
        blocks=_blocks(cohort, ids),
        certified=certified(ids, course_id, must_hold_on(cohort.ends_on, days)),
        renewal_days=days,
        owing=owes(ids, on).keys() if owing_only else None,
        overridden=_overridden(cohort, ids),
        seats=counting.seat_count(cohort, {node.id: node.parent_id for node in tree}),
        unit_names={node.id: node.short_name or node.name for node in tree},
        ended=ended_units(gone, {node.id: node.name for node in tree}) if gone else {},
    )


def _elsewhere(cohort: Cohort, ids: Sequence[int]) -> tuple[dict[int, Cohort], dict[int, Cohort]]:
    """Return other cohorts that claim these days, and live places in others of the course."""
    overlapping = Cohort.objects.overlapping(cohort.span).values("pk")
    rows = Enrolment.objects.busy().filter(person_id__in=ids).exclude(cohort=cohort)
    clashes = rows.filter(cohort__in=overlapping).select_related("cohort").order_by("-pk")
    same = (
        Enrolment.objects.live()
        .filter(person_id__in=ids, cohort__syllabus__course_id=cohort.syllabus.course_id)
        .exclude(cohort=cohort)
        .select_related("cohort")
        .order_by("-pk")
    )
    return (
        {each.person_id: each.cohort for each in clashes},
        {each.person_id: each.cohort for each in same},
    )


def _blocks(cohort: Cohort, ids: Sequence[int]) -> dict[int, Block]:
    rows = Block.objects.standing().of(ids).touching(cohort.span)
    return {each.person_id: each for each in rows.order_by("-starts_on", "-pk")}


def _overridden(cohort: Cohort, ids: Sequence[int]) -> dict[int, set[SeatWhy]]:
    found: dict[int, set[SeatWhy]] = defaultdict(set)
    rows = RuleOverride.objects.filter(enrolment__cohort=cohort, enrolment__person_id__in=ids)
    for person_id, rule in rows.values_list("enrolment__person_id", "rule"):
        found[person_id].add(SeatWhy(rule))
    return dict(found)


def ended_units(unit_ids: Collection[int], names: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """Return (last name, successors' names) of units that are not in the tree any more."""
    last = UnitEdition.objects.filter(unit_id__in=unit_ids).order_by("valid_from")
    called = {edition.unit_id: edition.name for edition in last}
    heirs: dict[int, list[str]] = defaultdict(list)
    rows = Succession.objects.filter(predecessor_id__in=unit_ids).order_by("on", "unit__code")
    for row in rows.select_related("unit"):
        heirs[row.predecessor_id].append(names.get(row.unit_id, row.unit.code))
    return {each: (called.get(each, ""), "、".join(heirs[each])) for each in unit_ids}
