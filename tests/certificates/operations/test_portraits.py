"""Photos for certificates."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image, ImageCms, ImageFile

from academy.audit.models import Entry
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import LeaseLost, execute
from academy.people import access
from academy.people.models import Person
from academy.shared.errors import NotFound, Refusal
from certificates import errors
from certificates.models import Portrait
from certificates.operations import files, photos, portraits, uploads
from certificates.operations.portraits import Line, Run
from tests.cast import SYSTEM, Cast
from tests.make import certificates as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture
    return tmp_path


def photo(
    width: int = 600, height: int = 840, *, colour: str = "navy", form: str = "JPEG", **save: object
) -> bytes:
    """Return a picture whose upper left quarter is red."""
    image = Image.new("RGB", (width, height), colour)
    image.paste("red", (0, 0, width // 2, height // 2))
    out = io.BytesIO()
    image.save(out, form, **save)
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    """Return a zip; a double underscore in a name stands for its dot, a single one is itself."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "."), content)
    return out.getvalue()


def look(data: bytes, at: datetime, *, name: str = "T1001.jpg", number: str = "") -> Run:
    return portraits.look(
        actor=SYSTEM,
        upload=io.BytesIO(data),
        file_name=name,
        staff_number=number,
        subjects=Person.objects.all(),
        at=at,
    )


def store(run: Run, at: datetime) -> list[Portrait]:
    return portraits.store(actor=SYSTEM, run_id=run.public_id, subjects=Person.objects.all(), at=at)


def codes(run: Run) -> dict[str, str]:
    return {line.file: line.code.removeprefix("certificates.portrait_") for line in run.lines}


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def refused(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        photos.normalised(data)
    return caught.value


def test_a_photo_is_cut_to_one_inch_without_metadata() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    made = photos.normalised(photo(exif=exif, comment=b"home address"))
    image = opened(made)
    assert (image.format, image.size, image.mode) == ("JPEG", (295, 413), "RGB")
    assert len(image.getexif()) == 0
    assert b"Camera" not in made
    assert b"home address" not in made
    assert photos.normalised(photo(exif=exif, comment=b"home address")) == made


@pytest.mark.parametrize(
    ("orientation", "red"),
    [(1, (20, 20)), (3, (270, 390)), (6, (270, 20)), (8, (20, 390))],
)
def test_a_photo_lying_on_its_side_is_put_upright(orientation: int, red: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    size = (840, 600) if orientation in (6, 8) else (600, 840)
    image = opened(photos.normalised(photo(*size, exif=exif)))
    colour = image.getpixel(red)
    assert isinstance(colour, tuple)
    assert colour[0] > 200
    assert colour[2] < 60


def test_transparency_is_on_white_and_colours_are_in_srgb() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 420), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(photos.normalised(out.getvalue())).getpixel((9, 9)) == (255, 255, 255)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with_profile = photos.normalised(photo(icc_profile=profile))
    assert "icc_profile" not in opened(with_profile).info
    assert photos.normalised(photo(icc_profile=b"no profile")) == photos.normalised(photo())


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((294, 413), "small"),
        ((295, 412), "small"),
        ((295, 413), ""),
        ((5000, 8000), ""),
        ((5000, 8001), "pixels"),
        ((10_000, 10_000), "pixels"),
        ((20_000, 10_000), "pixels"),
    ],
)
def test_pixels_are_counted_before_anything_is_decoded(size: tuple[int, int], code: str) -> None:
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    if not code:
        assert photos.normalised(out.getvalue())
    else:
        wanted = {"small": errors.PortraitTooSmall, "pixels": errors.PortraitTooManyPixels}
        assert type(refused(out.getvalue())) is wanted[code]


