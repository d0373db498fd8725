"""The page that says which reports there are."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door
from academy.reporting import access
from academy.reporting.access import READERS
from academy.reporting.reports import REPORTS
from academy.shared.errors import Refusal


@require_GET
@page_door(*READERS)
def index_page(request: PersonRequest) -> HttpResponse:
    """Each report with what it is about."""
    try:
        access.refuse_unknown(request.GET, ())
    except Refusal as refusal:
        return render(request, "reporting/index.html", {"refusal": refusal}, status=refusal.status)
    reports = [
        (spec, reverse("reporting:report", kwargs={"report": spec.code}))
        for spec in REPORTS.values()
    ]
    return render(request, "reporting/index.html", {"reports": reports})
