"""What the academy signs certificates with: its key, and the forms a signature takes.

The key lies outside the database, in a PEM file or in a token spoken to by PKCS#11: who can write
rows cannot sign for them.
"""

from certificates.signing.cms import Cms
from certificates.signing.development import DEVELOPMENT
from certificates.signing.documents import sign_pdf
from certificates.signing.keys import (
    KeyUnusable,
    Signer,
    chain_pem,
    is_development,
    load,
    public_keys,
    ring,
    signer,
)
from certificates.signing.rings import Holder, Ring

__all__ = [
    "DEVELOPMENT",
    "Cms",
    "Holder",
    "KeyUnusable",
    "Ring",
    "Signer",
    "chain_pem",
    "is_development",
    "load",
    "public_keys",
    "ring",
    "sign_pdf",
    "signer",
]