@pytest.mark.parametrize(
    "data", [b"", b"hello", photo()[:900], b"GIF89a", photo(form="PNG")[:200], photo(form="BMP")]
)
@pytest.mark.parametrize("content_with_less", [False, True])
def test_what_is_no_photo_is_refused(
    data: bytes, content_with_less: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", content_with_less)
    assert type(refused(data)) is errors.PortraitUnreadable


def test_bytes_are_limited() -> None:
    padded = photo() + bytes(photos.MEGABYTES * 2**20)
    assert type(refused(padded)) is errors.PortraitTooLarge


def test_looked_at_then_stored(cast: Cast, at: datetime, media: Path) -> None:
    run = look(photo(), at)
    assert run.lines == (
        Line(file="T1001.jpg", staff_number="T1001", name="王建国", sha256=run.lines[0].sha256),
    )
    assert Portrait.objects.count() == 0
    assert portraits.read(actor=SYSTEM, run_id=run.public_id) == run
    (portrait,) = store(run, at)
    assert portrait.person == cast.wang
    assert bytes(portrait.jpeg) == photos.normalised(photo())
    entry = Entry.objects.get(verb="certificates.portrait_stored")
    assert entry.facts == {"person": str(cast.wang.public_id)}
    assert not [path for path in media.rglob("*") if path.is_file()]
    with pytest.raises(errors.PortraitRunGone):
        store(run, at)
    certificate = make.certificate(cast.wang, at=at + timedelta(hours=1))
    assert certificate.portrait == portrait


def test_each_file_of_an_archive_has_its_own_verdict(cast: Cast, at: datetime) -> None:
    members = {
        "photos/T1001__jpg": photo(),
        "T2001__PNG": photo(form="PNG"),
        "T9999__jpg": photo(),
        "T1002__jpg": photo(100, 140),
        "T0003__jpg": b"no photo",
        "__MACOSX/._T1001.jpg": b"litter",
        "Thumbs__db": b"litter",
    }
    members = {
        name if name.startswith("__MACOSX") else name.replace("__", "."): content
        for name, content in members.items()
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    run = look(out.getvalue(), at, name="photos.zip")
    assert codes(run) == {
        "photos/T1001.jpg": "",
        "T2001.PNG": "",
        "T9999.jpg": "nobody",
        "T1002.jpg": "too_small" if Person.objects.filter(staff_number="T1002") else "nobody",
        "T0003.jpg": "unreadable",
    }
    assert all(line.refusal.advice for line in run.lines if line.refusal)
    assert {row.person for row in store(run, at)} == {cast.wang, cast.li}


def test_two_photos_of_one_person_are_both_refused(cast: Cast, at: datetime) -> None:
    run = look(archive(T1001__jpg=photo(), T1001__png=photo(form="PNG")), at, name="a.zip")
    assert {line.code for line in run.lines} == {errors.PortraitTwice.code}
    assert store(run, at) == []


def test_a_single_photo_may_be_named_otherwise(cast: Cast, at: datetime) -> None:
    run = look(photo(), at, name="IMG_0001.JPG", number="Ｔ1001")
    assert [row.person for row in store(run, at)] == [cast.wang]


def test_the_newest_counts_also_when_it_is_an_older_one_again(cast: Cast, at: datetime) -> None:
    first, second = photo(colour="navy"), photo(colour="green")
    for day, data in enumerate((first, second, second, first)):
        run = look(data, at)
        assert run.lines[0].known is (day == 2)
        assert len(store(run, at + timedelta(days=day))) == (day != 2)
    newest = Portrait.objects.order_by("-pk")[0]
    assert Portrait.objects.count() == 3
    shown = opened(bytes(newest.jpeg)).tobytes()
    assert shown == opened(photos.normalised(first)).tobytes()


def test_who_is_out_of_reach_is_not_found(cast: Cast, at: datetime) -> None:
    run = portraits.look(
        actor=SYSTEM,
        upload=io.BytesIO(photo()),
        file_name="T1001.jpg",
        subjects=Person.objects.filter(pk=cast.li.pk),
        at=at,
    )
    assert [line.code for line in run.lines] == [errors.PortraitNobody.code]
    allowed = look(photo(), at)
    gone = portraits.store(
        actor=SYSTEM, run_id=allowed.public_id, subjects=Person.objects.none(), at=at
    )
    assert gone == []


def test_an_upload_is_its_senders_own_and_is_forgotten(cast: Cast, at: datetime) -> None:
    run = look(photo(), at)
    for run_id, actor in ((run.public_id, make.PROPOSER), (UUID(int=0), SYSTEM)):
        with pytest.raises(NotFound):
            portraits.read(actor=actor, run_id=run_id)
    now = datetime.now(tz=at.tzinfo)
    assert portraits.prune(at=now + portraits.KEPT - timedelta(minutes=1)) == 0
    assert portraits.prune(at=now + portraits.KEPT + timedelta(minutes=1)) == 1
    with pytest.raises(NotFound):
        portraits.read(actor=SYSTEM, run_id=run.public_id)
    other = look(photo(), at)
    portraits.drop(actor=SYSTEM, run_id=other.public_id, at=at)
    with pytest.raises(errors.PortraitRunGone):
        store(other, at)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 and then nothing",
        archive(),
        archive(**{f"P{number:05d}__jpg": b"" for number in range(uploads.MOST + 1)}),
    ],
)
def test_an_unfit_archive_is_refused(at: datetime, data: bytes) -> None:
    with pytest.raises(errors.PortraitArchiveUnfit):
        look(data, at, name="a.zip")


