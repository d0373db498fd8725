"""Materials by page: uploads, doors, ranges, what was read."""

import uuid
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.enums import CohortState
from courses.models import Cohort, Material, MaterialEdition, Reading
from courses.operations import enrolments, materials, store
from courses.operations.materials import Content
from tests.cast import SYSTEM, Cast, ClientOf, sign_in
from tests.make import courses as make
from tests.make import media
from tests.make.courses import ENDS_ON
from tests.make.teaching import instructor, teach

pytestmark = pytest.mark.django_db
FILM = media.mp4(90)


@pytest.fixture(autouse=True)
def media_root(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture
    return tmp_path


@pytest.fixture(autouse=True)
def on_the_day(at: datetime) -> Any:
    """The story's own day: pages read the clock."""
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def cohort(at: datetime, cast: Cast) -> Cohort:
    """A running cohort of Wang and Li."""
    return make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li])


def url(name: str, *args: object) -> str:
    return reverse(f"courses:{name}", args=args)


def add(
    cohort: Cohort, at: datetime, content: Content | None = None, *, publish: bool = True
) -> Material:
    subject = cohort.syllabus.subjects.get(sequence=1)
    held = content or media.content()
    title = f"讲义{Material.objects.count() + 1}"
    return materials.add(
        actor=SYSTEM, subject=subject, title=title, content=held, publish=publish, at=at
    )


def file_of(row: Material) -> str:
    return url("material_file", materials.current(row).public_id)


def get(client: Client, path: str, **extra: Any) -> tuple[Any, bytes]:
    """The reply and all its bytes: the file behind it is closed once they are read."""
    reply: Any = client.get(path, **extra)
    body = b"".join(reply.streaming_content) if reply.streaming else reply.content
    return reply, body


def status_of(client: Client, path: str) -> int:
    return int(get(client, path)[0].status_code)


def test_a_file_is_uploaded_and_read(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at, persons=[cast.wang])
    admin = client_of(cast.admin)
    syllabus = cohort.syllabus
    page = url("syllabus_materials", syllabus.public_id)
    form = {"subject": syllabus.subjects.get(sequence=1).pk, "title": "处罚程序", "publish": "on"}
    target = url("add_material", syllabus.public_id)
    for data, name, status, said in (
        (media.SVG, "a.pdf", 422, "不接受这种内容"),
        (b"", "a.pdf", 422, "没有收到内容"),
        (media.PDF + media.HTML, "a.pdf", 422, "附有其他内容"),
        (media.PDF, "../../../" + "长" * 300 + ".exe", 302, ""),
    ):
        reply = admin.post(target, form | {"file": _named(data, name)})
        assert (reply.status_code, said in reply.content.decode()) == (status, True)
        if status == 422:
            assert "处罚程序" in reply.content.decode()
    assert admin.post(target, form | {"url": "http://a.cn"}).status_code == 422
    assert "1 份资料，1 份已向学员开放" in admin.get(page).content.decode()
    edition = MaterialEdition.objects.get()
    assert edition.file_name == "长" * 116 + ".pdf"
    wang = client_of(cast.wang)
    assert "处罚程序" in wang.get(url("my_materials")).content.decode()
    row = Material.objects.get()
    assert "标记为已阅" in wang.get(url("read_material", row.public_id)).content.decode()
    assert wang.post(url("mark_material", row.public_id)).status_code == 302
    assert "已阅 1 份" in wang.get(url("my_materials")).content.decode()


def _named(data: bytes, name: str) -> BytesIO:
    """A file as a hostile client names it: Django's own class would tidy the name."""
    file = BytesIO(data)
    file.name = name
    return file


