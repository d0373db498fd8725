"""Reports that take long: asked for, made in the background, kept for some days."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as finished
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from academy.audit.record import Actor, record
from academy.jobs import operations as job_operations
from academy.jobs.enums import ENDED
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.notices.operations import notices
from academy.people.access import actor as actor_of
from academy.people.models import Person
from academy.reporting import access, labels, topics
from academy.reporting.enums import Form, Verb
from academy.reporting.errors import RunFileExpired, RunNotReady, RunOutOfReach
from academy.reporting.models import ReportRun
from academy.reporting.operations import extracts
from academy.reporting.operations.extracts import Drawn, Reading
from academy.reporting.operations.watching import Watch
from academy.reporting.reports import named
from academy.reporting.rules.asking import Ask, asked_again
from academy.reporting.specs import Spec
from academy.shared import clock
from certificates.operations import files

FOLDER = "reports"
EVERY_SECONDS = 3600
#: Progress is told in hundredths: read, drawn, stored.
READ, DRAWN, WHOLE = 30, 95, 100
#: How often a long drawing shows how far it is, and hears that nobody wants it any more.
_BEAT_SECONDS = 1

Progress = Callable[[int, int, str], None]
"""Is told how far of how much, and with what in words; may raise to stop the work."""


@transaction.atomic
def begin(
    *, actor: Actor, spec: Spec, ask: Ask, form: Form, language: str, at: datetime
) -> ReportRun:
    """Ask for a report to be made in the background, in a language.

    The same question asked again, while the first is waiting or being made, is the first.
    """
    # Locked, so that of two clicks at the same moment the second one finds what the first made.
    person = Person.objects.select_for_update(no_key=True).get(public_id=UUID(actor.key))
    parameters = ask.parameters()
    mine = ReportRun.objects.filter(
        asked_by=person,
        report=spec.code,
        form=form.value,
        language=language,
        made_at__isnull=True,
    ).exclude(job__state__in=[state.value for state in ENDED])
    for row in mine.select_related("job", "asked_by").order_by("pk"):
        if row.parameters == parameters:
            return row
    public_id = uuid.uuid4()
    job = enqueue(
        "reporting.make_report",
        payload={"run": str(public_id)},
        actor=actor,
        at=at,
        priority=6,
        max_tries=3,
    )
    run = open_run(
        public_id=public_id,
        person=person,
        job=job,
        spec=spec,
        ask=ask,
        form=form,
        language=language,
        at=at,
    )
    facts = {"report": spec.code, "form": form}
    record(actor, Verb.RUN_BEGUN, run, at=at, facts=facts)
    return run


def open_run(
    *,
    public_id: UUID,
    person: Person,
    job: Job,
    spec: Spec,
    ask: Ask,
    form: Form,
    language: str,
    at: datetime,
) -> ReportRun:
    """Write down what a job is to make, in the transaction that asks for the job."""
    return ReportRun.objects.create(
        public_id=public_id,
        report=spec.code,
        form=form.value,
        parameters=ask.parameters(),
        language=language,
        asked_by=person,
        asked_at=at,
        job=job,
    )


def make(*, run_id: UUID, progress: Progress, at: datetime) -> ReportRun:
    """Make the file of a report that was asked for; one that is made is returned.

    `progress` is told how far the work is as it goes on, and may raise to stop it: the drawing
    ends at its next line or page then, and nothing is left behind.

    Raises:
        RunOutOfReach: who asked no longer reads all that it is about.
        NotFound: its report, track or cohort is no more.
    """
    run = ReportRun.objects.select_related("asked_by", "job").get(public_id=run_id)
    if run.made_at is not None:
        return run
    spec, ask = named(run.report), asked_again(run.parameters)
    if not access.covers(run.asked_by, ask.scope, clock.local_date(at)):
        raise RunOutOfReach
    by = actor_of(run.asked_by)
    with translation.override(run.language):
        progress(0, WHOLE, _("正在读取数据"))
        reading = extracts.read(spec, ask, Form(run.form))
        drawn = _drawn(by, reading, run.language, progress, at=at)
        progress(DRAWN, WHOLE, _("正在存盘"))
    file = f"{FOLDER}/{at.year}/{drawn.stamp.id}.{run.form}"
    with files.drafted(file) as draft:
        draft.write_bytes(drawn.content)
    if not _kept(run, by, drawn, file, at=at):
        files.remove(file)
    run.refresh_from_db()
    return run


def _drawn(
    by: Actor, reading: Reading, language: str, progress: Progress, *, at: datetime
) -> Drawn:
    """Draw beside the job's heartbeat: a long list may take longer than a lease."""

    watch = Watch(reading.name_count)

    def draw() -> Drawn:
        with translation.override(language):
            return extracts.draw(actor=by, reading=reading, at=at, watch=watch)

    def tell() -> None:
        done = READ + int(watch.share * (DRAWN - READ - 1))
        progress(done, WHOLE, note % {"n": labels.printed(reading.name_count)})

    note = _("正在排版（名单共 %(n)s 行）") if reading.name_count else _("正在排版")
    tell()
    with ThreadPoolExecutor(max_workers=1) as beside:
        drawing = beside.submit(draw)
        try:
            while not finished([drawing], timeout=_BEAT_SECONDS).done:
                tell()
        except BaseException:
            watch.stop()  # else it would be waited for to its end
            raise
        return drawing.result()