def test_a_bomb_in_an_archive_is_read_no_further_than_its_limit(cast: Cast, at: datetime) -> None:
    run = look(archive(T1001__jpg=bytes(64 * 2**20)), at, name="a.zip")
    assert codes(run) == {"T1001.jpg": "too_large"}


def many(persons: Sequence[Person], **other: bytes) -> bytes:
    """A zip with as many photos as a job is needed for, the first of them of these people."""
    names = [person.staff_number for person in persons]
    names += [f"P{number:05d}" for number in range(portraits.AT_ONCE + 1 - len(names))]
    return archive(**{f"{name}__jpg": photo() for name in names}, **other)


def receive(cast: Cast, data: bytes, at: datetime) -> UUID:
    return portraits.receive(
        actor=access.actor(cast.hr),
        upload=io.BytesIO(data),
        file_name="照片.zip",
        subjects=Person.objects.all(),
        at=at,
    )


def test_many_photos_are_looked_at_by_a_job(cast: Cast, at: datetime) -> None:
    by = access.actor(cast.hr)
    run_id = receive(cast, many([cast.wang, cast.li]), at)
    job = portraits.job_of(actor=by, run_id=run_id)
    assert job is not None
    assert portraits.job_of(actor=SYSTEM, run_id=run_id) is None, "nobody else's"
    with pytest.raises(NotFound):
        portraits.read(actor=by, run_id=run_id)
    with pytest.raises(errors.PortraitsBeingLookedAt):
        portraits.store(actor=by, run_id=run_id, subjects=Person.objects.all(), at=at)
    assert execute(job.pk) is JobState.DONE
    job.refresh_from_db()
    assert job.progress_done == job.progress_total == portraits.AT_ONCE + 1
    run = portraits.read(actor=by, run_id=run_id)
    assert sum(line.new for line in run.lines) == 2
    # Once more after a kill: the upload is gone, and what was found stays.
    Job.objects.update(state="queued", ended_at=None)
    assert execute(job.pk) is JobState.DONE
    assert portraits.read(actor=by, run_id=run_id) == run
    stored = portraits.store(actor=by, run_id=run_id, subjects=Person.objects.all(), at=at)
    assert len(stored) == 2


def test_an_upload_is_given_up_while_it_is_looked_at(cast: Cast, at: datetime) -> None:
    by = access.actor(cast.hr)
    run_id = receive(cast, many([cast.wang]), at)
    job = portraits.job_of(actor=by, run_id=run_id)
    assert job is not None

    def stop(done: int, total: int) -> None:
        portraits.drop(actor=by, run_id=run_id, at=at)
        raise LeaseLost

    with pytest.raises(LeaseLost):
        portraits.look_at_received(
            actor=by, run_id=run_id, subjects=Person.objects.all(), report=stop, at=at
        )
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not list(files.path_of(portraits.FOLDER).iterdir())


def test_a_damaged_list_is_refused_before_anything_waits(cast: Cast, at: datetime) -> None:
    data = many([])
    with pytest.raises(errors.PortraitArchiveUnfit):
        receive(cast, data[: len(data) // 2], at)
    assert not Job.objects.exists()
