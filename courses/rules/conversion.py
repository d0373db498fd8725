"""Turning what another school wrote, in minutes or periods of its own, into 学时. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")
EVIDENCE_CHARS = 200
MEASURES = (1, 40, 45, 50, 60)
"""Minutes that one of what is written holds: a minute, a 课时 of 40, 45 or 50, an hour."""
PER_HOUR = (45, 50)
USUAL = 45
"""Minutes of one 学时."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """`measure` minutes in one of what is written, `per` minutes in one 学时."""

    measure: int
    per: int

    def hours(self, quantity: Decimal) -> Decimal:
        """Return 学时, rounded half up to one decimal."""
        return (quantity * self.measure / self.per).quantize(TENTH, rounding=ROUND_HALF_UP)

    def stated(self, quantity: Decimal) -> str:
        """Return what the ledger says of it, beside the evidence; plain Chinese, as evidence is."""
        return f"（原记 {quantity:f}×{self.measure} 分钟，按 {self.per} 分钟折 1 学时）"

    def beside(self, evidence: str, quantity: Decimal) -> str:
        """Return the evidence with what was written, the former cut to what a line holds."""
        said = self.stated(quantity)
        return evidence.strip()[: EVIDENCE_CHARS - len(said)] + said
