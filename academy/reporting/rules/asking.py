"""What a report is asked."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from academy.reporting.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Ask:
    """Everything that decides the figures of a report; printed on it and kept with each extract.

    `scope` holds the ids of the units whose people are counted, as frozen at their enrolment;
    `period` the days within which a cohort began; `as_of` is the last day whose facts count.
    `track` (code) and `cohort` (public id) narrow it; `unit` is the code of the unit it was
    narrowed to, "" for all that the reader may see.
    """

    scope: frozenset[int]
    period: Period
    as_of: date
    track: str = ""
    cohort: UUID | None = None
    unit: str = ""

    def parameters(self) -> dict[str, object]:
        """Return what it takes to ask the same again, in plain values."""
        return {
            "from": self.period.starts_on.isoformat(),
            "until": self.period.until_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "track": self.track,
            "cohort": str(self.cohort) if self.cohort else "",
            "unit": self.unit,
            "scope": sorted(self.scope),
        }
