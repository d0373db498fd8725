"""Requirements, and who owes what by when."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor, visible_units
from academy.people.enums import Role
from academy.people.models import Person, Post, Unit
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import cursor_of, place_of
from academy.shared.problems import read_reply
from courses.api import hours_replies as replies
from courses.api import hours_schemas as said
from courses.models import Course, RequirementEdition, Track
from courses.operations import requirements
from courses.operations.usual import Draft
from courses.queries import forecast
from courses.queries.owing import Ask, editions_on, end_of, short_page, standings, unit_page
from courses.rules.requirements import Spec

router = Router(tags=["courses"])
READERS = (Role.HR, Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER)
READ = ApiDoor(*READERS)
KEEP = ApiDoor(Role.HR, Role.ACADEMY_ADMIN)
ANYBODY = ApiDoor(Role.TRAINEE)


@router.get("/requirements", response=said.EditionsOut, auth=READ, url_name="list_requirements")
def list_requirements(request: PersonRequest, on: date | None = None) -> HttpResponse:
    """The editions in force on a day, today if none is named."""
    day = on or clock.today()
    items = [replies.edition(row) for row in editions_on(day)]
    return read_reply(request, said.EditionsOut(on=day, items=items))


@router.post(
    "/requirements",
    response={201: said.EditionOut},
    auth=KEEP,
    url_name="publish_requirement",
)
@idempotent
def publish_requirement(
    request: PersonRequest, body: said.EditionIn
) -> tuple[int, said.EditionOut]:
    """Publish an edition of a new or known requirement."""
    who, at = actor(request.person), clock.now()
    draft = _draft(body)
    with transaction.atomic():
        row = requirements.create(actor=who, code=body.code, name=body.name, at=at)
        made = requirements.publish(actor=who, requirement=row, draft=draft, at=at)
    return 201, replies.edition(made)


@router.post(
    "/requirements/{uuid:edition_id}/end",
    response=said.EditionOut,
    auth=KEEP,
    url_name="end_requirement",
)
def end_requirement(request: PersonRequest, edition_id: UUID, body: said.EndIn) -> said.EditionOut:
    """End an edition, today or later."""
    row = RequirementEdition.objects.filter(public_id=edition_id).first()
    if row is None:
        raise NotFound
    ended = requirements.end(
        actor=actor(request.person), edition=row, valid_until=body.valid_until, at=clock.now()
    )
    return replies.edition(ended)


@router.get("/hours/owing", response=said.OwingsOut, auth=READ, url_name="list_owing")
def list_owing(
    request: PersonRequest,
    on: date | None = None,
    known: date | None = None,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Who still owes what within one's units; `known`: by what was known on that day."""
    day = on or clock.today()
    scope = visible_units(request.person, *READERS, on=clock.today())
    edition, person = place_of(cursor, 2) if cursor else (0, 0)
    shown, last = short_page(
        Ask(day, unit_ids=scope, known_before=end_of(known)),
        after=(edition, person) if cursor else None,
        limit=limit,
    )
    numbers = _numbers([each.person_id for each in shown])
    items = [replies.owing(each, numbers) for each in shown]
    following = cursor_of(last) if last else None
    return read_reply(request, said.OwingsOut(on=day, items=items, next_cursor=following))


@router.get("/hours/units", response=said.UnitOwingsOut, auth=READ, url_name="list_unit_owing")
def list_unit_owing(
    request: PersonRequest,
    on: date | None = None,
    known: date | None = None,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """How many of each unit have met each requirement; `known` as for the names."""
    day = on or clock.today()
    scope = visible_units(request.person, *READERS, on=clock.today())
    codes = dict(Unit.objects.values_list("pk", "code"))
    ask = Ask(day, unit_ids=scope, known_before=end_of(known))
    edition, unit = place_of(cursor, 2) if cursor else (0, 0)
    shown, last = unit_page(ask, after=(edition, unit) if cursor else None, limit=limit)
    items = [replies.unit(line, codes) for line in shown]
    following = cursor_of(last) if last else None
    return read_reply(request, said.UnitOwingsOut(on=day, items=items, next_cursor=following))


@router.get("/hours/seats", response=said.SeatsOut, auth=READ, url_name="list_seats_ahead")
def list_seats_ahead(
    request: PersonRequest,
    course: str,
    quarters: int = Query(8, ge=1, le=20),  # type: ignore[type-arg]  # ninja's default marker
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Seats of a course that one's units need in the quarters ahead, by name."""
    row = Course.objects.filter(code=course).first()
    if row is None:
        raise NotFound(field="course")
    today = clock.today()
    scope = visible_units(request.person, *READERS, on=today)
    found = forecast.needs(row, on=today, quarters=quarters, unit_ids=scope)
    after: forecast.Place | None = None
    if cursor:
        year, number, unit, person = place_of(cursor, 4)
        after = (year, number, unit, person)
    shown, last = forecast.page(found, after=after, limit=limit)
    numbers = _numbers([each.person_id for each in shown])
    codes = dict(Unit.objects.values_list("pk", "code"))
    out = said.SeatsOut(
        course=row.code,
        total=sum(each.seats for each in found),
        items=[replies.seat(each, numbers, codes) for each in shown],
        next_cursor=cursor_of(last) if last else None,
    )
    return read_reply(request, out)


@router.get("/me/requirements", response=said.OwingsOut, auth=ANYBODY, url_name="my_requirements")
def my_requirements(request: PersonRequest, on: date | None = None) -> HttpResponse:
    """How one stands under each requirement oneself."""
    day = on or clock.today()
    found = standings(Ask(day, person_ids=(request.person.pk,)))
    numbers = {request.person.pk: request.person.staff_number}
    items = [replies.owing(each, numbers) for each in found]
    return read_reply(request, said.OwingsOut(on=day, items=items, next_cursor=None))


def _numbers(person_ids: list[int]) -> dict[int, str]:
    rows = Person.objects.in_bulk(person_ids)
    return {pk: row.staff_number for pk, row in rows.items()}


def _draft(body: said.EditionIn) -> Draft:
    course = Course.objects.filter(code=body.course).first() if body.course else None
    units = list(Unit.objects.filter(code__in=body.units))
    posts = list(Post.objects.filter(name__in=body.posts))
    tracks = list(Track.objects.filter(code__in=body.tracks))
    missing = {
        "units": len(set(body.units)) - len(units),
        "posts": len(set(body.posts)) - len(posts),
        "tracks": len(set(body.tracks)) - len(tracks),
    }
    for name, count in missing.items():
        if count:
            raise NotFound(field=name)
    if body.course and course is None:
        raise NotFound(field="course")
    spec = Spec(
        **body.model_dump(
            include={
                "metric", "amount", "window", "valid_from", "valid_until", "length", "event",
                "judged", "pro_rata", "rank_from", "rank_to", "for_event", "for_months",
                "categories",
            }
        ),
        course_id=course.pk if course else None,
    )  # fmt: skip
    return Draft(
        spec,
        regulation=body.regulation,
        article=body.article,
        priority=body.priority,
        course=course,
        staff_kinds=body.staff_kinds,
        units=units,
        posts=posts,
        tracks=tracks,
    )
