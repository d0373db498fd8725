"""The service worker of the exam room: the same code for everybody, and nothing but code."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from academy.people.access import public_page

_WORKER = Path(__file__).resolve().parent.parent / "static" / "exams" / "worker.js"


@require_GET
@public_page
def sitting_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script, from the folder of the sittings' pages: beyond it a browser lets it
    see nothing. Its address never changes, so its text is never taken from a browser's cache.
    """
    reply = HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    reply["Cache-Control"] = "no-cache"
    return reply
