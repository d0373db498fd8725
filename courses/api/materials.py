"""Materials and what was read of them."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from ninja import File, Form, Router, UploadedFile

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.problems import read_reply
from courses import access
from courses.api.schemas import NothingIn, ReasonIn
from courses.api.teaching_schemas import (
    BeatIn,
    LinkIn,
    MaterialOut,
    MaterialsOut,
    MyMaterialOut,
    MyMaterialsOut,
    ReaderOut,
    ReadOut,
    SummaryOut,
)
from courses.enums.materials import MaterialKind
from courses.errors.materials import MaterialEmpty
from courses.models import Material, MaterialEdition, Reading, Subject, Syllabus
from courses.operations import materials, readings
from courses.operations.materials import Content, Upload
from courses.queries import materials as queries
from courses.queries.materials import Shelved
from courses.rules.reading import Beat

router = Router(tags=["courses"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
ANYBODY = ApiDoor(Role.TRAINEE)
TEACHING = ApiDoor(*access.TEACHING)


def _facts(row: Material, edition: MaterialEdition) -> dict[str, object]:
    held = edition.kind != MaterialKind.LINK
    return {
        "id": row.public_id,
        "subject": row.subject.name,
        "title": row.title,
        "kind": edition.kind,
        "edition": edition.number,
        "size": edition.size,
        "file": reverse("courses:material_file", args=[edition.public_id]) if held else None,
        "url": edition.url or None,
        "published_at": row.published_at,
    }


def _material(row: Material) -> MaterialOut:
    return MaterialOut.model_validate(_facts(row, materials.current(row)))


@router.get(
    "/syllabi/{uuid:syllabus_id}/materials",
    response=MaterialsOut,
    auth=ADMIN,
    url_name="list_materials",
)
def list_materials(request: PersonRequest, syllabus_id: UUID) -> HttpResponse:
    """The materials of a syllabus, by subject and place."""
    rows = queries.subjects_of(_syllabus(syllabus_id))
    items = [
        MaterialOut.model_validate(_facts(row, row.editions.all()[0]))
        for _subject, listed in rows
        for row in listed
    ]
    return read_reply(request, MaterialsOut(items=items))


def _syllabus(public_id: UUID) -> Syllabus:
    row = Syllabus.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def _subject(syllabus_id: UUID, sequence: int) -> Subject:
    row = Subject.objects.filter(syllabus=_syllabus(syllabus_id), sequence=sequence).first()
    if row is None:
        raise NotFound(field="subject")
    return row


def _added(
    request: PersonRequest, subject: Subject, title: str, content: Content, publish: bool
) -> MaterialOut:
    row = materials.add(
        actor=actor(request.person),
        subject=subject,
        title=title,
        content=content,
        publish=publish,
        at=clock.now(),
    )
    return _material(row)


@router.post(
    "/syllabi/{uuid:syllabus_id}/materials/links",
    response={201: MaterialOut},
    auth=ADMIN,
    url_name="add_link",
)
@idempotent
def add_link(request: PersonRequest, syllabus_id: UUID, body: LinkIn) -> tuple[int, MaterialOut]:
    """Add a link to a subject."""
    subject = _subject(syllabus_id, body.subject)
    content = materials.received(upload=None, url=body.url)
    return 201, _added(request, subject, body.title, content, body.publish)


@router.post(
    "/syllabi/{uuid:syllabus_id}/materials/files",
    response={201: MaterialOut},
    auth=ADMIN,
    url_name="add_file",
)
@idempotent
def add_file(
    request: PersonRequest,
    syllabus_id: UUID,
    file: File[UploadedFile],
    subject: Form[int],
    title: Form[str],
    publish: Form[bool] = True,
) -> tuple[int, MaterialOut]:
    """Add a file to a subject; its content decides what it is."""
    found = _subject(syllabus_id, subject)
    if file.file is None:
        raise MaterialEmpty(field="file")
    upload = Upload(file.file, file.name or "", file.size or 0)
    content = materials.received(upload=upload, url="")
    return 201, _added(request, found, title, content, publish)


def _own(public_id: UUID) -> Material:
    row = Material.objects.select_related("subject").filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


@router.post(
    "/materials/{uuid:material_id}/publish",
    response=MaterialOut,
    auth=ADMIN,
    url_name="open_material",
)
def open_material(request: PersonRequest, material_id: UUID, body: NothingIn) -> MaterialOut:
    """Let readers see a material."""
    row = _own(material_id)
    made = materials.publish(actor=actor(request.person), material=row, at=clock.now())
    return _material(made)


@router.post(
    "/materials/{uuid:material_id}/retire",
    response=MaterialOut,
    auth=ADMIN,
    url_name="retire_material",
)
def retire_material(request: PersonRequest, material_id: UUID, body: ReasonIn) -> MaterialOut:
    """Take a material from readers for good."""
    row = _own(material_id)
    who, at = actor(request.person), clock.now()
    return _material(materials.retire(actor=who, material=row, reason=body.reason, at=at))


@router.get("/me/materials", response=MyMaterialsOut, auth=ANYBODY, url_name="list_my_materials")
def list_my_materials(request: PersonRequest) -> HttpResponse:
    """What is open to oneself, with what was read."""
    rows = access.readable_materials(request.person, on=clock.today())
    items = [_mine(each) for each in queries.shelf(rows, request.person)]
    return read_reply(request, MyMaterialsOut(items=items))


def _mine(each: Shelved) -> MyMaterialOut:
    facts = _facts(each.material, each.edition) | {
        "opened": each.reading is not None,
        "read": each.is_read,
        "seconds": each.reading.seconds if each.reading else 0,
        "percent": each.percent,
    }
    return MyMaterialOut.model_validate(facts)


def _readable(request: PersonRequest, public_id: UUID) -> Material:
    """One material that is open to oneself as a trainee, or NotFound."""
    rows = access.readable_materials(request.person, on=clock.today())
    row = queries.with_editions(rows).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def _read(row: Material, reading: Reading) -> ReadOut:
    shelved = Shelved(row, row.editions.all()[0], reading)
    return ReadOut(seconds=reading.seconds, percent=shelved.percent, read=shelved.is_read)


@router.post(
    "/me/materials/{uuid:material_id}/open",
    response=ReadOut,
    auth=ANYBODY,
    url_name="open_my_material",
)
def open_my_material(request: PersonRequest, material_id: UUID, body: NothingIn) -> ReadOut:
    """Note that one has opened a material."""
    row = _readable(request, material_id)
    at = clock.database_now()
    return _read(row, readings.opened(person=request.person, material=row, at=at))


@router.post(
    "/me/materials/{uuid:material_id}/beats",
    response=ReadOut,
    auth=ANYBODY,
    url_name="beat_my_material",
)
def beat_my_material(request: PersonRequest, material_id: UUID, body: BeatIn) -> ReadOut:
    """Say how long a material was before one; counted once, and by the server's clock."""
    row = _readable(request, material_id)
    beat = Beat(str(body.view), body.sequence, body.seconds)
    at = clock.database_now()
    return _read(row, readings.heard(person=request.person, material=row, beat=beat, at=at))


@router.post(
    "/me/materials/{uuid:material_id}/read",
    response=ReadOut,
    auth=ANYBODY,
    url_name="mark_my_material",
)
def mark_my_material(request: PersonRequest, material_id: UUID, body: NothingIn) -> ReadOut:
    """Say that one has read the present edition."""
    row = _readable(request, material_id)
    at = clock.now()
    return _read(row, readings.mark_read(person=request.person, material=row, at=at))


@router.get(
    "/cohorts/{uuid:cohort_id}/reading",
    response=SummaryOut,
    auth=TEACHING,
    url_name="get_reading",
)
def get_reading(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """Who of a cohort has read what, by pinyin."""
    cohort = access.taught_cohort_for(request.person, cohort_id, on=clock.today())
    found = queries.summary_of(cohort)
    readers = [
        ReaderOut(
            staff_number=each.enrolment.person.staff_number,
            name=each.enrolment.person.name,
            opened=each.opened,
            read=each.read,
            seconds=each.seconds,
        )
        for each in found.readers
    ]
    return read_reply(request, SummaryOut(materials=len(found.materials), readers=readers))
