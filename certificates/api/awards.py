"""Which certificate a course gives of each kind."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema

from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.problems import read_reply
from certificates import access
from certificates.enums import CertificateKind
from certificates.models import Award
from certificates.operations import awards
from certificates.queries import templates as template_query
from certificates.queries.awards import default_terms

router = Router(tags=["certificates"])


class AwardIn(Schema):
    """`months` null is for ever; `prefix` "" is the academy's own."""

    template_name: str = Field(max_length=40)
    months: int | None = Field(None, ge=1, le=awards.MOST_MONTHS)
    prefix: str = Field("", max_length=24)


class AwardOut(AwardIn):
    """What a course gives of a kind; `set_at` null: nobody has said, the defaults hold."""

    kind: CertificateKind
    set_at: datetime | None


class AwardsOut(Schema):
    """What a course gives of each kind."""

    items: list[AwardOut]


def _out(kind: CertificateKind, award: Award | None) -> AwardOut:
    terms = default_terms(kind)
    return AwardOut(
        kind=kind,
        template_name=award.template_name if award else terms.template_name,
        months=award.months if award else terms.months,
        prefix=award.prefix if award else "",
        set_at=award.set_at if award else None,
    )


@router.get(
    "/courses/{uuid:course_id}/certificate-awards",
    response=AwardsOut,
    auth=ApiDoor(*access.TEMPLATES),
    url_name="get_awards",
)
def get_awards(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """What a course gives, by its own award or the defaults."""
    course = access.one(access.courses(), course_id)
    known = template_query.awards(access.courses().filter(pk=course.pk))[0].awards
    return read_reply(request, AwardsOut(items=[_out(*each) for each in known.items()]))


@router.put(
    "/courses/{uuid:course_id}/certificate-awards/{kind}",
    response=AwardOut,
    auth=ApiDoor(Role.ACADEMY_ADMIN),
    url_name="set_award",
)
def set_award(
    request: PersonRequest, course_id: UUID, kind: CertificateKind, body: AwardIn
) -> AwardOut:
    """Set what a course gives from the next batch on; what was issued stays as it is."""
    course = access.one(access.courses(), course_id)
    by = actor(request.person)
    row = awards.set_award(actor=by, course=course, kind=kind, at=clock.now(), **dict(body))
    return _out(kind, row)
