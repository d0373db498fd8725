"""Publishing templates: ask, watch, learn what was published or why not."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema, Status

from academy.jobs.models import Job
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.problems import read_reply
from certificates import access
from certificates.api.templates import named
from certificates.operations import publications
from certificates.queries import publications as query

router = Router(tags=["certificates"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)


class PublicationIn(Schema):
    """Which revision of the draft is meant."""

    revision: int = Field(ge=1)


class PublicationOut(Schema):
    """A request to publish: `state` is that of the work, with how much of it is done.

    `template` is the edition once it is published. A failed one says why: `code`, `reason` and
    `next_step`, all "" where nothing was refused.
    """

    id: UUID
    state: str
    progress_done: int
    progress_total: int
    template: UUID | None
    code: str
    reason: str
    next_step: str


def _out(job: Job) -> PublicationOut:
    told, made = query.refusal_of(job), query.template_of(job)
    return PublicationOut(
        id=job.public_id,
        state=job.state,
        progress_done=job.progress_done,
        progress_total=job.progress_total,
        template=made.public_id if made else None,
        code=told.code if told else job.error,
        reason=told.text if told else "",
        next_step=told.advice if told else "",
    )


@router.post(
    "/certificate-template-drafts/{name}/publication",
    response={202: PublicationOut},
    auth=ADMIN,
    url_name="publish_draft",
)
def publish_draft(request: PersonRequest, name: str, body: PublicationIn) -> Status[PublicationOut]:
    """Have a draft tried out on every sample and published as the next edition.

    The same revision again is the same request; one that failed or was stopped is tried anew.
    """
    by, draft = actor(request.person), named(name)
    job = publications.ask(actor=by, draft=draft, revision=body.revision, at=clock.now())
    return Status(202, _out(job))


@router.get(
    "/certificate-template-publications/{uuid:publication_id}",
    response=PublicationOut,
    auth=ADMIN,
    url_name="get_publication",
)
def get_publication(request: PersonRequest, publication_id: UUID) -> HttpResponse:
    """How far a publication is, and what came of it."""
    return read_reply(request, _out(access.one(access.publications(), publication_id)))
