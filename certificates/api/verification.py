"""Public verification: by the token in the QR code, or by number and name."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from academy.shared.errors import NotFound
from academy.shared.problems import read_reply
from certificates.access import Misses
from certificates.api.schemas import FindingOut, VerifyIn
from certificates.queries import verification
from certificates.queries.verification import Finding

router = Router(tags=["verification"])


def _out(finding: Finding) -> FindingOut:
    return FindingOut(
        token=finding.token,
        state=finding.state.value,
        issued_on=finding.issued_on,
        ended_at=finding.ended_at,
        reason=finding.reason,
        demonstration=finding.demonstration,
        sha256=finding.sha256,
        facts=finding.words,
    )


@router.get("/verify/{token}", response=FindingOut, auth=None, url_name="verify_token")
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """What the register says of the certificate that carries this token; else 404."""
    misses = Misses(request)
    misses.refuse_if_many()
    finding = verification.by_token(token)
    if finding is None:
        misses.add()
        raise NotFound
    return read_reply(request, _out(finding))


@router.post("/verify", response=FindingOut, auth=None, url_name="verify_number")
def verify_number(request: HttpRequest, body: VerifyIn) -> HttpResponse:
    """The same by the certificate's number and the name on it, which no address carries."""
    misses = Misses(request, body.number)
    misses.refuse_if_many()
    finding = verification.by_number(body.number, body.name)
    if finding is None:
        misses.add()
        raise NotFound
    return read_reply(request, _out(finding))
