"""How a request came, read off the request: the one place that knows the headers."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from exams.rules import networks
from exams.rules.entry import Circumstances

# Longer than any of our addresses and any code; nobody is made to hash a megabyte.
_MAX_URL = 500
_MAX_TEXT = 100


def of(request: HttpRequest, code: str = "") -> Circumstances:
    """What the request says about where it comes from, with the ``code`` that was typed.

    Pages send the proofs of a newer web view in form fields, scripts in headers; the names are
    those of the headers, in either case.
    """
    return Circumstances(
        address=client_address(request),
        code=code[:_MAX_TEXT],
        url=request.build_absolute_uri()[:_MAX_URL],
        page_url=_page_url(request),
        config_hash=_sent(request, "X-SafeExamBrowser-ConfigKeyHash"),
        exam_hash=_sent(request, "X-SafeExamBrowser-RequestHash"),
    )


def client_address(request: HttpRequest) -> str:
    """The client's address; behind TRUSTED_PROXIES proxies, as they saw it."""
    return networks.client_of(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        proxies=settings.TRUSTED_PROXIES,
    )


def _sent(request: HttpRequest, name: str) -> str:
    text = request.headers.get(name, "")
    if not text and request.content_type in _FORMS:
        text = request.POST.get(name, "")
    return text[:_MAX_URL]


_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def _page_url(request: HttpRequest) -> str:
    """The address of the page that asks, if it is one of ours; else empty."""
    text = _sent(request, "X-Exam-Page-Url").partition("#")[0]
    try:
        there = urlsplit(text)
    except ValueError:
        return ""
    here = urlsplit(request.build_absolute_uri("/"))
    return text if (there.scheme, there.netloc) == (here.scheme, here.netloc) else ""
