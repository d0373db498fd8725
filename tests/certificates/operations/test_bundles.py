"""All PDFs of a batch in one file."""

import csv
import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from academy.audit.models import Entry
from academy.jobs import operations as job_operations
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import LeaseLost, execute
from academy.shared.text import digest
from certificates.enums import BundleKind
from certificates.errors import (
    BatchNotIssued,
    BundleEmpty,
    BundleIncomplete,
    BundleNotReady,
    BundleStale,
)
from certificates.models import Batch, Bundle, Certificate, Rendition
from certificates.operations import bundles, files, reissues, renditions, revocations
from certificates.queries import downloads
from tests.cast import SYSTEM, Cast
from tests.certificates.tools import run, text_of
from tests.make import certificates as make
from tests.make import people as make_people

pytestmark = pytest.mark.django_db
ARCHIVE, PRINT = BundleKind.ARCHIVE, BundleKind.PRINT


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture
    return tmp_path


@pytest.fixture
def batch(cast: Cast, at: datetime) -> Batch:
    """An issued batch with two people of one name."""
    namesake = make_people.person(7, unit=cast.east, at=at, name=cast.wang.name)
    persons = [cast.wang, cast.li, namesake]
    return make.issued(make.closed_cohort(persons=persons, at=at), at=at)


def ask(batch: Batch, kind: BundleKind, *, at: datetime) -> Bundle:
    return bundles.ask(actor=SYSTEM, batch=batch, kind=kind, at=at)


def made(batch: Batch, kind: BundleKind, *, at: datetime) -> Bundle:
    bundle = ask(batch, kind, at=at)
    if bundle.made_at is None:
        assert execute(Job.objects.get(key=bundles.job_key(bundle)).pk) is JobState.DONE
        bundle.refresh_from_db()
    return bundle


def test_an_archive_holds_each_pdf_under_number_and_name(batch: Batch, at: datetime) -> None:
    bundle = made(batch, ARCHIVE, at=at)
    certificates = list(batch.certificates.order_by("serial"))
    assert len({each.name for each in certificates}) == 2
    with zipfile.ZipFile(bundles.file_of(bundle)) as archive:
        members = archive.infolist()
        names = [f"{each.number}_{each.name}.pdf" for each in certificates]
        assert [each.filename for each in members] == ["说明.txt", "目录.csv", *names]
        assert {each.compress_type for each in members} == {zipfile.ZIP_STORED}
        for each, name in zip(certificates, names, strict=True):
            assert digest(archive.read(name)) == Rendition.objects.get(certificate=each).sha256
        index = archive.read("目录.csv").decode("utf-8-sig")
        assert "3 份证书" in archive.read("说明.txt").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(index)))
    assert [row["证书编号"] for row in rows] == [each.number for each in certificates]
    assert [row["文件"] for row in rows] == names
    assert run("unzip", "-t", str(bundles.file_of(bundle)))


def test_a_print_holds_every_page_and_says_that_it_is_unsigned(batch: Batch, at: datetime) -> None:
    bundle = made(batch, PRINT, at=at)
    path = bundles.file_of(bundle)
    run("qpdf", "--check", str(path))
    for number, each in enumerate(batch.certificates.order_by("serial"), start=1):
        single = text_of(renditions.path_of(Rendition.objects.get(certificate=each)))
        page = run("pdftotext", "-f", str(number), "-l", str(number), str(path), "-")
        assert "".join(page.decode().split()) == single
    with pikepdf.open(path) as document:
        assert len(document.pages) == 3
        assert "不含电子签名" in str(document.docinfo["/Subject"])
        assert "/AcroForm" not in document.Root
        assert all("/Annots" not in page for page in document.pages)
    singles = sum(Rendition.objects.values_list("bytes", flat=True))
    assert path.stat().st_size < 0.9 * singles


def test_pages_of_a_print_look_as_issued(batch: Batch, at: datetime, tmp_path: Path) -> None:
    path = bundles.file_of(made(batch, PRINT, at=at))
    for number, each in enumerate(batch.certificates.order_by("serial"), start=1):
        single = renditions.path_of(Rendition.objects.get(certificate=each))
        pages = ("-f", str(number), "-l", str(number))
        assert run("pdftoppm", "-r", "60", *pages, str(path)) == run(
            "pdftoppm", "-r", "60", str(single)
        )


def test_unchanged_it_is_the_same_one(batch: Batch, at: datetime) -> None:
    first = made(batch, ARCHIVE, at=at)
    assert ask(batch, ARCHIVE, at=at + timedelta(days=1)) == first
    assert ask(batch, PRINT, at=at) != first
    verbs = Entry.objects.filter(subject_key=str(first.public_id)).values_list("verb", flat=True)
    assert sorted(verbs) == ["certificates.bundle_asked", "certificates.bundle_made"]


