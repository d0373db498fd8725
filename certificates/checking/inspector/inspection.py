"""What stands in a PDF's bytes about its signature. Knows nothing of this site, trusts nobody.

It is read in a child process of its own (`child`), so this file imports nothing of the project.
"""

import base64
import contextlib
import io
from typing import Any

ATTACHMENT = ".jwt"
ATTACHMENT_BYTES = 64 * 1024

Found = dict[str, Any]


class Unfit(ValueError):
    """The bytes are no PDF that can be looked at: `broken`, `encrypted`, or too `costly`."""


def inspect(content: bytes) -> Found:
    """Return what the PDF says and whether its arithmetic is right.

    `signatures` is their number. Of a single one: `certificate` is the signer's, in base64 of
    DER; `sound` means that the signature is right and made over these bytes by the key of that
    certificate; `whole` that it covers every byte of the file and that nothing may be or was
    changed after it; `signed_at` is what the signature dictionary says, ISO. `attachment` is the
    text of the file attached under a name that ends with .jwt.

    Raises:
        Unfit: it cannot be read, or is encrypted.
    """
    from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted:
            raise Unfit("encrypted")
        found: Found = {"signatures": len(reader.embedded_signatures)}
        if found["signatures"] == 1:
            found |= _signature(reader)
    except (PdfError, *_WHAT_BROKEN_FILES_RAISE) as error:
        if isinstance(error, Unfit):
            raise
        costly = isinstance(error, PdfDecodeLimitError)
        raise Unfit("costly" if costly else "broken") from error
    with contextlib.suppress(PdfError, *_WHAT_BROKEN_FILES_RAISE):
        if (attached := _attachment(reader)) is not None:
            found["attachment"] = attached
    return found


# A parser that meets garbage trips over it in many ways; none of them is our defect.
_WHAT_BROKEN_FILES_RAISE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)


def _signature(reader: Any) -> Found:
    from asn1crypto import x509  # type: ignore[import-untyped]  # it ships no types
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    said: Found = {"sound": False, "whole": False}
    with contextlib.suppress(
        PdfError, SigningError, SignatureValidationError, *_WHAT_BROKEN_FILES_RAISE
    ):
        signature = reader.embedded_signatures[0]
        der = signature.signer_cert.dump()
        said["certificate"] = base64.b64encode(der).decode()
        said["signed_at"] = _time(signature)
        # Whose certificate that is, others judge; here it only lends its key.
        own = x509.Certificate.load(der)
        context = ValidationContext(
            trust_roots=[own], allow_fetching=False, moment=own.not_valid_before
        )
        status = validate_pdf_signature(signature, context)
        said["sound"] = bool(status.intact and status.valid)
        said["whole"] = bool(
            status.coverage == SignatureCoverageLevel.ENTIRE_FILE
            and status.docmdp_ok
            and _is_certified(reader, signature)
        )
    return said


def _is_certified(reader: Any, signature: Any) -> bool:
    """Say whether the document's own signature forbids every later change."""
    from pyhanko.sign.fields import MDPPerm

    certification = reader.root["/Perms"]["/DocMDP"]
    same = certification.raw_get("/Contents") == signature.sig_object.raw_get("/Contents")
    return bool(same and signature.docmdp_level == MDPPerm.NO_CHANGES)


def _time(signature: Any) -> str | None:
    at = signature.self_reported_timestamp
    return at.isoformat() if at is not None and at.tzinfo is not None else None


def _attachment(reader: Any) -> str | None:
    listed = reader.root["/AF"]
    for spec in map(listed.__getitem__, range(len(listed))):  # which resolves references
        name = str(spec["/UF"] if "/UF" in spec else spec["/F"])
        if name.endswith(ATTACHMENT):
            content: bytes = spec["/EF"]["/F"].data
            if len(content) <= ATTACHMENT_BYTES:
                return content.decode("ascii")
    return None
