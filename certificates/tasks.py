"""Background work of certificates: fetch by id, call an operation."""

from uuid import UUID

from academy.audit.record import Actor
from academy.jobs.models import Job
from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.people.access import actor
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import Refusal
from certificates import access
from certificates.enums import Making
from certificates.models import Certificate
from certificates.operations import bundles, portraits, publications, reminders, renditions, sweep
from certificates.operations.batches import CHUNK

# A page that the layout engine draws whole takes half a second: a job shows that it is alive
# before its lease has run out.
_AT_ONCE = {Making.LAYERED: renditions.CHUNK, Making.PLAIN: 20}


@job_kind("certificates.render")
def render(handle: JobHandle, *, batch_id: int, first_serial: int) -> dict[str, object]:
    """Render one chunk of a batch. One that is refused does not keep the others waiting."""
    rows = list(
        Certificate.objects.filter(
            batch_id=batch_id, serial__gte=first_serial, serial__lt=first_serial + CHUNK
        )
        .order_by("serial")
        .values_list("pk", "template__making")
    )
    ids = [pk for pk, _ in rows]
    at_once = min((_AT_ONCE[Making(making)] for _, making in rows), default=1)
    fault = None
    for start in range(0, len(ids), at_once):
        some = ids[start : start + at_once]
        outcome = renditions.render_many(certificate_ids=some, at=clock.now())
        fault = fault or outcome.fault()
        handle.progress(start + len(some), len(ids))
    if fault is not None:
        raise fault
    return {"certificates": len(ids)}


@job_kind("certificates.render_one")
def render_one(handle: JobHandle, *, certificate_id: int) -> dict[str, object]:
    """Render one certificate, as after a reissue; nothing is left to do if it is out of force."""
    outcome = renditions.render_many(certificate_ids=[certificate_id], at=clock.now())
    if (fault := outcome.fault()) is not None:
        raise fault
    handle.progress(1, 1)
    return {"certificates": len(outcome.renditions)}


@job_kind("certificates.sweep", every_seconds=sweep.EVERY_SECONDS)
def sweep_renditions(handle: JobHandle) -> dict[str, object]:
    """Make the PDFs that should be there and are not; remove what nobody needs."""
    return sweep.sweep(at=clock.now(), report=handle.progress).result()


@job_kind("certificates.bundle")
def bundle(handle: JobHandle, *, bundle_id: int) -> dict[str, object]:
    """Put all PDFs of a batch into one file."""
    made = bundles.make(
        bundle_id=bundle_id, at=clock.now(), report=handle.progress, actor=renditions.WORKER
    )
    return {"certificates": made.count}


@job_kind("certificates.publish")
def publish(handle: JobHandle, *, draft_id: int, revision: int, digest: str) -> dict[str, object]:
    """Try a draft out and publish it. The note keeps why not, in the words of the refusal."""
    asked = Job.objects.get(pk=handle.job_id)
    seen = (0, 0)

    def report(done: int, total: int) -> None:
        nonlocal seen
        seen = (done, total)
        handle.progress(done, total)

    try:
        made = publications.publish(
            actor=_asker(asked),
            draft_id=draft_id,
            revision=revision,
            digest=digest,
            asked_at=asked.created_at,
            report=report,
            at=clock.now(),
        )
    except Refusal as no:
        handle.progress(*seen, note=str(no))
        raise
    return {"template": str(made.public_id)}


@job_kind("certificates.look_at_portraits")
def look_at_portraits(handle: JobHandle, *, run: str) -> dict[str, object]:
    """Look at a large upload of photos; nothing is stored until its owner gives the word."""
    asked = Job.objects.get(pk=handle.job_id)
    person = Person.objects.get(public_id=asked.requested_by)
    files = portraits.look_at_received(
        actor=actor(person),
        run_id=UUID(run),
        subjects=access.portrait_subjects(person, on=clock.today()),
        report=handle.progress,
        at=clock.now(),
    )
    return {"files": files}


def _asker(job: Job) -> Actor:
    """Who asked for a job that only a person can ask for."""
    return actor(Person.objects.get(public_id=job.requested_by))


@job_kind("certificates.remind", every_seconds=reminders.EVERY_SECONDS)
def remind(handle: JobHandle) -> dict[str, object]:
    """Tell holders that a certificate is about to expire."""
    told = reminders.remind(at=clock.now())
    return {str(days): many for days, many in told.items()}