@transaction.atomic
def _kept(run: ReportRun, by: Actor, drawn: Drawn, file: str, *, at: datetime) -> bool:
    """Put the file on record; False if another worker was first, whose file it is then."""
    row = ReportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if row.made_at is not None:
        return False
    row.extract = extracts.keep(actor=by, drawn=drawn, at=at)
    row.file, row.file_name = file, drawn.name
    row.bytes, row.made_at = len(drawn.content), at
    row.save(update_fields=["extract", "file", "file_name", "bytes", "made_at"])
    return True


def tell_ready(*, run: ReportRun, at: datetime) -> None:
    """Tell who asked that the file lies ready; once, however often it is called."""
    with translation.override(run.language):
        name = str(named(run.report).name)
    notices.tell(
        topic=topics.REPORT_READY,
        persons=[run.asked_by_id],
        facts={"report": name, "days": settings.REPORT_FILE_DAYS},
        path=reverse("reporting:run", args=[run.public_id]),
        key=f"{topics.REPORT_READY.code}:{run.public_id}",
        at=at,
    )


def cancel(*, actor: Actor, run: ReportRun, at: datetime) -> ReportRun:
    """Stop making a report; stopped already is success.

    Raises:
        JobEnded: it is made, or was given up.
    """
    job_operations.cancel(actor=actor, job=run.job, at=at)
    run.refresh_from_db()
    return run


def file_of(run: ReportRun) -> Path:
    """Return where the file of a report lies.

    Raises:
        RunNotReady: it is not made.
        RunFileExpired: it was removed.
    """
    if run.made_at is None:
        raise RunNotReady
    if run.removed_at is not None or not files.is_there(run.file, run.bytes or 0):
        raise RunFileExpired(days=settings.REPORT_FILE_DAYS)
    return files.path_of(run.file)


def sweep(*, at: datetime) -> int:
    """Remove the files that have lain ready long enough; return how many.

    The file goes first: one that is gone is no longer handed out, and its row follows next time if
    not now. What no row names was left by a worker that died, and goes as late.
    """
    before = at - timedelta(days=settings.REPORT_FILE_DAYS)
    old = ReportRun.objects.filter(made_at__lte=before, removed_at__isnull=True)
    rows = list(old.only("pk", "file"))
    for row in rows:
        files.remove(row.file)
    ReportRun.objects.filter(pk__in=[row.pk for row in rows]).update(removed_at=at)
    kept = set(old.model.objects.filter(removed_at__isnull=True).values_list("file", flat=True))
    for path in files.path_of(FOLDER).rglob("*.*"):
        named_by_row = str(path.relative_to(settings.MEDIA_ROOT)) in kept
        if not named_by_row and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
    return len(rows)
