"""Which certificates end when, so that renewals can be planned and holders told in time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from academy.people.models import Assignment, Unit
from academy.people.models.dated import known_on
from academy.people.queries import units
from academy.shared import clock
from certificates.enums import CertificateKind
from certificates.models import Certificate, Reminder
from certificates.rules import validity
from certificates.rules.validity import REMINDERS, Quarter
from courses.models import Course

_COURSE = "completion__enrolment__cohort__syllabus__course"
_UNIT = "unit_now"


@dataclass(frozen=True, slots=True)
class Figure:
    """How many certificates of a unit, course and kind have their last day in a quarter.

    The unit is the one in which the holders serve on the day asked for: it is there that they
    will be missed while they renew, as was known at the end of that day.
    """

    quarter: Quarter
    unit_code: str
    unit_name: str
    course: Course
    kind: CertificateKind
    count: int


def renewals(unit_ids: Collection[int], *, as_of: date, quarters: int) -> list[Figure]:
    """Return the figures of the quarter of that day and those that follow, `quarters` in all.

    Counted are certificates in force on that day whose holder serves in one of these units and
    has not renewed yet. In the order of quarters, units (official), courses and kinds; what is
    nought is left out. Three statements, whatever their number.
    """
    spans = validity.quarters(as_of, quarters)
    nodes = units.tree(as_of, known_before=clock.end_of(as_of))
    place = {node.id: position for position, node in enumerate(nodes)}
    rows = (
        _ending(unit_ids, as_of=as_of, spans=spans)
        .values("span", "unit_now", _COURSE, "kind")
        .annotate(many=Count("pk"))
        .order_by()
    )
    found = list(rows)
    courses = Course.objects.in_bulk({row[_COURSE] for row in found})
    found.sort(
        key=lambda row: (
            row["span"],
            place.get(row["unit_now"], len(place)),
            courses[row[_COURSE]].code,
            row["kind"],
        )
    )
    names = {node.id: node for node in nodes}
    return [
        Figure(
            quarter=spans[row["span"]],
            unit_code=names[row["unit_now"]].code,
            unit_name=names[row["unit_now"]].name,
            course=courses[row[_COURSE]],
            kind=CertificateKind(row["kind"]),
            count=row["many"],
        )
        for row in found
        if row["unit_now"] in names
    ]


def ending(unit_ids: Collection[int], *, as_of: date, quarter: Quarter) -> dict[int, int]:
    """Return by unit id how many of `renewals` end in one quarter; one statement."""
    rows = _ending(unit_ids, as_of=as_of, spans=[quarter])
    counted = rows.values(_UNIT).annotate(many=Count("pk")).order_by()
    return {row[_UNIT]: row["many"] for row in counted}


def behind(
    unit_ids: Collection[int],
    *,
    as_of: date,
    quarter: Quarter,
    unit_code: str = "",
    course: UUID | None = None,
    kind: CertificateKind | None = None,
) -> QuerySet[Certificate]:
    """Return the certificates behind a figure (or a sum of them), holders brought along."""
    if unit_code:
        asked = Unit.objects.filter(pk__in=unit_ids, code=unit_code)
        unit_ids = set(asked.values_list("pk", flat=True))
    rows = _ending(unit_ids, as_of=as_of, spans=[quarter])
    if course is not None:
        rows = rows.filter(**{f"{_COURSE}__public_id": course})
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    return rows.select_related("person", _COURSE).order_by("expires_on", "pinyin_key", "pk")


def to_remind(*, on: date) -> list[tuple[int, int]]:
    """Return (certificate, days) for everybody to be told on that day and not told yet.

    Two statements. Left out is who has renewed already and who has left the service.
    """
    rows = (
        _in_force(on)
        .filter(
            Q(person__left_on__isnull=True) | Q(person__left_on__gt=on),
            expires_on__gt=on,
            expires_on__lte=on + timedelta(days=max(REMINDERS)),
        )
        .filter(~renewed(on))
        .order_by("expires_on", "pk")
        .values_list("pk", "expires_on")
    )
    told = set(
        Reminder.objects.filter(certificate__expires_on__gt=on).values_list(
            "certificate_id", "days"
        )
    )
    found = []
    for pk, expires in rows:
        days = validity.reminder((expires - on).days) if expires else None
        if days is not None and (pk, days) not in told:
            found.append((pk, days))
    return found


def _ending(
    unit_ids: Collection[int], *, as_of: date, spans: Sequence[Quarter]
) -> QuerySet[Certificate]:
    """Return what ends within the spans; `span` is the position of its own, `unit_now` the unit."""
    known = known_on(as_of, clock.end_of(as_of))
    serving = Assignment.every.filter(known, person=OuterRef("person"))
    day = timedelta(days=1)
    return (
        _in_force(as_of)
        .filter(expires_on__gt=spans[0].first_on, expires_on__lte=spans[-1].last_on + day)
        .filter(~renewed(as_of))
        .annotate(
            unit_now=Subquery(serving.values("unit_id")[:1]),
            span=Case(
                *(
                    When(expires_on__lte=span.last_on + day, then=position)
                    for position, span in enumerate(spans)
                ),
                output_field=IntegerField(),
            ),
        )
        .filter(unit_now__in=unit_ids)
    )


def _in_force(on: date) -> QuerySet[Certificate]:
    """Return what was issued by that day and neither revoked nor replaced until its end."""
    ends = clock.end_of(on)
    return Certificate.objects.filter(
        Q(revoked_at__isnull=True) | Q(revoked_at__gte=ends),
        Q(superseded_at__isnull=True) | Q(superseded_at__gte=ends),
        issued_on__lte=on,
    )


def renewed(on: date) -> Exists:
    """Whether the holder has one of the same course and kind that is good for longer."""
    later = _in_force(on).filter(
        Q(expires_on__isnull=True) | Q(expires_on__gt=OuterRef("expires_on")),
        **{_COURSE: OuterRef(_COURSE)},
        person=OuterRef("person"),
        kind=OuterRef("kind"),
    )
    return Exists(later)
