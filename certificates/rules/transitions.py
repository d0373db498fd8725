"""The transition tables of batches and certificates, whole: what is not listed is refused."""

from certificates.enums import BatchState, BatchVerb, CertificateState, CertificateVerb

BATCH: dict[tuple[BatchState, BatchVerb], BatchState] = {
    (BatchState.PROPOSED, BatchVerb.APPROVE): BatchState.APPROVED,
    (BatchState.APPROVED, BatchVerb.ISSUE): BatchState.ISSUED,
    (BatchState.PROPOSED, BatchVerb.WITHDRAW): BatchState.WITHDRAWN,
    (BatchState.APPROVED, BatchVerb.WITHDRAW): BatchState.WITHDRAWN,
}
# Asked for again in the state it leads to, or one that lies beyond it: success, nothing happens.
_BATCH_REACHED: dict[BatchVerb, frozenset[BatchState]] = {
    BatchVerb.APPROVE: frozenset({BatchState.APPROVED, BatchState.ISSUED}),
    BatchVerb.ISSUE: frozenset({BatchState.ISSUED}),
    BatchVerb.WITHDRAW: frozenset({BatchState.WITHDRAWN}),
}
CERTIFICATE: dict[tuple[CertificateState, CertificateVerb], CertificateState] = {
    (CertificateState.ISSUED, CertificateVerb.REVOKE): CertificateState.REVOKED,
    (CertificateState.ISSUED, CertificateVerb.SUPERSEDE): CertificateState.SUPERSEDED,
}


def batch_after(state: BatchState, verb: BatchVerb) -> BatchState | None:
    """Return the state `verb` leads to (the same one if already reached), None if refused."""
    if state in _BATCH_REACHED[verb]:
        return state
    return BATCH.get((state, verb))


def certificate_after(state: CertificateState, verb: CertificateVerb) -> CertificateState | None:
    """Return the state `verb` leads to, None if refused.

    Nothing is "already reached" here: a second revocation would bring a second reason, and the
    register keeps the first.
    """
    return CERTIFICATE.get((state, verb))
