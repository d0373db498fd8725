"""The facts of the certificate report: certificates as they stood on a day, and who holds one."""

from datetime import timedelta
from typing import Any

from django.db.models import IntegerField, Q, QuerySet, Value

from academy.people.models import Assignment
from academy.reporting.enums import Dimension
from academy.reporting.queries import dimensions, staff
from academy.reporting.queries.days import ends_at
from academy.reporting.queries.facts import QueryFacts, one_if
from academy.reporting.queries.left_out import left_out, with_approvals
from academy.reporting.rules.asking import Ask
from certificates.models import Certificate

SOON_DAYS = 90
PATHS = {
    Dimension.STAFF_KIND: "completion__enrolment__staff_kind",
    Dimension.RANK_BAND: "completion__enrolment__rank_id",
    Dimension.TRACK: "completion__enrolment__cohort__syllabus__course__track__code",
}
COUNTS = ("issued", "held", "soon", "lapsed", "revoked", "superseded")
STAFF_COUNTS = ("staff", "excluded", "holders", "bare")


def in_force(ask: Ask) -> Q:
    """Return the condition "valid on `as_of`, as far as was recorded by then"."""
    before = ends_at(ask)
    return (
        Q(issued_at__lt=before)
        & (Q(revoked_at__isnull=True) | Q(revoked_at__gte=before))
        & (Q(superseded_at__isnull=True) | Q(superseded_at__gte=before))
        & (Q(expires_on__isnull=True) | Q(expires_on__gt=ask.as_of))
    )


def judged(ask: Ask, *also: str) -> "QuerySet[Certificate, dict[str, Any]]":
    """Return one dict for each certificate issued by then, with what it was on that day.

    Each is exactly one of held, lapsed, revoked and superseded; `soon` are those held that end
    within 90 days.
    """
    before, held = ends_at(ask), in_force(ask)
    revoked = Q(revoked_at__lt=before)
    superseded = Q(superseded_at__lt=before) & ~revoked
    soon = Q(expires_on__lte=ask.as_of + timedelta(days=SOON_DAYS))
    rows: QuerySet[Certificate, dict[str, Any]] = (
        Certificate.objects.filter(
            dimensions.narrowed(ask, PATHS), unit_id__in=ask.scope, issued_at__lt=before
        )
        .values("id", "unit_id", "person_id", *also)
        .annotate(
            part=dimensions.part(ask, PATHS),
            issued=Value(1, output_field=IntegerField()),
            held=one_if(held),
            soon=one_if(held & soon),
            lapsed=one_if(_none_of(revoked, superseded) & Q(expires_on__lte=ask.as_of)),
            revoked=one_if(revoked),
            superseded=one_if(superseded),
        )
    )
    return rows


def _none_of(*conditions: Q) -> Q:
    """Return "none of these holds"; a condition on a null is one that does not hold."""
    found = Q()
    for condition in conditions:
        found &= ~condition
    return found


def judged_staff(ask: Ask, *also: str) -> "QuerySet[Assignment, dict[str, Any]]":
    """Return one dict for each person on the staff that day: whether they hold one in force.

    Who is left out by approval counts as that alone.
    """
    certificates = Certificate.objects.filter(in_force(ask))
    if ask.track:
        certificates = certificates.filter(**{PATHS[Dimension.TRACK]: ask.track})
    marks = {"holds": staff.has(certificates), "out": staff.has(left_out(ask))}
    rows = staff.judged(ask, marks, *also)
    return rows.annotate(
        staff=one_if(Q(out=False)),
        excluded=one_if(Q(out=True)),
        holders=one_if(Q(out=False, holds=True)),
        bare=one_if(Q(out=False, holds=False)),
    )


CERTIFICATES = QueryFacts(
    judged=judged,
    model=Certificate,
    counts=COUNTS,
    also=(
        "public_id",
        "number",
        "kind",
        "name",
        "person__staff_number",
        "completion__enrolment__cohort__name",
        "issued_on",
        "expires_on",
        "revoked_at",
    ),
)
STAFF = QueryFacts(
    judged=judged_staff,
    model=Assignment,
    counts=STAFF_COUNTS,
    also=staff.ALSO,
    enrich=with_approvals,
)
