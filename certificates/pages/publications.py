"""The page of a template that is being tried out and published."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from academy.jobs.enums import JobState
from academy.jobs.runner import is_ended
from academy.people.access import PersonRequest, page_door
from academy.people.enums import Role
from certificates import access
from certificates.queries import publications


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def publication(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """How far it is; at the end the edition, or why it was not published."""
    job = access.one(access.publications(), public_id)
    context = {
        "job": job,
        "live": not is_ended(job),
        "made": publications.template_of(job),
        "refusal": publications.refusal_of(job),
        "stopped": job.state == JobState.CANCELLED,
        "draft": access.drafts().filter(pk=job.payload["draft_id"]).first(),
    }
    return render(request, "certificates/templates/publication.html", context)
