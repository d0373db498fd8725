"""Publishing in the background: asked for once, safe twice, stopped, killed, refused."""

from datetime import datetime, timedelta

import pytest

from academy.jobs import operations as job_operations
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import LeaseLost, execute
from academy.people import access
from certificates.enums import CertificateKind
from certificates.errors import DraftStale, PublicationOvertaken, TemplateUnfit
from certificates.models import Draft, Template
from certificates.operations import publications, templates
from certificates.queries import publications as query
from tests.cast import Cast
from tests.certificates.operations.test_templates import CSS, HTML

pytestmark = pytest.mark.django_db


def save(cast: Cast, at: datetime, **other: object) -> Draft:
    texts: dict[str, object] = {"name": "mine", "title": "自用", "html": HTML, "css": CSS}
    return templates.save_draft(
        actor=access.actor(cast.admin),
        kind=CertificateKind.QUALIFICATION,
        at=at,
        **({"revision": 0} | texts | other),  # type: ignore[arg-type]  # texts and a number
    )


def ask(cast: Cast, draft: Draft, at: datetime) -> Job:
    return publications.ask(
        actor=access.actor(cast.admin), draft=draft, revision=draft.revision, at=at
    )


def test_asked_twice_it_is_published_once(cast: Cast, at: datetime) -> None:
    draft = save(cast, at)
    job = ask(cast, draft, at)
    assert ask(cast, draft, at) == job == publications.job_of(draft)
    assert execute(job.pk) is JobState.DONE
    job.refresh_from_db()
    made = Template.objects.get(name="mine")
    assert (made.published_by, query.template_of(job)) == (str(cast.admin.public_id), made)
    assert job.progress_done == job.progress_total == 14, "a page, the layers, twelve samples"
    # A worker that was killed after its last write begins again, and finds what it wrote.
    Job.objects.update(state="queued", ended_at=None)
    assert execute(job.pk) is JobState.DONE
    assert Template.objects.count() == 1


def test_what_needs_no_trial_is_refused_at_once(cast: Cast, at: datetime) -> None:
    draft = save(cast, at, html="<script>1</script>")
    with pytest.raises(TemplateUnfit):
        ask(cast, draft, at)
    with pytest.raises(DraftStale):
        publications.ask(actor=access.actor(cast.admin), draft=draft, revision=2, at=at)
    assert not Job.objects.exists()


def test_what_changed_while_it_waited_is_not_published(cast: Cast, at: datetime) -> None:
    job = ask(cast, save(cast, at), at)
    save(cast, at, revision=1, title="二")
    assert execute(job.pk) is JobState.FAILED
    job.refresh_from_db()
    told = query.refusal_of(job)
    assert told is not None
    assert (told.code, str(told)) == (PublicationOvertaken.code, str(PublicationOvertaken()))
    assert not Template.objects.exists()


def test_a_dropped_draft_is_not_taken_for_an_older_edition(cast: Cast, at: datetime) -> None:
    templates.publish_draft(
        actor=access.actor(cast.admin),
        draft=save(cast, at),
        revision=1,
        at=at - timedelta(seconds=1),
    )
    draft = save(cast, at)
    job = ask(cast, draft, at)
    templates.drop_draft(actor=access.actor(cast.admin), draft=draft, at=at)
    assert execute(job.pk) is JobState.FAILED


def test_stopped_nothing_is_published_and_it_can_be_asked_for_again(
    cast: Cast, at: datetime
) -> None:
    draft = save(cast, at)
    job = ask(cast, draft, at)

    def stop(done: int, total: int) -> None:
        job_operations.cancel(actor=access.actor(cast.admin), job=job, at=at)
        raise LeaseLost

    with pytest.raises(LeaseLost):
        publications.publish(
            actor=access.actor(cast.admin),
            draft_id=draft.pk,
            revision=1,
            digest="",
            asked_at=at,
            report=stop,
            at=at,
        )
    assert not Template.objects.exists()
    assert ask(cast, draft, at).state == JobState.QUEUED
