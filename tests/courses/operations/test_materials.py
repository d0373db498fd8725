"""Materials: what is taken, what is refused, twice, and what is on disk afterwards."""

import io
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.audit.models import Entry
from academy.shared.errors import Refusal
from courses.enums.materials import MaterialKind
from courses.errors.cohorts import ReasonRequired
from courses.errors.materials import (
    MEDIA_REFUSAL,
    MaterialDamaged,
    MaterialEmpty,
    MaterialMacros,
    MaterialMoreThanOne,
    MaterialNotHttps,
    MaterialNotOpened,
    MaterialOrderInvalid,
    MaterialRetired,
    MaterialTitleRequired,
    MaterialTooLarge,
    MaterialTooManyParts,
    MaterialType,
)
from courses.models import Material, MaterialEdition, Reading, Subject
from courses.operations import materials, readings, store
from courses.operations.materials import Content, Upload, received
from courses.rules.reading import Beat
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import media

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media_root(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture
    return tmp_path


@pytest.fixture
def subject(at: datetime) -> Subject:
    return make.syllabus(at=at).subjects.get(sequence=1)


def add(subject: Subject, at: datetime, *, title: str = "讲义", **facts: Any) -> Material:
    asked: dict[str, Any] = {"content": media.content(), "publish": True} | facts
    return materials.add(actor=SYSTEM, subject=subject, title=title, at=at, **asked)


def test_a_file_lies_under_its_digest(media_root: Path) -> None:
    held = media.content(media.PDF, "../../讲义.exe")
    assert (held.kind, held.file_name) == (MaterialKind.PDF, "讲义.pdf")
    path = store.path_of(held.digest)
    assert path.read_bytes() == media.PDF
    assert path.parent.parent == media_root / "materials"
    assert not path.stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH | stat.S_IROTH)
    assert media.content(media.PDF, "b.pdf").digest == held.digest
    assert [each for each in media_root.rglob("*") if each.is_file()] == [path]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", MaterialEmpty),
        (media.SVG, MaterialType),
        (media.HTML, MaterialType),
        (media.PNG[:-4], MaterialDamaged),
        (media.PDF + media.HTML, MaterialMoreThanOne),
        (media.pptx(**{"ppt__vbaProject.bin": b"x"}), MaterialMacros),
        (media.package({f"p{each}": b"" for each in range(20_001)}), MaterialTooManyParts),
    ],
)
def test_hostile_files_leave_nothing(media_root: Path, data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        media.content(data, "讲义.pdf")
    assert [each for each in media_root.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize(("over", "refused"), [(-1, False), (0, False), (1, True)])
def test_limits_are_of_the_kind(settings: object, over: int, refused: bool) -> None:
    settings.MATERIAL_MEGABYTES = {"pdf": 1, "slides": 2, "video": 3, "image": 1}  # type: ignore[attr-defined]  # fixture
    assert materials.most() == 3 * 1024 * 1024
    data = media.PDF[:9] + b" " * (1024 * 1024 + over - len(media.PDF)) + media.PDF[9:]
    upload = Upload(io.BytesIO(data), "a.pdf", len(data))
    if refused:
        with pytest.raises(MaterialTooLarge) as no:
            received(upload=upload, url="")
        assert (no.value.status, no.value.facts) == (413, {"size": 2, "limit": 1})
    else:
        assert received(upload=upload, url="").size == len(data)


def test_links_and_nothing() -> None:
    assert media.link(" https://example.gov.cn/law ").url == "https://example.gov.cn/law"
    with pytest.raises(MaterialNotHttps):
        media.link("http://example.gov.cn")
    with pytest.raises(MaterialEmpty):
        media.link(" ")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.sampled_from([media.PDF, media.pptx(), media.mp4(), media.PNG, media.WEBM, b""]),
    cut=st.integers(0, 200),
    noise=st.binary(max_size=100),
)
def test_broken_files_are_refused_or_taken_but_never_a_fault(
    start: bytes, cut: int, noise: bytes
) -> None:
    data = start[:cut] + noise + start[cut:]
    with suppress(*MEDIA_REFUSAL.values()):
        assert media.content(data).size == len(data)


def test_added_once(at: datetime, cast: Cast, subject: Subject) -> None:
    one = add(subject, at)
    assert add(subject, at, title=" 讲义 ") == one
    other = add(subject, at, content=media.link(), publish=False)
    assert (one.position, other.position) == (1, 2)
    assert (one.published_at, other.published_at) == (at, None)
    with pytest.raises(MaterialTitleRequired):
        add(subject, at, title=" ")
    assert Entry.objects.filter(verb="courses.material_added").count() == 2


def test_editions_are_added_and_never_changed(at: datetime, cast: Cast, subject: Subject) -> None:
    row = add(subject, at)
    film = media.content(media.mp4(90), "课.mp4")
    second = materials.replace(actor=SYSTEM, material=row, content=film, at=at)
    assert materials.replace(actor=SYSTEM, material=row, content=film, at=at) == second
    assert [each.number for each in row.editions.order_by("number")] == [1, 2]
    assert (second.kind, second.seconds, second.recorded_by) == ("video", 90, "tests")
    with pytest.raises(DatabaseError), transaction.atomic():
        MaterialEdition.objects.update(file_name="x.pdf")
    with pytest.raises(DatabaseError), transaction.atomic():
        second.delete()


def test_published_and_retired_once(at: datetime, cast: Cast, subject: Subject) -> None:
    row = add(subject, at, publish=False)
    for _ in range(2):
        assert materials.publish(actor=SYSTEM, material=row, at=at).published_at == at
    with pytest.raises(ReasonRequired):
        materials.retire(actor=SYSTEM, material=row, reason=" ", at=at)
    for reason in ("法规已修订", "别的原因"):
        gone = materials.retire(actor=SYSTEM, material=row, reason=reason, at=at)
        assert gone.retire_reason == "法规已修订"
    later: list[Callable[[], object]] = [
        lambda: materials.publish(actor=SYSTEM, material=row, at=at),
        lambda: materials.replace(actor=SYSTEM, material=row, content=media.link(), at=at),
    ]
    for verb in later:
        with pytest.raises(MaterialRetired):
            verb()
    assert add(subject, at) != row
    verbs = Entry.objects.filter(
        verb__in=["courses.material_published", "courses.material_retired"]
    )
    assert verbs.count() == 2


def test_order(at: datetime, cast: Cast, subject: Subject) -> None:
    rows = [add(subject, at, title=title) for title in "甲乙丙"]
    ids = [row.public_id for row in rows]
    wanted = [ids[2], ids[0], ids[1]]
    for _ in range(2):
        materials.order(actor=SYSTEM, subject=subject, ids=wanted, at=at)
    listed = Material.objects.order_by("position").values_list("public_id", flat=True)
    assert list(listed) == wanted
    assert Entry.objects.filter(verb="courses.materials_ordered").count() == 1
    for bad in (ids[:2], [*ids, ids[0]], [ids[0], ids[0], ids[1]]):
        with pytest.raises(MaterialOrderInvalid):
            materials.order(actor=SYSTEM, subject=subject, ids=bad, at=at)


def test_reading_is_counted_by_our_clock(at: datetime, cast: Cast, subject: Subject) -> None:
    row = add(subject, at)
    with pytest.raises(MaterialNotOpened):
        readings.mark_read(person=cast.wang, material=row, at=at)
    with pytest.raises(MaterialNotOpened):
        readings.heard(person=cast.wang, material=row, beat=Beat("v", 1, 15), at=at)
    readings.opened(person=cast.wang, material=row, at=at)
    later = at + timedelta(seconds=20)
    for sequence, seconds, total in ((1, 15, 15), (1, 15, 15), (2, 3600, 15)):
        beat = Beat("v", sequence, seconds)
        got = readings.heard(person=cast.wang, material=row, beat=beat, at=later)
        assert got.seconds == total
    again = readings.opened(person=cast.wang, material=row, at=later)
    assert (again.first_opened_at, again.last_opened_at) == (at, later)
    assert Reading.objects.count() == 1


def test_the_mark_is_of_an_edition(at: datetime, cast: Cast, subject: Subject) -> None:
    row = add(subject, at)
    readings.opened(person=cast.wang, material=row, at=at)
    later = at + timedelta(hours=1)
    for _ in range(2):
        marked = readings.mark_read(person=cast.wang, material=row, at=at)
        assert (marked.read_at, marked.read_edition) == (at, 1)
    content: Content = media.link()
    materials.replace(actor=SYSTEM, material=row, content=content, at=at)
    marked = readings.mark_read(person=cast.wang, material=row, at=later)
    assert (marked.read_at, marked.read_edition) == (later, 2)
