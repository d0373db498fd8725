"""Units and people, read-only: rosters are how they change."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.people import access
from academy.people.access import ApiDoor, PersonRequest
from academy.people.api.schemas import (
    FormerKindOut,
    PeopleOut,
    PersonFileOut,
    PersonOut,
    UnitOut,
    UnitsOut,
)
from academy.people.enums import Role, StaffKind
from academy.people.models import Person
from academy.people.queries import kinds, persons, units
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from academy.shared.text import mask_id_number, mask_mobile

router = Router(tags=["people"])
KEEPERS = (Role.ACADEMY_ADMIN, Role.HR, Role.UNIT_TRAINING_OFFICER, Role.AUDITOR)


@router.get("/units", response=UnitsOut, auth=ApiDoor(Role.TRAINEE), url_name="list_units")
def list_units(request: PersonRequest, as_of: date | None = None) -> HttpResponse:
    """The unit tree of a day (today if none is named)."""
    on = as_of or clock.today()
    nodes = units.tree(on)
    codes = {node.id: node.code for node in nodes}
    items = [
        UnitOut(
            code=node.code,
            name=node.name,
            short_name=node.short_name,
            kind=node.kind.value,
            depth=node.depth,
            parent=codes.get(node.parent_id) if node.parent_id else None,
            official_order=node.official_order,
        )
        for node in nodes
    ]
    return read_reply(request, UnitsOut(as_of=on, items=items))


@router.get("/people", response=PeopleOut, auth=ApiDoor(*KEEPERS), url_name="list_people")
def list_people(
    request: PersonRequest,
    q: str = "",
    unit: str | None = None,
    staff_kind: StaffKind | None = None,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """The staff of the units one may see, by name; `unit` is a code, those below it included."""
    today = clock.today()
    scope = access.visible_units(request.person, *KEEPERS, on=today)
    nodes = units.tree(today)
    chosen = None
    if unit is not None:
        named = next((node.id for node in nodes if node.code == unit and node.id in scope), None)
        if named is None:
            raise NotFound(field="unit")
        chosen = units.below([named], nodes)
    wanted = persons.PersonFilter(text=q, unit_ids=chosen, staff_kind=staff_kind)
    page = page_of(
        persons.persons(scope, wanted, on=today),
        key=("pinyin_key", "pk"),
        cursor=cursor,
        limit=limit,
    )
    items = [_person_out(person) for person in page.items]
    return read_reply(request, PeopleOut(items=items, next_cursor=page.next_cursor))


@router.get(
    "/people/{uuid:person_id}",
    response=PersonFileOut,
    auth=ApiDoor(*KEEPERS),
    url_name="get_person",
)
def get_person(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """One person of the units one may see; leavers included."""
    today = clock.today()
    scope = access.visible_units(request.person, *KEEPERS, on=today)
    rows = persons.persons(scope, persons.PersonFilter(with_left=True), on=today)
    person = rows.filter(public_id=person_id).first()
    if person is None:
        raise NotFound
    former = [
        FormerKindOut(staff_kind=span.kind.value, until=span.until)
        for span in kinds.history_of(person)
        if span.until is not None
    ]
    said = _person_out(person).model_dump()
    return read_reply(request, PersonFileOut(**said, former_kinds=former))


def _person_out(person: Person) -> PersonOut:
    serving = person.open_assignments[0] if person.open_assignments else None  # type: ignore[attr-defined]  # set by the query's prefetch
    return PersonOut(
        id=person.public_id,
        staff_number=person.staff_number,
        name=person.name,
        sex=person.sex,
        staff_kind=person.staff_kind,
        establishment=person.establishment,
        unit=serving.unit.code if serving else None,
        post=serving.post.name if serving and serving.post else None,
        rank=serving.rank.name if serving and serving.rank else None,
        id_number=mask_id_number(person.id_number),
        mobile=mask_mobile(person.mobile),
        joined_on=person.joined_on,
        left_on=person.left_on,
    )
