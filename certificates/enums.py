"""Vocabulary of certificates."""

from enum import StrEnum


class CertificateKind(StrEnum):
    """What a certificate says: took part to the end, or passed the exam."""

    COMPLETION = "completion"  # 结业证书
    QUALIFICATION = "qualification"  # 培训合格证


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


# A batch that still waits for somebody: a cohort has at most one of a kind.
OPEN = frozenset({BatchState.PROPOSED, BatchState.APPROVED})


class CertificateState(StrEnum):
    """Where a certificate stands in the register; that it has expired is told by the date."""

    ISSUED = "issued"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class CertificateVerb(StrEnum):
    """What may be asked of a certificate."""

    REVOKE = "revoke"
    SUPERSEDE = "supersede"


class Validity(StrEnum):
    """What anybody is told of a certificate on a day."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class LineReason(StrEnum):
    """Why a line of a batch gets no certificate, the order being the order of asking."""

    NOT_COMPLETED = "not_completed"
    WITHDRAWN = "withdrawn"
    ABSENT = "absent"
    FAILED = "failed"
    ALREADY_CERTIFIED = "already_certified"
    NOT_CURRENT = "not_current"  # of a correction: the certificate is no longer in force
    GLYPH_MISSING = "glyph_missing"


class Making(StrEnum):
    """By which way a PDF is made."""

    LAYERED = "layered"  # static layers once, glyphs set by what the layout engine showed
    PLAIN = "plain"  # the layout engine draws the whole page


class BundleKind(StrEnum):
    """How the PDFs of a batch are handed out together."""

    ARCHIVE = "archive"  # one file for each, in a zip
    PRINT = "print"  # one PDF of all pages, to print


class Verb(StrEnum):
    """What the audit log says about certificates."""

    DRAFT_SAVED = "certificates.draft_saved"
    DRAFT_DROPPED = "certificates.draft_dropped"
    TEMPLATE_PUBLISHED = "certificates.template_published"
    AWARD_SET = "certificates.award_set"
    PORTRAIT_STORED = "certificates.portrait_stored"
    BATCH_PROPOSED = "certificates.batch_proposed"
    BATCH_APPROVED = "certificates.batch_approved"
    BATCH_ISSUED = "certificates.batch_issued"
    BATCH_WITHDRAWN = "certificates.batch_withdrawn"
    CERTIFICATE_ISSUED = "certificates.certificate_issued"
    CERTIFICATE_RENDERED = "certificates.certificate_rendered"
    CERTIFICATE_REVOKED = "certificates.certificate_revoked"
    CERTIFICATE_SUPERSEDED = "certificates.certificate_superseded"
    CERTIFICATE_REISSUED = "certificates.certificate_reissued"
    SHARE_OPENED = "certificates.share_opened"
    SHARE_ENDED = "certificates.share_ended"
    BUNDLE_ASKED = "certificates.bundle_asked"
    BUNDLE_MADE = "certificates.bundle_made"
    REMINDED = "certificates.reminded"
    REGISTER_EXPORTED = "certificates.register_exported"
