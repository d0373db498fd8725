"""All PDFs of a batch in one file, made in the background and kept while nothing changes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from academy.audit.record import Actor, record
from academy.jobs import operations as job_operations
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from certificates.enums import BatchState, BundleKind, Verb
from certificates.errors import (
    BatchNotIssued,
    BundleEmpty,
    BundleIncomplete,
    BundleNotReady,
    BundleStale,
)
from certificates.models import Batch, Bundle
from certificates.operations import archives, files, prints, renditions
from certificates.queries import downloads
from certificates.queries.downloads import Entry

# Between two signs of life a page drawn whole may take half a second each.
AT_ONCE = 20
FOLDER = "bundles"

Report = Callable[[int, int], None]
Writer = Callable[[Path, Sequence[Entry], Callable[[int], None]], None]
_WRITERS: Mapping[BundleKind, Writer] = {
    BundleKind.ARCHIVE: archives.write,
    BundleKind.PRINT: prints.write,
}


@transaction.atomic
def ask(*, actor: Actor, batch: Batch, kind: BundleKind, at: datetime) -> Bundle:
    """Ask for a bundle: the newest one if it still holds what it should, else one to be made.

    One that is being made already is returned; if its job had given up, it starts again.
    """
    row = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if row.state != BatchState.ISSUED:
        raise BatchNotIssued
    found = downloads.entries(row)
    if not found:
        raise BundleEmpty
    mine = Bundle.objects.filter(batch=row, kind=kind.value)
    newest = mine.filter(made_at__isnull=False).order_by("-made_at", "-pk").first()
    if newest and _holds(newest, found) and files.is_there(newest.file, newest.bytes or 0):
        return newest
    waiting = mine.filter(made_at__isnull=True).first()
    bundle = waiting or Bundle.objects.create(
        batch=row, kind=kind.value, asked_at=at, asked_by=actor.key
    )
    if waiting is None:
        facts = {"batch": row.public_id, "kind": kind.value}
        record(actor, Verb.BUNDLE_ASKED, bundle, at=at, facts=facts)
    job = enqueue(
        "certificates.bundle",
        payload={"bundle_id": bundle.pk},
        actor=actor,
        at=at,
        key=job_key(bundle),
        priority=6,
        max_tries=3,
    )
    if job.state in (JobState.FAILED.value, JobState.CANCELLED.value):
        job_operations.retry(actor=actor, job=job, at=at)
    return bundle


def job_key(bundle: Bundle) -> str:
    """Return the key of the job that makes the bundle."""
    return f"certificates.bundle:{bundle.pk}"


def job_of(bundle: Bundle) -> Job | None:
    """Return the job that makes the bundle."""
    return Job.objects.filter(key=job_key(bundle)).first()


def make(*, bundle_id: int, at: datetime, report: Report, actor: Actor) -> Bundle:
    """Make the file of a bundle that was asked for; one that is made is returned.

    `report` is told (done, total) as the work goes on, and may raise to stop it: then nothing is
    left behind. Only one file's bytes are in memory at a time (an archive), or the pages without
    what they share (a print).
    """
    bundle = Bundle.objects.select_related("batch").get(pk=bundle_id)
    if bundle.made_at is not None:
        return bundle
    found = _complete(bundle.batch, at=at, report=report)
    total = 2 * len(found)
    content = downloads.content_of(found)
    name = f"{bundle.batch.public_id}-{bundle.kind}-{content[:16]}.{downloads.suffix(bundle)}"
    file = f"{FOLDER}/{at.year}/{name}"
    with files.drafted(file) as draft:
        _WRITERS[BundleKind(bundle.kind)](
            draft, found, lambda done: report(len(found) + done, total)
        )
    with transaction.atomic():
        changed = Bundle.objects.filter(pk=bundle.pk, made_at__isnull=True).update(
            content=content,
            file=file,
            bytes=files.path_of(file).stat().st_size,
            count=len(found),
            made_at=at,
        )
        bundle.refresh_from_db()
        if changed:
            facts = {"kind": bundle.kind, "count": bundle.count, "bytes": bundle.bytes}
            record(actor, Verb.BUNDLE_MADE, bundle, at=at, facts=facts)
    return bundle


def _complete(batch: Batch, *, at: datetime, report: Report) -> list[Entry]:
    """Return what belongs in the bundle, with every PDF made and whole.

    Raises:
        BundleEmpty: nobody's certificate is in force.
        BundleIncomplete: some PDF can't be made.
    """
    ids = [each.certificate.pk for each in downloads.entries(batch)]
    fault = 0
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        outcome = renditions.render_many(certificate_ids=some, at=at)
        fault += outcome.fault() is not None
        report(start + len(some), 2 * len(ids))
    found = downloads.entries(batch)
    if not found:
        raise BundleEmpty
    lacking = [each for each in found if each.rendition is None]
    if lacking or fault:
        first = (lacking or found)[0].certificate.number
        raise BundleIncomplete(count=len(lacking) or fault, number=first)
    return found


def file_of(bundle: Bundle) -> Path:
    """Return where the bundle lies, if it may still be handed out.

    Raises:
        BundleNotReady: it is not made yet, or its file is gone.
        BundleStale: what belongs in it is no longer what it holds.
    """
    if bundle.made_at is None or not files.is_there(bundle.file, bundle.bytes or 0):
        raise BundleNotReady
    if not _holds(bundle, downloads.entries(bundle.batch)):
        raise BundleStale
    return files.path_of(bundle.file)


def _holds(bundle: Bundle, found: list[Entry]) -> bool:
    return bundle.content == downloads.content_of(found)


def prune() -> int:
    """Forget all but the newest few bundles of each batch and kind; return how many.

    The row goes first: a file without one is no longer handed out, and goes next time if not now.
    """
    kept: dict[tuple[int, str], int] = {}
    old = []
    made = Bundle.objects.filter(made_at__isnull=False).order_by("-made_at", "-pk")
    for bundle in made.only("batch_id", "kind", "file"):
        key = (bundle.batch_id, bundle.kind)
        kept[key] = kept.get(key, 0) + 1
        if kept[key] > downloads.KEPT:
            old.append(bundle)
    with transaction.atomic():
        Bundle.objects.filter(pk__in=[each.pk for each in old]).delete()
    named = set(Bundle.objects.exclude(file="").values_list("file", flat=True))
    for bundle in old:
        if bundle.file not in named:
            files.remove(bundle.file)
    return len(old)
