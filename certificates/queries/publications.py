"""What became of a request to publish a template, in the reader's words."""

from dataclasses import dataclass

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.shared.errors import Refusal
from certificates import errors
from certificates.models import Template

_REFUSALS: dict[str, type[Refusal]] = {
    each.code: each
    for each in (
        errors.DraftStale,
        errors.PublicationOvertaken,
        errors.TemplateKindFixed,
        errors.TemplateNotRendered,
        errors.TemplateTooLarge,
        errors.TemplateUnfit,
    )
}


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal as it was told to the job: what happened, and what to do next."""

    code: str
    text: str
    advice: str

    def __str__(self) -> str:
        return self.text


def refusal_of(job: Job) -> Told | None:
    """Return why a failed publication was refused; None if it failed in a way nobody foresaw."""
    known = _REFUSALS.get(job.error) if job.state == JobState.FAILED else None
    return Told(known.code, job.progress_note, str(known.next_step)) if known else None


def template_of(job: Job) -> Template | None:
    """Return the edition that was published, None until it is."""
    if job.state != JobState.DONE or not job.result:
        return None
    return Template.objects.filter(public_id=job.result["template"]).first()
