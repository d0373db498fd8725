"""Words of notices and of the mail that carries them."""

from enum import StrEnum


class TopicGroup(StrEnum):
    """What a reader switches mail on or off for: the topics of one storey together."""

    TRAINING = "training"
    EXAMS = "exams"
    CERTIFICATES = "certificates"
    REPORTS = "reports"
    OTHER = "other"


class MailLanguage(StrEnum):
    """The language in which a person is written to; the values are Django's language codes."""

    CHINESE = "zh-hans"
    ENGLISH = "en"


class Rhythm(StrEnum):
    """When mail goes out: at once, or in one summary each morning."""

    EACH = "each"
    DAILY = "daily"


class DeliveryKind(StrEnum):
    """What a delivery carries: a notice, or the link that confirms an address."""

    NOTICE = "notice"
    CONFIRMATION = "confirmation"


class DeliveryState(StrEnum):
    """A delivery waits, and ends in one of three ways; what was sent may still come back."""

    QUEUED = "queued"
    SENT = "sent"
    RETURNED = "returned"
    FAILED = "failed"
    SKIPPED = "skipped"


class DeliveryReason(StrEnum):
    """Why a delivery failed, came back or was not attempted; empty for what was sent."""

    ADDRESS_REFUSED = "address_refused"
    CONTENT_REFUSED = "content_refused"
    MAILBOX_FULL = "mailbox_full"
    GAVE_UP = "gave_up"
    NO_ADDRESS = "no_address"
    UNCONFIRMED = "unconfirmed"
    BOUNCED = "bounced"
    STOPPED = "stopped"
    READ = "read"
    LEFT = "left"
    OUTDATED = "outdated"


class BounceKind(StrEnum):
    """What a delivery report means: the address is wrong, the letter came back, or is late."""

    HARD = "hard"
    SOFT = "soft"
    LATE = "late"


class BounceCause(StrEnum):
    """Why a letter came back or is late, as far as the report's numbers say it."""

    NO_MAILBOX = "no_mailbox"
    NO_DOMAIN = "no_domain"
    DISABLED = "disabled"
    REFUSED = "refused"
    FULL = "full"
    TOO_LARGE = "too_large"
    CONTENT = "content"
    UNREACHABLE = "unreachable"
    OTHER = "other"


class Taken(StrEnum):
    """What became of a message that was read as a delivery report."""

    HARD = "hard"
    SOFT = "soft"
    LATE = "late"
    KNOWN = "known"
    NOT_OURS = "not_ours"
    NO_REPORT = "no_report"


class LineVerdict(StrEnum):
    """What an imported line would do to a person's address."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    ADDRESS_INVALID = "address_invalid"
    PERSON_UNKNOWN = "person_unknown"
    TWICE = "twice"


class Verb(StrEnum):
    """What the audit log says of addresses. It never quotes one."""

    ADDRESS_ENTERED = "notices.address_entered"
    ADDRESS_REMOVED = "notices.address_removed"
    ADDRESS_CONFIRMED = "notices.address_confirmed"
    ADDRESS_BOUNCED = "notices.address_bounced"
    CONFIRMATION_ASKED = "notices.confirmation_asked"
    PREFERENCES_CHANGED = "notices.preferences_changed"
    MAIL_STOPPED = "notices.mail_stopped"
