"""Signed PDFs before pyHanko as a judge that knows nothing of this project."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from asn1crypto import cms as asn1  # type: ignore[import-untyped]  # it ships no types
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates import signing
from tests.make import proofs
from tests.make.identities import Identity


@pytest.fixture(scope="module")
def academy() -> Identity:
    return Identity("签发", by=Identity("根", authority=True))


def judge(content: bytes, root: bytes) -> Any:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(root)], allow_fetching=False, moment=proofs.AT
    )
    [signature] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return validate_pdf_signature(signature, context)


def test_pyhanko_finds_nothing_wrong(academy: Identity) -> None:
    signed = proofs.signed(signer=academy)
    status = judge(signed, academy.chain[0])
    assert status.bottom_line
    assert status.docmdp_ok
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.signer_reported_dt == proofs.AT
    assert not judge(signed, Identity().certificate).trusted


def test_same_content_signer_and_time_give_the_same_bytes(academy: Identity) -> None:
    first = proofs.signed(signer=academy)
    assert proofs.signed(signer=academy) == first
    assert proofs.signed(signer=academy, at=proofs.AT + timedelta(seconds=1)) != first


def test_what_was_there_stays_as_it_was(academy: Identity) -> None:
    content = proofs.pdf(proofs.badge(academy))
    assert proofs.signed(content, signer=academy).startswith(content)


def test_nothing_is_to_be_seen_of_the_signature(academy: Identity) -> None:
    with pikepdf.open(io.BytesIO(proofs.signed(signer=academy))) as pdf:
        [widget] = pdf.pages[0].Annots
        assert [int(edge) for edge in widget.Rect] == [0, 0, 0, 0]
        assert pdf.Root.Perms.DocMDP.SubFilter == pikepdf.Name("/ETSI.CAdES.detached")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF\n", b"no PDF"])
def test_what_cannot_be_signed(content: bytes, academy: Identity) -> None:
    with pytest.raises(ValueError, match="PDF"):
        signing.sign_pdf(content, signer=academy, at=proofs.AT)


def test_nothing_is_signed_twice(academy: Identity) -> None:
    with pytest.raises(ValueError, match="already"):
        proofs.signed(proofs.signed(signer=academy), signer=academy)


# -- the CMS by itself ----------------------------------------------------------------------------


def test_every_cms_is_right(academy: Identity) -> None:
    cms = signing.Cms(academy)
    for number in range(20):
        digest = hashlib.sha256(bytes([number])).digest()
        der = cms.make(digest, datetime.now(UTC))
        assert len(der) == cms.size
        data = asn1.ContentInfo.load(der, strict=True)["content"]
        [info] = data["signer_infos"]
        signed = {each["type"].native: each["values"] for each in info["signed_attrs"]}
        assert set(signed) == {"content_type", "message_digest", "signing_certificate_v2"}
        assert signed["message_digest"][0].native == digest
        names = signed["signing_certificate_v2"][0]["certs"][0]["cert_hash"].native
        assert names.hex() == academy.key_id
        covered = info["signed_attrs"].untag().dump()
        assert info["signature"].native == academy.sign(covered)
        # Not the root, which is the chain's last: who checks has it from elsewhere.
        brought = [each.dump() for each in data["certificates"]]
        assert brought == [academy.certificate, *academy.chain[:-1]]


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_digest_is_no_other_size(size: int, academy: Identity) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        signing.Cms(academy).make(bytes(size))
