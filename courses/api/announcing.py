"""The notice of a cohort, unused seats, substitution, transfer, and who is missing."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.people.models import Unit
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.problems import read_reply, with_etag
from courses import access
from courses.api import enrolling_replies, replies
from courses.api.enrolling_schemas import (
    DeadlinesIn,
    FillIn,
    FillOut,
    FillsOut,
    MissingOut,
    NoticeIn,
    NoticeOut,
    SubstituteIn,
    TransferIn,
)
from courses.api.schemas import EnrolmentOut, NothingIn
from courses.errors import NoticeMissing, PersonUnknown
from courses.models import Cohort, CohortNotice
from courses.operations import cohort_notices, fair_fill, substitutions, transfers
from courses.sheets import cohort_notice

router = Router(tags=["courses"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
KEEPERS = ApiDoor(*access.KEEPERS)
READERS = ApiDoor(*access.READERS)


def _cohort(request: PersonRequest, cohort_id: UUID) -> Cohort:
    return access.cohort_for(request.person, cohort_id, on=clock.today())


def _notice(request: PersonRequest, cohort_id: UUID) -> CohortNotice:
    cohort = _cohort(request, cohort_id)
    row = CohortNotice.objects.filter(cohort=cohort).first()
    admin = access.is_admin(request.person, on=clock.today())
    if row is None or (row.issued_at is None and not admin):
        raise NoticeMissing
    row.cohort = cohort
    return row


@router.get(
    "/cohorts/{uuid:cohort_id}/notice", response=NoticeOut, auth=READERS, url_name="get_notice"
)
def get_notice(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """The notice of a cohort; units see it once it is issued."""
    return read_reply(request, enrolling_replies.notice(_notice(request, cohort_id)))


@router.get(
    "/cohorts/{uuid:cohort_id}/notice.pdf",
    auth=READERS,
    url_name="get_notice_pdf",
    openapi_extra={"responses": {200: {"description": "PDF", "content": {"application/pdf": {}}}}},
)
def get_notice_pdf(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """The notice as a document to file or send, with the quotas of today; it bears no seal."""
    row = _notice(request, cohort_id)
    content = cohort_notice.pdf(row.cohort, row, on=clock.today())
    response = HttpResponse(content, content_type="application/pdf")
    name = cohort_notice.file_name(row.cohort, row)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return with_etag(request, response)


@router.put(
    "/cohorts/{uuid:cohort_id}/notice", response=NoticeOut, auth=ADMIN, url_name="write_notice"
)
def write_notice(request: PersonRequest, cohort_id: UUID, body: NoticeIn) -> NoticeOut:
    """Write the notice, or change it before it is issued."""
    row = cohort_notices.write(
        actor=actor(request.person),
        cohort=_cohort(request, cohort_id),
        nominate_until_at=body.nominate_until,
        substitute_until_at=body.substitute_until,
        at=clock.now(),
        **body.model_dump(exclude={"nominate_until", "substitute_until"}),
    )
    return enrolling_replies.notice(row)


@router.post(
    "/cohorts/{uuid:cohort_id}/notice/issue",
    response=NoticeOut,
    auth=ADMIN,
    url_name="issue_notice",
)
def issue_notice(request: PersonRequest, cohort_id: UUID, body: NothingIn) -> NoticeOut:
    """Issue the notice to the units that have a quota."""
    cohort = _cohort(request, cohort_id)
    row = cohort_notices.issue(actor=actor(request.person), cohort=cohort, at=clock.now())
    return enrolling_replies.notice(row)


@router.post(
    "/cohorts/{uuid:cohort_id}/notice/deadlines",
    response=NoticeOut,
    auth=ADMIN,
    url_name="move_deadlines",
)
def move_deadlines(request: PersonRequest, cohort_id: UUID, body: DeadlinesIn) -> NoticeOut:
    """Move the deadlines of an issued notice."""
    row = cohort_notices.move_deadlines(
        actor=actor(request.person),
        cohort=_cohort(request, cohort_id),
        nominate_until_at=body.nominate_until,
        substitute_until_at=body.substitute_until,
        reason=body.reason,
        at=clock.now(),
    )
    return enrolling_replies.notice(row)


@router.post(
    "/cohorts/{uuid:cohort_id}/fills",
    response={201: FillOut},
    auth=ADMIN,
    url_name="fill_quotas",
)
@idempotent
def fill_quotas(request: PersonRequest, cohort_id: UUID, body: FillIn) -> tuple[int, FillOut]:
    """Give unused seats to units whose people wait; `dry_run` only says what would be."""
    cohort, at = _cohort(request, cohort_id), clock.now()
    among = None
    if body.units is not None:
        among = list(Unit.objects.filter(code__in=body.units).values_list("pk", flat=True))
        if len(among) < len(set(body.units)):
            raise NotFound(field="units")
    if body.dry_run:
        filled = fair_fill.dry_run(cohort, body.rule, at=at, among=among)
        return 201, enrolling_replies.tried(body.rule, filled)
    who = actor(request.person)
    row = fair_fill.carry_out(actor=who, cohort=cohort, rule=body.rule, among=among, at=at)
    return 201, enrolling_replies.allocation(row)


@router.get(
    "/cohorts/{uuid:cohort_id}/fills", response=FillsOut, auth=READERS, url_name="list_fills"
)
def list_fills(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """Every fill of a cohort with its rule and lines, the newest first."""
    rows = _cohort(request, cohort_id).allocations.order_by("-made_at")
    items = [enrolling_replies.allocation(row) for row in rows.prefetch_related("lines__unit")]
    return read_reply(request, FillsOut(items=items))


@router.get(
    "/cohorts/{uuid:cohort_id}/missing", response=MissingOut, auth=ADMIN, url_name="get_missing"
)
def get_missing(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """Who is expected and has not checked in, by name."""
    cohort = _cohort(request, cohort_id)
    rows = access.enrolments_for(request.person, on=clock.today()).seated().filter(cohort=cohort)
    ordered = rows.select_related("person", "unit").order_by("person__pinyin_key", "pk")
    return read_reply(request, enrolling_replies.missing(list(ordered)))


@router.post(
    "/enrolments/{uuid:enrolment_id}/substitute",
    response={201: EnrolmentOut},
    auth=KEEPERS,
    url_name="substitute_enrolment",
)
@idempotent
def substitute_enrolment(
    request: PersonRequest, enrolment_id: UUID, body: SubstituteIn
) -> tuple[int, EnrolmentOut]:
    """Send somebody else of the same unit; the answer is the new place."""
    on = clock.today()
    row = access.one_of(access.kept_by(request.person, on=on), enrolment_id)
    named = access.named_people(request.person, [body.incoming], on=on)
    if not named.persons:
        raise PersonUnknown(field="incoming", said=body.incoming)
    new = substitutions.substitute(
        actor=actor(request.person),
        enrolment=row,
        incoming=named.persons[0],
        reason=body.reason,
        override_reason=body.override_reason if access.is_admin(request.person, on=on) else "",
        at=clock.now(),
    )
    return 201, replies.enrolment(access.enrolment_for(request.person, new.public_id, on=on))


@router.post(
    "/enrolments/{uuid:enrolment_id}/transfer",
    response={201: EnrolmentOut},
    auth=ADMIN,
    url_name="transfer_enrolment",
)
@idempotent
def transfer_enrolment(
    request: PersonRequest, enrolment_id: UUID, body: TransferIn
) -> tuple[int, EnrolmentOut]:
    """Let a person go on in another cohort of the course; the answer is the new place."""
    on = clock.today()
    row = access.one_of(access.enrolments_for(request.person, on=on), enrolment_id)
    new = transfers.transfer(
        actor=actor(request.person),
        enrolment=row,
        to=access.cohort_for(request.person, body.to, on=on),
        reason=body.reason,
        override_reason=body.override_reason,
        at=clock.now(),
    )
    return 201, replies.enrolment(access.enrolment_for(request.person, new.public_id, on=on))
