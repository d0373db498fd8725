"""What the academy publishes so that others can check without asking it."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_safe

from academy.people.access import public_page
from academy.shared import clock
from academy.shared.errors import NotFound
from certificates import signing
from certificates.queries import status as lists

KEYS_MAX_AGE = 3600  # seconds


@require_GET
@public_page
def show(request: HttpRequest) -> HttpResponse:
    """Whose signature it is, and how to check a certificate without this site."""
    ring = signing.ring()
    context = {
        "holders": ring.holders,
        "development": signing.is_development(ring),
        "lists": lists.numbers(),
    }
    return render(request, "certificates/verify/issuer.html", context)


@require_safe
@public_page
def chain(request: HttpRequest) -> HttpResponse:
    """The X.509 certificates of all whose signatures count (PEM)."""
    response = _public(signing.chain_pem().encode(), "application/x-pem-file", KEYS_MAX_AGE)
    response["Content-Disposition"] = 'attachment; filename="academy-issuer.pem"'
    return response


@require_safe
@public_page
def keys(request: HttpRequest) -> HttpResponse:
    """The keys as a JWKS (RFC 7517)."""
    text = json.dumps(signing.public_keys()).encode()
    return _public(text, "application/jwk-set+json", KEYS_MAX_AGE)


@require_safe
@public_page
def status(request: HttpRequest, number: int) -> HttpResponse:
    """A status list as a signed credential (Bitstring Status List v1.0)."""
    found = lists.published(number, signing.signer(), at=clock.now())
    if found is None:
        raise NotFound
    response = _public(found.content, "application/vc+jwt", lists.MAX_AGE)
    response["ETag"] = found.etag
    answer = get_conditional_response(request, etag=found.etag, response=response)
    assert isinstance(answer, HttpResponse)
    return answer


def _public(content: bytes, kind: str, max_age: int) -> HttpResponse:
    """Return what anybody may read, from any site, and keep for so many seconds."""
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = f"public, max-age={max_age}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
