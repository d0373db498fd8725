"""Publishing a draft in the background: tried out on every sample, then published or refused."""

from collections.abc import Callable
from datetime import datetime

from academy.audit.record import Actor
from academy.jobs import operations as job_operations
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from certificates.errors import DraftStale
from certificates.models import Draft, Template
from certificates.operations import templates

Report = Callable[[int, int], None]


def ask(*, actor: Actor, draft: Draft, revision: int, at: datetime) -> Job:
    """Have a draft tried out and published; the same revision again is the same job.

    One that was stopped or refused is tried anew.

    Raises:
        DraftStale: it is not the draft of that revision.
        TemplateTooLarge, TemplateUnfit, TemplateKindFixed: trying it out would be in vain.
    """
    if draft.revision != revision:
        raise DraftStale(name=draft.name)
    content = templates.content_of(draft)
    templates.require_publishable(content)
    job = enqueue(
        "certificates.publish",
        payload={"draft_id": draft.pk, "revision": revision, "digest": content.digest},
        actor=actor,
        at=at,
        key=job_key(draft),
        priority=4,
        max_tries=3,
    )
    if job.state in (JobState.FAILED.value, JobState.CANCELLED.value):
        job_operations.retry(actor=actor, job=job, at=at)
    return job


def job_key(draft: Draft) -> str:
    """Return the key of the job that publishes the draft as it is now."""
    return f"certificates.publish:{draft.pk}:{draft.revision}"


def job_of(draft: Draft) -> Job | None:
    """Return the job that publishes the draft as it is now, if it was asked for."""
    return Job.objects.filter(key=job_key(draft)).first()


def publish(
    *,
    actor: Actor,
    draft_id: int,
    revision: int,
    digest: str,
    asked_at: datetime,
    report: Report,
    at: datetime,
) -> Template:
    """Publish the draft that was asked for; what this request has published already is returned.

    `report` is told (done, total) and may raise to stop it: then nothing is published.

    Raises:
        PublicationOvertaken: the draft was changed, dropped or published by others since.
        and what trying it out raises.
    """
    draft = Draft.objects.filter(pk=draft_id).first()
    if draft is None:
        # A worker that was killed after its last write finds what it wrote.
        mine = Template.objects.filter(
            digest=digest, published_by=actor.key, published_at__gte=asked_at
        )
        if (made := mine.order_by("-pk").first()) is not None:
            return made
    return templates.publish_draft(
        actor=actor, draft=draft, revision=revision, report=report, at=at
    )
