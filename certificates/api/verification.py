"""Public verification: by the token in the QR code, by number and name, or of a file."""

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.problems import read_reply
from certificates.access import Misses, judged
from certificates.api.proofs import FindingOut, JudgementOut, VerifyIn
from certificates.queries import verification
from certificates.queries.verification import Finding

router = Router(tags=["verification"])


@router.post("/verify/file", response=JudgementOut, auth=None, url_name="verify_file")
def verify_file(request: HttpRequest, file: File[UploadedFile]) -> JudgementOut:
    """Check a PDF (5 MB): its digest, its signature, its credential, and what the register says.

    Nothing of it is kept.
    """
    return JudgementOut.of(judged(request, file))


@router.get("/verify/{token}", response=FindingOut, auth=None, url_name="verify_token")
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """What the register says of the certificate that carries this token; else 404."""
    misses = Misses(request)
    misses.refuse_if_many()
    return _reply(request, misses, verification.by_token(token, on=clock.today()))


@router.post("/verify", response=FindingOut, auth=None, url_name="verify_number")
def verify_number(request: HttpRequest, body: VerifyIn) -> HttpResponse:
    """The same by the certificate's number and the name on it, which no address carries."""
    misses = Misses(request, body.number)
    misses.refuse_if_many()
    found = verification.by_number(body.number, body.name, on=clock.today())
    return _reply(request, misses, found)


def _reply(request: HttpRequest, misses: Misses, finding: Finding | None) -> HttpResponse:
    if finding is None:
        misses.add()
        raise NotFound
    return read_reply(request, FindingOut.of(finding))