def test_a_body_over_every_limit_is_not_read(
    at: datetime, cast: Cast, settings: Any, cohort: Cohort
) -> None:
    settings.MATERIAL_MEGABYTES = {"pdf": 1, "slides": 1, "video": 1, "image": 1}
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(cast.admin).cookies
    target = url("add_material", cohort.syllabus.public_id)
    for size, status in (
        (1024 * 1024 + 64 * 1024, 403),
        (1024 * 1024 + 64 * 1024 + 1, 413),
        (10**15, 413),
        (10**40, 413),
    ):
        reply = client.generic(
            "POST", target, b"", content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(size),
        )  # fmt: skip
        # 403: small enough to be read, and then there is no token in it.
        assert reply.status_code == status
    assert not Material.objects.exists()


def test_a_new_edition_an_order_and_an_end(
    at: datetime, cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    first, second = add(cohort, at), add(cohort, at, media.link(), publish=False)
    admin, wang = client_of(cast.admin), client_of(cast.wang)
    old = file_of(first)
    assert status_of(wang, old) == 200
    film = {"file": SimpleUploadedFile("课.mp4", FILM)}
    assert admin.post(url("replace_material", first.public_id), film).status_code == 302
    assert (status_of(wang, old), status_of(admin, old)) == (404, 200)
    assert admin.post(url("replace_material", first.public_id), {}).status_code == 422
    assert "以前的版次" in admin.get(url("read_material", first.public_id)).content.decode()
    assert "以前的版次" not in wang.get(url("read_material", first.public_id)).content.decode()
    change = url("change_material", second.public_id)
    for verb in ("publish", "up", "up", "down", "down", "up"):
        assert admin.post(change, {"verb": verb}).status_code == 302
    listed = Material.objects.order_by("position").values_list("pk", flat=True)
    assert list(listed) == [second.pk, first.pk]
    assert admin.post(change, {"verb": "eat"}).status_code == 404
    assert admin.post(change, {"verb": "retire", "reason": ""}).status_code == 422
    assert admin.post(change, {"verb": "retire", "reason": "过时"}).status_code == 302
    assert admin.post(change, {"verb": "publish"}).status_code == 409
    page = admin.get(url("syllabus_materials", cohort.syllabus.public_id)).content.decode()
    assert ("已停用的资料" in page, "过时" in page) == (True, True)
    assert wang.get(url("read_material", second.public_id)).status_code == 404


def test_doors(at: datetime, cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    row, hidden = add(cohort, at), add(cohort, at, media.content(media.PNG), publish=False)
    who = instructor(cast.marker, at=at, of=cohort.syllabus.course)
    teach(cohort, instructor(cast.instructor, at=at, of=cohort.syllabus.course), at=at)
    assert who.person == cast.marker
    seen = {
        cast.admin: (200, 200),
        cast.wang: (200, 404),
        cast.li: (200, 404),
        cast.zhao: (404, 404),
        cast.officer: (404, 404),
        cast.hr: (404, 404),
        cast.instructor: (200, 404),  # teaches it
        cast.marker: (200, 404),  # is qualified to
    }
    for person, wanted in seen.items():
        client = client_of(person)
        for material, status in zip((row, hidden), wanted, strict=True):
            for path in (file_of(material), url("read_material", material.public_id)):
                assert status_of(client, path) == status, (person.name, path)
    beat = {"view": uuid.uuid4(), "sequence": 1, "seconds": 15}
    assert client_of(cast.zhao).post(url("material_beat", row.public_id), beat).status_code == 404
    noted = Reading.objects.values_list("person__staff_number", flat=True)
    assert set(noted) == {"T1001", "T2001"}, "a colleague's look is no trainee's reading"
    enrolments.withdraw(
        actor=SYSTEM, enrolment=make.enrolment_of(cohort, cast.li), reason="住院", at=at
    )
    assert status_of(client_of(cast.li), file_of(row)) == 404


@pytest.mark.parametrize(("days", "status"), [(29, 200), (30, 200), (31, 404)])
def test_open_until_some_days_after_the_end(
    at: datetime, cast: Cast, client_of: ClientOf, days: int, status: int
) -> None:
    cohort = make.cohort(at=at, state=CohortState.CLOSED, persons=[cast.wang])
    row = add(cohort, at)
    client = client_of(cast.wang)
    later = datetime.combine(ENDS_ON, at.timetz()) + timedelta(days=days)
    with time_machine.travel(later, tick=False):
        client = client_of(cast.wang)
        assert status_of(client, file_of(row)) == status
        assert ("讲义1" in client.get(url("my_materials")).content.decode()) is (status == 200)


def test_what_a_file_is_sent_with(
    at: datetime, cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    client = client_of(cast.wang)
    for data, kind, how, sandbox in (
        (media.PDF, "application/pdf", "inline", False),
        (media.PNG, "image/png", "inline", True),
        (FILM, "video/mp4", "inline", True),
        (media.pptx(), "application/vnd.openxmlformats-officedocument", "attachment", True),
    ):
        path = file_of(add(cohort, at, media.content(data, "讲 义\r\n.bin")))
        reply, body = get(client, path)
        assert body == data
        assert reply["Content-Type"].startswith(kind)
        assert reply["Content-Disposition"].startswith(f"{how}; filename*=UTF-8''%E8%AE%B2%20")
        assert reply["X-Content-Type-Options"] == "nosniff"
        assert reply["X-Frame-Options"] == "SAMEORIGIN"
        assert reply["Content-Security-Policy"].startswith("default-src 'none'")
        assert ("sandbox" in reply["Content-Security-Policy"]) is sandbox
        again, _body = get(client, path + "?download")
        assert again["Content-Disposition"].startswith("attachment")


SIZE = len(FILM)


@pytest.mark.parametrize(
    ("wanted", "status", "start", "stop"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=0-", 206, 0, SIZE),
        (f"bytes={SIZE - 1}-", 206, SIZE - 1, SIZE),
        (f"bytes={SIZE}-", 416, 0, 0),
        (f"bytes={SIZE + 1}-", 416, 0, 0),
        (f"bytes=0-{SIZE - 2}", 206, 0, SIZE - 1),
        (f"bytes=0-{SIZE - 1}", 206, 0, SIZE),
        (f"bytes=0-{SIZE}", 206, 0, SIZE),
        ("bytes=-1", 206, SIZE - 1, SIZE),
        (f"bytes=-{SIZE + 1}", 206, 0, SIZE),
        ("bytes=-0", 416, 0, 0),
        ("bytes=5-4", 416, 0, 0),
        ("bytes=-", 200, 0, SIZE),
        ("bytes=0-1,3-4", 200, 0, SIZE),
        ("items=0-1", 200, 0, SIZE),
        ("bytes=" + "9" * 5000 + "-", 200, 0, SIZE),
        ("bytes=٠-١", 200, 0, SIZE),
    ],
)
def test_parts_of_a_film(
    at: datetime, cast: Cast, client_of: ClientOf, cohort: Cohort,
    wanted: str, status: int, start: int, stop: int,
) -> None:  # fmt: skip
    path = file_of(add(cohort, at, media.content(FILM, "课.mp4")))
    reply, body = get(client_of(cast.wang), path, headers={"Range": wanted})
    assert reply.status_code == status
    assert body == FILM[start:stop]
    if status == 206:
        assert reply["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
        assert reply["Content-Length"] == str(stop - start)
    elif status == 416:
        assert reply["Content-Range"] == f"bytes */{SIZE}"


def test_nginx_sends_it_where_it_is_told_to(
    at: datetime, cast: Cast, client_of: ClientOf, cohort: Cohort, settings: Any
) -> None:
    row = add(cohort, at)
    settings.MATERIAL_ACCEL_PREFIX = "/internal-media/"
    reply = client_of(cast.wang).get(file_of(row))
    digest = materials.current(row).digest
    assert reply["X-Accel-Redirect"] == f"/internal-media/materials/{digest[:2]}/{digest}"
    assert (reply.content, reply["Content-Type"]) == (b"", "application/pdf")
    assert client_of(cast.zhao).get(file_of(row)).status_code == 404


def test_a_file_that_is_gone_is_said_so(
    at: datetime, cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    row = add(cohort, at)
    path = store.path_of(materials.current(row).digest)
    path.write_bytes(b"other")
    reply = client_of(cast.wang).get(file_of(row))
    assert (reply.status_code, "courses.material_file_missing" in reply.content.decode()) == (
        404,
        True,
    )
    path.unlink()
    assert client_of(cast.wang).get(file_of(row)).status_code == 404
    assert client_of(cast.wang).get(file_of(add(cohort, at, media.link()))).status_code == 404


def test_beats_are_counted_by_the_server(
    at: datetime, cast: Cast, client_of: ClientOf, cohort: Cohort, monkeypatch: Any
) -> None:
    row = add(cohort, at, media.content(FILM, "课.mp4"))
    client, view = client_of(cast.wang), str(uuid.uuid4())
    beat = url("material_beat", row.public_id)
    clock = {"now": at}
    monkeypatch.setattr("academy.shared.clock.database_now", lambda: clock["now"])
    client.get(url("read_material", row.public_id))
    clock["now"] = at + timedelta(seconds=30)
    for sequence, seconds, total in ((1, 15, 15), (1, 15, 15), (2, 9999, 15)):
        said = {"view": view, "sequence": sequence, "seconds": seconds}
        assert client.post(beat, said).status_code == 200
        assert Reading.objects.get().seconds == total
    clock["now"] = at + timedelta(seconds=60)
    got = client.post(beat, {"view": view, "sequence": 3, "seconds": 30}).json()
    assert got == {"minutes": 0, "percent": 50}
    for bad in ({}, {"view": "x"}, {"view": view, "sequence": "1e3", "seconds": "1"},
                {"view": view, "sequence": "1", "seconds": "-1"},
                {"view": view, "sequence": "9999999", "seconds": "1"}):  # fmt: skip
        assert client.post(beat, bad).status_code == 422


def test_who_has_read_what(at: datetime, cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    rows = [add(cohort, at), add(cohort, at, media.content(FILM, "课.mp4"))]
    admin = client_of(cast.admin)
    page = url("cohort_reading", cohort.public_id)
    text = admin.get(page).content.decode()
    assert ("0/2 人全部已阅" in text, "测试市城管局东湖分局" in text) == (
        True,
        True,
    )
    wang = client_of(cast.wang)
    for row in rows:
        wang.get(url("read_material", row.public_id))
        wang.post(url("mark_material", row.public_id))
    client_of(cast.li).get(url("read_material", rows[0].public_id))
    assert "1/2 人全部已阅" in admin.get(page).content.decode()
    book = BytesIO(admin.get(url("export_reading", cohort.public_id)).content)
    sheet = openpyxl.load_workbook(book).active
    assert sheet is not None
    lines = [row[:4] for row in sheet.iter_rows(values_only=True)]
    assert ("T1001", "王建国", 2, 2) in lines
    assert ("T2001", "李秀英", 1, 0) in lines
    materials.replace(actor=SYSTEM, material=rows[0], content=media.link(), at=at)
    assert "0/2 人全部已阅" in admin.get(page).content.decode()


SHELF_QUERIES = 10
READING_QUERIES = 15
SYLLABUS_QUERIES = 13


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same(
    at: datetime, cast: Cast, client_of: ClientOf, cohort: Cohort, count: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for number in range(count):
        add(cohort, at, media.content(media.mp4(90 + number)))
    wang, admin = client_of(cast.wang), client_of(cast.admin)
    with django_assert_num_queries(SHELF_QUERIES):
        wang.get(url("my_materials"))
    with django_assert_num_queries(READING_QUERIES):
        admin.get(url("cohort_reading", cohort.public_id))
    with django_assert_num_queries(SYLLABUS_QUERIES):
        admin.get(url("syllabus_materials", cohort.syllabus.public_id))


def test_a_stream_of_bytes_is_enough(at: datetime, cohort: Cohort) -> None:
    upload = materials.Upload(BytesIO(media.WEBP), "图.webp", len(media.WEBP))
    assert materials.received(upload=upload, url="").media_type == "image/webp"
