"""Vocabulary of certificates."""

from enum import StrEnum


class BatchState(StrEnum):
    """Where an issue run stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class BatchVerb(StrEnum):
    """What may be asked of a batch."""

    APPROVE = "approve"
    ISSUE = "issue"
    WITHDRAW = "withdraw"


# A batch that still waits for somebody: a cohort has at most one.
OPEN = frozenset({BatchState.PROPOSED, BatchState.APPROVED})


class CertificateState(StrEnum):
    """Where a certificate stands."""

    ISSUED = "issued"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class CertificateVerb(StrEnum):
    """What may be asked of a certificate."""

    REVOKE = "revoke"
    SUPERSEDE = "supersede"


class LineReason(StrEnum):
    """Why a line of a batch gets no certificate, the order being the order of asking."""

    NOT_COMPLETED = "not_completed"
    WITHDRAWN = "withdrawn"
    ABSENT = "absent"
    FAILED = "failed"
    ALREADY_CERTIFIED = "already_certified"
    GLYPH_MISSING = "glyph_missing"


class Verb(StrEnum):
    """What the audit log says about certificates."""

    TEMPLATE_PUBLISHED = "certificates.template_published"
    BATCH_PROPOSED = "certificates.batch_proposed"
    BATCH_APPROVED = "certificates.batch_approved"
    BATCH_ISSUED = "certificates.batch_issued"
    BATCH_WITHDRAWN = "certificates.batch_withdrawn"
    CERTIFICATE_ISSUED = "certificates.certificate_issued"
    CERTIFICATE_RENDERED = "certificates.certificate_rendered"
    CERTIFICATE_REVOKED = "certificates.certificate_revoked"
