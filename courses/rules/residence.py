"""The figures of life in a cohort: what leave takes whose consent, where points begin.

Source: the usual figures of the field. Leave over a seventh of the hours means removal
(干部教育培训工作条例); half a day is the class tutor's to grant, a day unit's and academy's, more
needs a second look; 100 points to begin with, at most 10 earned. Each academy sets its own in
dated editions.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Settings:
    """One edition of the residence rules; a cohort keeps that of its first day to its end.

    `tutor_minutes` is the longest leave on which the class tutor decides alone, `academy_minutes`
    the longest without a second look; both by the clock. Leave may take `leave_part` of
    `leave_whole` of the hours (学时) of a syllabus. An entry of conduct may be objected to for
    `objection_days` after the local day on which it was recorded.
    """

    start_points: Decimal = Decimal("100.0")
    most_reward: Decimal = Decimal("10.0")
    tutor_minutes: int = 300
    academy_minutes: int = 1440
    leave_part: int = 1
    leave_whole: int = 7
    objection_days: int = 3
