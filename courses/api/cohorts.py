"""Cohorts: read by whoever is concerned, run by academy admins."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.people.models import Unit
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses import access
from courses.api import replies
from courses.api.schemas import (
    CohortIn,
    CohortOut,
    CohortsOut,
    NothingIn,
    QuotaLine,
    QuotasIn,
    QuotasOut,
    ReasonIn,
)
from courses.enums import CohortState
from courses.models import Cohort, Syllabus
from courses.operations import cohorts
from courses.queries import board

router = Router(tags=["courses"])
ANYBODY = ApiDoor(Role.TRAINEE)
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)


def _cohort(request: PersonRequest, cohort_id: UUID) -> Cohort:
    return access.cohort_for(request.person, cohort_id, on=clock.today())


@router.get("/cohorts", response=CohortsOut, auth=ANYBODY, url_name="list_cohorts")
def list_cohorts(
    request: PersonRequest,
    state: CohortState | None = None,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """The cohorts one may see, by first day."""
    rows = access.cohorts_for(request.person, on=clock.today())
    if state is not None:
        rows = rows.in_states([state])
    page = page_of(board.with_counts(rows), key=("starts_on", "pk"), cursor=cursor, limit=limit)
    items = [replies.cohort(board.standing(row)) for row in page.items]
    return read_reply(request, CohortsOut(items=items, next_cursor=page.next_cursor))


@router.get("/cohorts/{uuid:cohort_id}", response=CohortOut, auth=ANYBODY, url_name="get_cohort")
def get_cohort(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """One cohort with its numbers."""
    return read_reply(request, replies.cohort_now(_cohort(request, cohort_id)))


@router.post("/cohorts", response={201: CohortOut}, auth=ADMIN, url_name="draft_cohort")
@idempotent
def draft_cohort(request: PersonRequest, body: CohortIn) -> tuple[int, CohortOut]:
    """Draft a cohort."""
    syllabus = Syllabus.objects.filter(public_id=body.syllabus).first()
    if syllabus is None:
        raise NotFound(field="syllabus")
    drafted = cohorts.draft(
        actor=actor(request.person),
        syllabus=syllabus,
        at=clock.now(),
        **body.model_dump(exclude={"syllabus"}),
    )
    return 201, replies.cohort_now(drafted)


@router.post(
    "/cohorts/{uuid:cohort_id}/publish",
    response=CohortOut,
    auth=ADMIN,
    url_name="publish_cohort",
)
def publish_cohort(request: PersonRequest, cohort_id: UUID, body: NothingIn) -> CohortOut:
    """Publish a draft to the units."""
    cohort = _cohort(request, cohort_id)
    cohorts.publish(actor=actor(request.person), cohort=cohort, at=clock.now())
    return replies.cohort_now(cohort)


@router.post(
    "/cohorts/{uuid:cohort_id}/open", response=CohortOut, auth=ADMIN, url_name="open_cohort"
)
def open_cohort(request: PersonRequest, cohort_id: UUID, body: NothingIn) -> CohortOut:
    """Start a published cohort."""
    cohort = _cohort(request, cohort_id)
    cohorts.open_(actor=actor(request.person), cohort=cohort, at=clock.now())
    return replies.cohort_now(cohort)


@router.post(
    "/cohorts/{uuid:cohort_id}/close-out",
    response=CohortOut,
    auth=ADMIN,
    url_name="close_out_cohort",
)
def close_out_cohort(request: PersonRequest, cohort_id: UUID, body: NothingIn) -> CohortOut:
    """Close a running cohort out; refused while outcomes are missing."""
    cohort = _cohort(request, cohort_id)
    cohorts.close_out(actor=actor(request.person), cohort=cohort, at=clock.now())
    return replies.cohort_now(cohort)


@router.post(
    "/cohorts/{uuid:cohort_id}/cancel", response=CohortOut, auth=ADMIN, url_name="cancel_cohort"
)
def cancel_cohort(request: PersonRequest, cohort_id: UUID, body: ReasonIn) -> CohortOut:
    """Call a cohort off that has not started."""
    cohort = _cohort(request, cohort_id)
    at = clock.now()
    cohorts.cancel(actor=actor(request.person), cohort=cohort, reason=body.reason, at=at)
    return replies.cohort_now(cohort)


@router.get(
    "/cohorts/{uuid:cohort_id}/quotas", response=QuotasOut, auth=ADMIN, url_name="get_quotas"
)
def get_quotas(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """The quotas of a cohort by unit code."""
    return read_reply(request, _quotas(_cohort(request, cohort_id)))


@router.put(
    "/cohorts/{uuid:cohort_id}/quotas", response=QuotasOut, auth=ADMIN, url_name="set_quotas"
)
def set_quotas(request: PersonRequest, cohort_id: UUID, body: QuotasIn) -> QuotasOut:
    """Replace the quotas of a cohort."""
    cohort = _cohort(request, cohort_id)
    wanted = {line.unit: line.seats for line in body.quotas}
    ids = dict(Unit.objects.filter(code__in=wanted).values_list("code", "pk"))
    if len(ids) < len(wanted) or len(wanted) < len(body.quotas):
        raise NotFound(field="quotas")
    quotas = {ids[code]: seats for code, seats in wanted.items()}
    cohorts.set_quotas(actor=actor(request.person), cohort=cohort, quotas=quotas, at=clock.now())
    return _quotas(cohort)


def _quotas(cohort: Cohort) -> QuotasOut:
    rows = cohort.quotas.select_related("unit").order_by("unit__code")
    return QuotasOut(quotas=[QuotaLine(unit=row.unit.code, seats=row.seats) for row in rows])
