"""Keys and X.509 certificates of signers, as an academy or a forger would have them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

BEGIN, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)


class Identity:
    """A key and its certificate, issued by `by` or by itself. It is a Signer too."""

    subject: x509.Name

    def __init__(
        self,
        name: str = "示例培训学院",
        *,
        by: Identity | None = None,
        authority: bool = False,
        bits: int = 2048,
        begin: datetime = BEGIN,
        end: datetime = END,
        key: RSAPrivateKey | None = None,
    ) -> None:
        self.key = key or generate_private_key(65537, bits)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made: x509.Certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(by.subject if by else subject)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(_usage(authority=authority), critical=True)
            .sign(by.key if by else self.key, SHA256())
        )
        self.by, self.x509, self.subject = by, made, subject
        self.certificate = made.public_bytes(Encoding.DER)
        self.key_id = made.fingerprint(SHA256()).hex()

    @property
    def chain(self) -> tuple[bytes, ...]:
        return (self.by.certificate, *self.by.chain) if self.by else ()

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data, PKCS1v15(), SHA256())

    def private(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def public(self) -> bytes:
        """The certificates, one's own first (PEM)."""
        above = self.by.public() if self.by else b""
        return self.x509.public_bytes(Encoding.PEM) + above

    def pem(self) -> bytes:
        """Key and certificates in one file."""
        return self.private() + self.public()


def _usage(*, authority: bool) -> x509.KeyUsage:
    """Signatures (pyHanko asks for content commitment), or certificates."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


@cache
def forger() -> Identity:
    """Somebody who calls himself as the academy of the settings does."""
    return Identity("城市管理培训学院（开发 DEVELOPMENT）")
