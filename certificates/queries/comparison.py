"""An old certificate beside what would be printed today, word by word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from certificates.enums import LineReason
from certificates.models import Batch, Certificate
from certificates.queries import standing

# Words that a correction can change, in the order of the certificate.
WORDS = (
    "name",
    "sex",
    "id_number",
    "unit",
    "course",
    "cohort",
    "period",
    "hours",
    "result",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One printed word as it stands, and as it would be."""

    field: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Whether it would be another one."""
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class Comparison:
    """All words side by side; `portrait` if the photo would be another one.

    `reason` says why today there would be no certificate at all, `detail` fills it in.
    """

    changes: tuple[Change, ...]
    portrait: bool
    reason: LineReason | None = None
    detail: str = ""

    @property
    def differs(self) -> bool:
        """Whether there is anything to correct."""
        return self.portrait or any(each.differs for each in self.changes)


def today(certificate: Certificate, *, on: date) -> Comparison:
    """Return a certificate beside what the records of that day would print."""
    seat = standing.seat_of(certificate, on=on)
    portrait = seat.portrait_id != certificate.portrait_id
    return Comparison(_changes(certificate.facts, seat.words), portrait, seat.reason, seat.detail)


def of_batch(batch: Batch, *, on: date) -> Comparison | None:
    """Return what a correction changes, or changed if it is issued; None of any other batch."""
    old = batch.corrects
    if old is None:
        return None
    new = batch.certificates.first()
    if new is None:
        return today(old, on=on)
    return Comparison(_changes(old.facts, new.facts), old.portrait_id != new.portrait_id)


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    found = (Change(field, old.get(field, ""), new.get(field, "")) for field in WORDS)
    return tuple(each for each in found if each.old or each.new)
