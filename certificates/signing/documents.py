"""Signing a PDF that somebody else has written: in a section of its own at the end."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from functools import lru_cache
from typing import Any

from certificates.signing.cms import Cms
from certificates.signing.keys import Signer

FIELD = "Signature"


_cms = lru_cache(maxsize=4)(Cms)


@lru_cache(maxsize=1)
def _writer() -> Any:
    """Return pyHanko's writer of later sections, without what it adds by itself."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Writer(IncrementalPdfFileWriter):
        """Leaves the metadata as they are; the identifier follows from what is signed."""

        @classmethod
        def _handle_id(cls, prev: Any) -> Any:
            made = generic.ByteStringObject(
                hashlib.sha256(prev.stream.getvalue()).digest()[:16]  # all of the document
            )
            given = dict(prev.trailer).get("/ID")
            first = generic.ByteStringObject(given[0].original_bytes) if given else made
            return generic.ArrayObject([first, made])

        def _update_meta(self) -> None:
            pass

    return Writer


def sign_pdf(content: bytes, *, signer: Signer, at: datetime) -> bytes:
    """Return the PDF certified by the signer: nothing may be changed in it any more.

    Nothing of the signature is to be seen on the page. The bytes are the same for the same
    content, signer and time.

    Raises:
        ValueError: this is no PDF, or already has a signature.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import (
        PdfCMSEmbedder,
        SigIOSetup,
        SigMDPSetup,
        SigObjSetup,
    )
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    cms = _cms(signer)
    try:
        writer = _writer()(io.BytesIO(content))
        if writer.prev.embedded_signatures:
            raise ValueError("the PDF is already signed")
        steps: Any = PdfCMSEmbedder(SigFieldSpec(FIELD, on_page=0)).write_cms(FIELD, writer)
        next(steps)
        placeholder = SignatureObject(
            timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * cms.size
        )
        allowed = SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
        steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=allowed))
        prepared, out = steps.send(SigIOSetup("sha256", in_place=False))
        steps.send(cms.make(prepared.document_digest))
    except PdfError as error:
        raise ValueError("not a PDF that can be signed") from error
    signed: bytes = out.getvalue()
    return signed
