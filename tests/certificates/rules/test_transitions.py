"""The whole tables of batches and certificates."""

import pytest

from certificates.enums import BatchState, BatchVerb, CertificateState, CertificateVerb
from certificates.rules import transitions

B, V = BatchState, BatchVerb
BATCH = {
    (B.PROPOSED, V.APPROVE): B.APPROVED,
    (B.PROPOSED, V.ISSUE): None,
    (B.PROPOSED, V.WITHDRAW): B.WITHDRAWN,
    (B.APPROVED, V.APPROVE): B.APPROVED,
    (B.APPROVED, V.ISSUE): B.ISSUED,
    (B.APPROVED, V.WITHDRAW): B.WITHDRAWN,
    (B.ISSUED, V.APPROVE): B.ISSUED,
    (B.ISSUED, V.ISSUE): B.ISSUED,
    (B.ISSUED, V.WITHDRAW): None,
    (B.WITHDRAWN, V.APPROVE): None,
    (B.WITHDRAWN, V.ISSUE): None,
    (B.WITHDRAWN, V.WITHDRAW): B.WITHDRAWN,
}


@pytest.mark.parametrize("state", BatchState)
@pytest.mark.parametrize("verb", BatchVerb)
def test_batch(state: BatchState, verb: BatchVerb) -> None:
    assert transitions.batch_after(state, verb) == BATCH[state, verb]


@pytest.mark.parametrize("state", CertificateState)
@pytest.mark.parametrize("verb", CertificateVerb)
def test_certificate(state: CertificateState, verb: CertificateVerb) -> None:
    wanted = {
        (CertificateState.ISSUED, CertificateVerb.REVOKE): CertificateState.REVOKED,
        (CertificateState.ISSUED, CertificateVerb.SUPERSEDE): CertificateState.SUPERSEDED,
    }
    assert transitions.certificate_after(state, verb) == wanted.get((state, verb))
