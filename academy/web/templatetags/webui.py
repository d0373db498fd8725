"""Template tags of the components."""

from django import template

from academy.jobs.models import Job
from academy.shared import clock
from academy.web.progress import JobView, view_of

register = template.Library()


@register.simple_tag
def job_view(job: Job) -> JobView:
    """Return a job in words and numbers, as of now."""
    return view_of(job, clock.now())
