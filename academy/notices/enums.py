"""Words of notices and of the mail that carries them."""

from enum import StrEnum


class TopicGroup(StrEnum):
    """What a reader switches mail on or off for: the topics of one storey together."""

    TRAINING = "training"
    EXAMS = "exams"
    CERTIFICATES = "certificates"
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
    """A delivery waits, and ends in one of three ways."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


class DeliveryReason(StrEnum):
    """Why a delivery failed or was not attempted; empty for what was sent."""

    ADDRESS_REFUSED = "address_refused"
    CONTENT_REFUSED = "content_refused"
    GAVE_UP = "gave_up"
    UNCONFIRMED = "unconfirmed"
    BOUNCED = "bounced"
    STOPPED = "stopped"
    READ = "read"
    LEFT = "left"
    OUTDATED = "outdated"


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