def test_the_same_contents_give_the_same_bytes(batch: Batch, at: datetime) -> None:
    for kind in (ARCHIVE, PRINT):
        first = made(batch, kind, at=at)
        content = bundles.file_of(first).read_bytes()
        files.remove(first.file)
        with pytest.raises(BundleNotReady):
            bundles.file_of(first)
        again = made(batch, kind, at=at + timedelta(hours=1))
        assert again != first
        assert bundles.file_of(again).read_bytes() == content


def test_after_a_revocation_it_is_another_one(batch: Batch, at: datetime) -> None:
    first = made(batch, ARCHIVE, at=at)
    gone = batch.certificates.order_by("serial")[0]
    revocations.revoke(actor=make.APPROVER, certificate=gone, reason="成绩有误", at=at)
    with pytest.raises(BundleStale):
        bundles.file_of(first)
    second = made(batch, ARCHIVE, at=at)
    assert second != first
    with zipfile.ZipFile(bundles.file_of(second)) as archive:
        assert len(archive.namelist()) == 2 + 2
        assert not any(gone.number in name for name in archive.namelist())


def test_after_a_reissue_it_holds_the_new_print(batch: Batch, at: datetime) -> None:
    first = made(batch, ARCHIVE, at=at)
    again = batch.certificates.order_by("serial")[0]
    later = at + timedelta(days=3)
    reissues.reissue(actor=SYSTEM, certificate=again, reason="遗失", at=later)
    second = made(batch, ARCHIVE, at=later)
    assert second != first
    newest = Rendition.objects.get(certificate=again, reissue__isnull=False)
    with zipfile.ZipFile(bundles.file_of(second)) as archive:
        assert digest(archive.read(downloads.file_name(again))) == newest.sha256


def test_after_a_correction_it_holds_the_successor(batch: Batch, at: datetime) -> None:
    first = made(batch, ARCHIVE, at=at)
    old = batch.certificates.order_by("serial")[0]
    successor = make.corrected(old, at=at + timedelta(days=3))
    second = made(batch, ARCHIVE, at=at + timedelta(days=3))
    assert second != first
    with zipfile.ZipFile(bundles.file_of(second)) as archive:
        names = archive.namelist()
    assert downloads.file_name(successor) in names
    assert downloads.file_name(old) not in names
    assert len(names) == 2 + 3


def test_what_is_not_issued_or_not_in_force_is_refused(
    cast: Cast, batch: Batch, at: datetime
) -> None:
    cohort = make.closed_cohort(persons=[cast.zhao], at=at, number=2)
    with pytest.raises(BatchNotIssued):
        ask(make.proposed(cohort, at=at), ARCHIVE, at=at)
    for each in batch.certificates.all():
        revocations.revoke(actor=make.APPROVER, certificate=each, reason="测试", at=at)
    with pytest.raises(BundleEmpty):
        ask(batch, ARCHIVE, at=at)


def test_one_that_can_not_be_made_is_named_and_the_job_can_be_asked_again(
    batch: Batch, at: datetime
) -> None:
    bad = batch.certificates.order_by("serial")[1]
    Certificate.objects.filter(pk=bad.pk).update(facts={**bad.facts, "name": "王𠀣"})
    bundle = ask(batch, ARCHIVE, at=at)
    job = Job.objects.get(key=bundles.job_key(bundle))
    assert execute(job.pk) is JobState.FAILED
    job.refresh_from_db()
    assert job.error == BundleIncomplete.code
    Certificate.objects.filter(pk=bad.pk).update(facts=bad.facts)
    assert ask(batch, ARCHIVE, at=at) == bundle
    assert execute(job.pk) is JobState.DONE


def test_cancelled_nothing_is_left_behind(batch: Batch, at: datetime, media: Path) -> None:
    bundle = ask(batch, ARCHIVE, at=at)
    job = Job.objects.get(key=bundles.job_key(bundle))
    seen = []

    def report(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 5:
            job_operations.cancel(actor=SYSTEM, job=job, at=at)
            raise LeaseLost

    with pytest.raises(LeaseLost):
        bundles.make(bundle_id=bundle.pk, at=at, report=report, actor=SYSTEM)
    assert seen == [(3, 6), (4, 6), (5, 6)]
    assert list((media / "drafts").iterdir()) == []
    assert not (media / "bundles").exists()
    bundle.refresh_from_db()
    assert bundle.made_at is None
    assert ask(batch, ARCHIVE, at=at) == bundle
    assert execute(job.pk) is JobState.DONE


def test_only_the_newest_two_of_a_kind_are_kept(batch: Batch, at: datetime, media: Path) -> None:
    kept = []
    for day, each in enumerate(batch.certificates.order_by("serial")):
        kept.append(made(batch, ARCHIVE, at=at + timedelta(days=day)))
        reissues.reissue(actor=SYSTEM, certificate=each, reason="损毁", at=at + timedelta(days=day))
    last = made(batch, PRINT, at=at + timedelta(days=9))
    assert bundles.prune() == 1
    assert set(Bundle.objects.all()) == {kept[1], kept[2], last}
    there = {path.name for path in (media / "bundles").rglob("*") if path.is_file()}
    assert there == {Path(each.file).name for each in (kept[1], kept[2], last)}
    assert bundles.prune() == 0
