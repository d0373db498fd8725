"""PDFs of issued certificates."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import execute
from academy.shared.text import digest
from certificates.errors import GlyphMissing, NotInForce, RenditionFailed
from certificates.models import Certificate, Rendition, Template
from certificates.operations import batches, renditions, revocations, templates
from tests.cast import SYSTEM, Cast
from tests.certificates.tools import text_of
from tests.make import certificates as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture
    return tmp_path


def test_file_then_row(cast: Cast, at: datetime, media: Path) -> None:
    certificate = make.certificate(cast.zhao, at=at)
    rendition = renditions.render(certificate_id=certificate.pk, at=at)
    content = renditions.path_of(rendition).read_bytes()
    assert content.startswith(b"%PDF-1.7")
    assert (digest(content), len(content)) == (rendition.sha256, rendition.bytes)
    assert rendition.file.startswith(f"certificates/2026/{certificate.public_id}-")
    assert [path for path in media.rglob("*") if path.is_file()] == [renditions.path_of(rendition)]


def test_rendering_again_keeps_what_is_there(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    first = renditions.render(certificate_id=certificate.pk, at=at)
    written = renditions.path_of(first).stat().st_mtime_ns
    assert renditions.render(certificate_id=certificate.pk, at=at + timedelta(days=1)) == first
    assert renditions.path_of(first).stat().st_mtime_ns == written


def test_a_lost_file_comes_back_the_same(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    first = renditions.render(certificate_id=certificate.pk, at=at)
    before = renditions.path_of(first).read_bytes()
    renditions.path_of(first).unlink()
    again = renditions.render(certificate_id=certificate.pk, at=at + timedelta(days=400))
    assert again == first
    assert renditions.path_of(again).read_bytes() == before


def test_a_file_without_a_row_is_no_hindrance(cast: Cast, at: datetime) -> None:
    """A process killed between the two leaves a file; the next one writes the same and the row."""
    certificate = make.certificate(cast.wang, at=at)
    with transaction.atomic():
        renditions.render(certificate_id=certificate.pk, at=at)
        transaction.set_rollback(True)
    assert Rendition.objects.count() == 0
    renditions.render(certificate_id=certificate.pk, at=at)
    assert Rendition.objects.count() == 1


def test_rows_cannot_be_changed(cast: Cast, at: datetime) -> None:
    rendition = renditions.render(certificate_id=make.certificate(cast.wang, at=at).pk, at=at)
    for change in (
        lambda: Rendition.objects.filter(pk=rendition.pk).update(bytes=1),
        rendition.delete,
        lambda: Template.objects.update(html=""),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_missing_glyph_is_refused_by_code(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    Certificate.objects.filter(pk=certificate.pk).update(
        facts={**certificate.facts, "name": "王𠀣"}
    )
    with pytest.raises(GlyphMissing) as caught:
        renditions.render(certificate_id=certificate.pk, at=at)
    assert caught.value.code == "certificates.glyph_missing"
    assert caught.value.facts == {"characters": "𠀣"}
    assert Rendition.objects.count() == 0


def test_a_template_that_asks_for_the_unknown_is_refused_by_code(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    other = templates.publish(
        actor=SYSTEM, name="completion", html="<p data-field='rank'></p>", css="", at=at
    )
    assert other.edition == 2
    Certificate.objects.filter(pk=certificate.pk).update(template=other)
    with pytest.raises(RenditionFailed):
        renditions.render(certificate_id=certificate.pk, at=at)


def test_an_edition_published_later_changes_nothing_issued(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    before = renditions.pdf_of(certificate)
    templates.publish(actor=SYSTEM, name="completion", html="<p>", css="", at=at)
    certificate = Certificate.objects.get(pk=certificate.pk)
    assert renditions.pdf_of(certificate) == before


def test_a_revoked_one_is_not_handed_out(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    assert renditions.content(certificate=certificate, at=at).startswith(b"%PDF")
    revoked = revocations.revoke(
        actor=make.APPROVER, certificate=certificate, reason="成绩有误", at=at
    )
    with pytest.raises(NotInForce):
        renditions.content(certificate=revoked, at=at)


def test_the_job_renders_its_chunk_and_may_run_twice(cast: Cast, at: datetime) -> None:
    persons = [cast.wang, cast.li, cast.zhao]
    batch = make.issued(make.closed_cohort(persons=persons, at=at), at=at)
    job = Job.objects.get(kind="certificates.render")
    assert execute(job.pk) is JobState.DONE
    job.refresh_from_db()
    assert (job.progress_done, job.progress_total, job.result) == (3, 3, {"certificates": 3})
    assert Rendition.objects.filter(certificate__batch=batch).count() == 3
    Job.objects.filter(pk=job.pk).update(state="queued", ended_at=None)
    assert execute(job.pk) is JobState.DONE
    assert Rendition.objects.count() == 3


def test_each_pdf_carries_its_own_person(cast: Cast, at: datetime, media: Path) -> None:
    persons = [cast.zhao, cast.wang, cast.li]
    batch = make.issued(make.closed_cohort(persons=persons, at=at), at=at)
    for certificate in batch.certificates.order_by("-serial"):
        path = renditions.path_of(renditions.render(certificate_id=certificate.pk, at=at))
        text = text_of(path)
        assert certificate.name in text
        assert certificate.number in text
        others = {person.name for person in persons} - {certificate.name}
        assert not any(name in text for name in others)


def test_one_refused_does_not_hold_up_the_others(cast: Cast, at: datetime) -> None:
    batch = make.issued(make.closed_cohort(persons=[cast.wang, cast.li], at=at), at=at)
    bad = batch.certificates.order_by("serial")[0]
    Certificate.objects.filter(pk=bad.pk).update(facts={**bad.facts, "name": "王𠀣"})
    job = Job.objects.get(kind="certificates.render")
    assert execute(job.pk) is JobState.FAILED
    job.refresh_from_db()
    assert job.error == "certificates.glyph_missing"
    assert Rendition.objects.count() == 1
    assert batches.issue(actor=make.APPROVER, batch=batch, at=at).state == "issued"
