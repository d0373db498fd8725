"""Days of a cohort. Both ends are local dates and both belong to the cohort."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of a cohort, both included."""

    starts_on: date
    ends_on: date

    @property
    def in_order(self) -> bool:
        """A cohort of one day starts and ends on it; it never ends before it starts."""
        return self.starts_on <= self.ends_on

    def overlaps(self, other: "Span") -> bool:
        """Whether any day belongs to both."""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on
