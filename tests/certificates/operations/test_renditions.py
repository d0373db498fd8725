"""PDFs of issued certificates."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from academy.audit.models import Entry
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import execute
from academy.shared.text import digest
from certificates import signing
from certificates.enums import Making
from certificates.errors import GlyphMissing, NotInForce, RenditionFailed
from certificates.models import Certificate, Rendition, Template
from certificates.operations import batches, reissues, renditions, revocations
from tests.cast import SYSTEM, Cast
from tests.certificates.tools import signed_at, text_of
from tests.make import certificates as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture
    return tmp_path


def there(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


def test_row_and_file(cast: Cast, at: datetime, media: Path) -> None:
    certificate = make.certificate(cast.zhao, at=at)
    rendition = renditions.render(certificate_id=certificate.pk, at=at)
    content = renditions.path_of(rendition).read_bytes()
    assert content.startswith(b"%PDF-1.7")
    assert (digest(content), len(content)) == (rendition.sha256, rendition.bytes)
    folder = f"certificates/2026/{certificate.series_id}-0000/"
    assert rendition.file == f"{folder}{certificate.public_id}-{rendition.sha256[:12]}.pdf"
    assert rendition.key_id == signing.signer().key_id
    assert there(media) == [renditions.path_of(rendition)]
    entry = Entry.objects.get(verb="certificates.certificate_rendered")
    assert entry.facts == {"sha256": rendition.sha256, "bytes": rendition.bytes}


@pytest.mark.parametrize(("serial", "folder"), [(399, "0000"), (400, "0001"), (401, "0001")])
def test_a_folder_takes_four_hundred_numbers(
    cast: Cast, at: datetime, serial: int, folder: str
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    Certificate.objects.filter(pk=certificate.pk).update(serial=serial)
    rendition = renditions.render(certificate_id=certificate.pk, at=at)
    assert rendition.file.split("/")[2] == f"{certificate.series_id}-{folder}"


def test_rendering_again_keeps_what_is_there(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    first = renditions.render(certificate_id=certificate.pk, at=at)
    written = renditions.path_of(first).stat().st_mtime_ns
    assert renditions.render(certificate_id=certificate.pk, at=at + timedelta(days=1)) == first
    assert renditions.path_of(first).stat().st_mtime_ns == written


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"%PDF-1.7 forged")])
def test_a_lost_or_altered_file_comes_back_the_same(
    cast: Cast, at: datetime, spoil: Callable[[Path], object]
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    first = renditions.render(certificate_id=certificate.pk, at=at)
    before = renditions.path_of(first).read_bytes()
    spoil(renditions.path_of(first))
    later = at + timedelta(days=400)
    assert renditions.content(certificate=certificate, at=later) == before
    assert Rendition.objects.get() == first
    assert renditions.path_of(first).read_bytes() == before


def test_with_another_key_it_is_another_rendition(
    cast: Cast, at: datetime, settings: object, tmp_path: Path
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    first = renditions.render(certificate_id=certificate.pk, at=at)
    settings.DATA_DIR = tmp_path / "elsewhere"  # type: ignore[attr-defined]  # fixture
    assert renditions.render(certificate_id=certificate.pk, at=at) == first
    renditions.path_of(first).unlink()
    second = renditions.render(certificate_id=certificate.pk, at=at)
    assert second.key_id != first.key_id
    assert renditions.content(certificate=certificate, at=at) == (
        renditions.path_of(second).read_bytes()
    )
    assert Rendition.objects.count() == 2


def test_a_row_without_its_file_gets_it(cast: Cast, at: datetime, media: Path) -> None:
    """What a process killed between the two leaves behind; drafts are nobody's business."""
    certificate = make.certificate(cast.wang, at=at)
    rendition = renditions.render(certificate_id=certificate.pk, at=at)
    renditions.path_of(rendition).unlink()
    (media / "drafts" / "left").write_bytes(b"half")
    assert renditions.render(certificate_id=certificate.pk, at=at) == rendition
    assert there(media) == [renditions.path_of(rendition), media / "drafts" / "left"]


def test_inside_a_transaction_nothing_is_rendered(cast: Cast, at: datetime, media: Path) -> None:
    certificate = make.certificate(cast.wang, at=at)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        renditions.render(certificate_id=certificate.pk, at=at)
    assert there(media) == []


@pytest.mark.parametrize("people", [1, 3])
def test_statements_do_not_grow(cast: Cast, at: datetime, people: int) -> None:
    persons = [cast.wang, cast.li, cast.zhao][:people]
    batch = make.issued(make.closed_cohort(persons=persons, at=at), at=at)
    ids = list(batch.certificates.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        outcome = renditions.render_many(certificate_ids=ids, at=at)
    assert (len(outcome.renditions), outcome.refused) == (people, {})
    # read: certificates, reissues, renditions; write: savepoint, lock, renditions known, rows,
    # head of the log, entries, head moved, savepoint released
    assert len(queries) == 11, [each["sql"][:90] for each in queries]
    with CaptureQueriesContext(connection) as queries:
        again = renditions.render_many(certificate_ids=ids, at=at)
    assert again.renditions == outcome.renditions
    assert len(queries) == 3


def test_a_reissue_is_printed_anew_under_its_number(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    first = renditions.render(certificate_id=certificate.pk, at=at)
    reissues.reissue(
        actor=SYSTEM, certificate=certificate, reason="遗失", at=at + timedelta(days=9)
    )
    job = Job.objects.get(kind="certificates.render_one")
    assert execute(job.pk) is JobState.DONE
    second = Rendition.objects.exclude(pk=first.pk).get()
    assert second.reissue_id is not None
    text = text_of(renditions.path_of(second))
    assert certificate.number in text
    assert "补发" in text
    assert "二〇二六年三月十一日" in text
    assert "补发" not in text_of(renditions.path_of(first))
    assert renditions.content(certificate=certificate, at=at) == (
        renditions.path_of(second).read_bytes()
    )


def test_the_claimed_time_of_signing_is_never_before_the_signer(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    rendition = renditions.render(certificate_id=certificate.pk, at=at)
    assert signed_at(renditions.path_of(rendition)) == at
    begins_at = x509.load_der_x509_certificate(signing.signer().certificate).not_valid_before_utc
    other = make.certificate(cast.li, at=at, number=2)
    Certificate.objects.filter(pk=other.pk).update(issued_at=begins_at - timedelta(days=1))
    rendition = renditions.render(certificate_id=other.pk, at=at)
    assert signed_at(renditions.path_of(rendition)) == begins_at


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
    other = Template.objects.create(
        name="odd",
        title="odd",
        kind=certificate.kind,
        edition=1,
        html="<p data-field='rank'></p>",
        css="",
        digest="0" * 64,
        making=Making.PLAIN.value,
        published_at=at,
        published_by=SYSTEM.key,
    )
    Certificate.objects.filter(pk=certificate.pk).update(template=other)
    with pytest.raises(RenditionFailed):
        renditions.render(certificate_id=certificate.pk, at=at)


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
