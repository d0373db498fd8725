"""The signature of a PDF: PAdES B-B (ETSI EN 319 142-1) in CMS (RFC 5652)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from asn1crypto import (  # type: ignore[import-untyped]  # it ships no types
    algos,
    cms,
    tsp,
    x509,
)

from certificates.signing.keys import Signer

_DIGEST = bytes(range(32))


class Cms:
    """Makes the CMS of one signer: built once, then only digest and signature are put in.

    Content type, digest and the signer's certificate (signing-certificate-v2) are signed. The
    time is none of the signed attributes: PAdES has it in the signature dictionary (`/M`).
    `size` is the length in bytes of what `make` returns; hexadecimal it is twice that.
    """

    def __init__(self, signer: Signer) -> None:
        self._sign = signer.sign
        attributes = _attributes(signer, _DIGEST)
        self._attributes = attributes.dump()
        signature = signer.sign(self._attributes)
        self._whole = _whole(signer, attributes, signature)
        # Positions of what differs from one document to the next; each occurs once.
        self._signed_digest = self._attributes.index(_DIGEST)
        self._digest = self._whole.index(_DIGEST)
        self._signature = self._whole.index(signature)
        self._length = len(signature)
        self.size = len(self._whole)

    def make(self, digest: bytes, at: datetime | None = None) -> bytes:
        """Return the CMS in DER for a document.

        Args:
            digest: SHA-256 of the bytes that the signature covers.
            at: not used; it stands where the document says when it was signed.
        """
        if len(digest) != hashlib.sha256().digest_size:
            raise ValueError("a SHA-256 digest has 32 bytes")
        start = self._signed_digest
        signed = self._attributes[:start] + digest + self._attributes[start + len(digest) :]
        signature = self._sign(signed)
        whole = bytearray(self._whole)
        whole[self._digest : self._digest + len(digest)] = digest
        whole[self._signature : self._signature + self._length] = signature
        if len(whole) != self.size:
            raise ValueError("the signature is longer or shorter than the key's others")
        return bytes(whole)


def _attributes(signer: Signer, digest: bytes) -> cms.CMSAttributes:
    """Return the signed attributes; DER sorts them, and 32 bytes of digest don't change that."""
    certificate = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(signer.certificate).digest()})
    values = (
        ("content_type", "data"),
        ("message_digest", digest),
        ("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [certificate]})),
    )
    return cms.CMSAttributes(
        [cms.CMSAttribute({"type": name, "values": [value]}) for name, value in values]
    )


def _whole(signer: Signer, attributes: cms.CMSAttributes, signature: bytes) -> bytes:
    own = x509.Certificate.load(signer.certificate)
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": own.issuer, "serial_number": own.serial_number}
                    )
                }
            ),
            "digest_algorithm": sha256,
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
            "signature": signature,
        }
    )
    issuers = [x509.Certificate.load(der) for der in signer.chain]
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            # Not the root: who checks must have it from elsewhere, and the signature does not
            # cover what is brought along, so that bytes of it could be altered unnoticed.
            "certificates": [own, *(each for each in issuers if not _is_root(each))],
            "signer_infos": [info],
        }
    )
    made: bytes = cms.ContentInfo({"content_type": "signed_data", "content": content}).dump()
    return made


def _is_root(certificate: Any) -> bool:
    return bool(certificate.issuer == certificate.subject)
