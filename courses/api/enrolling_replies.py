"""Rows of enrolment as the API says them."""

from collections.abc import Iterable, Sequence

from academy.people.models import Unit
from courses import access
from courses.api.enrolling_schemas import (
    DryRunOut,
    FillOut,
    ListRowOut,
    MissingOut,
    MissingPersonOut,
    NoticeOut,
    PendingOut,
    ShareOut,
    UnitPlacesOut,
    UnitsPlacesOut,
    WaitingOut,
)
from courses.enums import EnrolmentState, FillRule, OverQuota
from courses.models import Allocation, AllocationLine, CohortNotice, Enrolment
from courses.queries.board import QuotaLine
from courses.queries.seating import Plan
from courses.rules import fair_fill


def notice(row: CohortNotice) -> NoticeOut:
    """The notice of a cohort."""
    return NoticeOut(
        document_number=row.document_number,
        text=row.text,
        conditions=row.conditions,
        nominate_until=row.nominate_until_at,
        substitute_until=row.substitute_until_at,
        over_quota=OverQuota(row.over_quota),
        owing_only=row.owing_only,
        issued_at=row.issued_at,
    )


def dry_run(listed: Sequence[access.ListRow], plan: Plan) -> DryRunOut:
    """Each row of a list with what would become of it."""
    places = {place.person.pk: place for place in plan.places}
    already = {row.person_id for row in plan.already}
    refused = {each.person.pk: each.refusal for each in plan.refused}
    rows = []
    for each in listed:
        key = each.person.pk if each.person else 0
        no = each.refusal or refused.get(key)
        place = places.get(key)
        result = "refused" if no else "already" if key in already else "nominated"
        if place is not None and place.beyond_quota:
            result = "beyond_quota"
        rows.append(
            ListRowOut(
                row=each.row,
                said=each.said,
                staff_number=each.person.staff_number if each.person else None,
                name=each.person.name if each.person else None,
                result=result,
                waived=[why.value for why in place.waived] if place else [],
                code=no.code if no else None,
                title=str(no) if no else None,
                next_step=no.advice if no else None,
            )
        )
    return DryRunOut(rows=rows)


def pending(row: Enrolment) -> PendingOut:
    """A nomination with person, unit and cohort loaded."""
    return PendingOut(
        enrolment=row.public_id,
        cohort=row.cohort.public_id,
        staff_number=row.person.staff_number,
        name=row.person.name,
        unit=row.unit.code,
        state=EnrolmentState(row.state),
        beyond_quota=row.beyond_quota,
        nominated_at=row.nominated_at,
    )


def waiting(row: Enrolment, place: int) -> WaitingOut:
    """A place on the waiting list."""
    return WaitingOut(
        place=place,
        enrolment=row.public_id,
        staff_number=row.person.staff_number,
        name=row.person.name,
        unit=row.unit.code,
    )


def unit_places(lines: Sequence[QuotaLine]) -> UnitsPlacesOut:
    """Units that have a quota, with their numbers."""
    codes = _codes(line.unit_id for line in lines)
    return UnitsPlacesOut(
        items=[
            UnitPlacesOut(
                unit=codes[line.unit_id],
                seats=line.seats,
                taken=line.taken,
                pending=line.pending,
                left=line.left,
                beyond=line.beyond,
                waiting=line.waiting,
            )
            for line in lines
            if line.seats is not None
        ]
    )


def tried(rule: FillRule, filled: fair_fill.Fill) -> FillOut:
    """A fill that was only tried."""
    codes = _codes(share.claim.unit_id for share in filled.shares)
    shares = [
        _share(codes[share.claim.unit_id], fair_fill.line_of(share)) for share in filled.shares
    ]
    return FillOut(rule=rule, seats=filled.seats, given=filled.given, made_at=None, shares=shares)


def allocation(row: Allocation) -> FillOut:
    """A fill on record, its lines and their units prefetched."""
    lines = row.lines.all()
    shares = [_share(line.unit.code, line) for line in lines]
    given = sum(line.given for line in lines)
    return FillOut(
        rule=FillRule(row.rule), seats=row.seats, given=given, made_at=row.made_at, shares=shares
    )


def _share(unit: str, line: fair_fill.Line | AllocationLine) -> ShareOut:
    """One line of a fill, tried or on record: both have the same names."""
    figures = {name: getattr(line, name) for name in ShareOut.model_fields if name != "unit"}
    return ShareOut(unit=unit, **figures)


def missing(rows: Sequence[Enrolment]) -> MissingOut:
    """Who of the seated has not checked in."""
    away = [row for row in rows if row.state == EnrolmentState.ENROLLED]
    return MissingOut(
        expected=len(rows),
        arrived=len(rows) - len(away),
        missing=[
            MissingPersonOut(
                enrolment=row.public_id,
                staff_number=row.person.staff_number,
                name=row.person.name,
                unit=row.unit.code,
            )
            for row in away
        ],
    )


def _codes(unit_ids: Iterable[int]) -> dict[int, str]:
    return dict(Unit.objects.filter(pk__in=list(unit_ids)).values_list("pk", "code"))
