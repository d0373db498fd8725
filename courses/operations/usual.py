"""What an edition of a requirement is made from, and the usual ones ready-made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from academy.people.enums import StaffKind
from academy.people.models import Post, Unit
from courses.enums.hours import Event, JudgedOn, Metric, WindowKind
from courses.models import Course, Track
from courses.rules.requirements import Spec


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition to publish: what the rules judge, and whom and what it names beside."""

    spec: Spec
    regulation: str
    article: str = ""
    priority: int = 100
    to_check: bool = False
    course: Course | None = None
    staff_kinds: Sequence[StaffKind] = ()
    units: Sequence[Unit] = ()
    posts: Sequence[Post] = ()
    tracks: Sequence[Track] = ()


# Ready-made, from the domain notes: figures reported by public pages, to be checked here first.
_CADRE = "干部教育培训工作条例（2023年）"
_YEAR_60 = "提升行政执法质量三年行动计划（国办发〔2023〕27号）"


def usual(*, on: date, ranks: Mapping[str, int]) -> list[tuple[str, str, Draft]]:
    """Return the usual requirements as (code, name, draft), all marked as to be checked.

    `ranks` are the official orders of the dictionary by name; those that rest on a rank which it
    lacks are left out.
    """
    section_from, section_to = ranks.get("一级主任科员"), ranks.get("四级调研员")
    year = date(on.year, 1, 1)
    hours = Metric.HOURS
    made = [
        (
            "enforcement-60",
            "行政执法人员年度培训",
            Draft(
                Spec(hours, Decimal("60.0"), WindowKind.CALENDAR_YEAR, year, pro_rata=True),
                regulation=_YEAR_60,
                to_check=True,
                priority=10,
                staff_kinds=(StaffKind.ENFORCEMENT, StaffKind.LEGAL_REVIEW),
            ),
        )
    ]
    if section_from is None or section_to is None:
        return made
    residential: dict[str, Decimal | None] = {"residential": None, "outside": None}
    made += [
        (
            "cadre-90",
            "乡科级及以下年度集中培训",
            Draft(
                Spec(
                    hours,
                    Decimal("90.0"),
                    WindowKind.CALENDAR_YEAR,
                    year,
                    judged=JudgedOn.WINDOW_END,
                    rank_from=section_from,
                    categories=residential,
                ),
                regulation=_CADRE,
                to_check=True,
                priority=20,
            ),
        ),
        (
            "cadre-550",
            "县处级五年集中培训",
            Draft(
                Spec(
                    hours,
                    Decimal("550.0"),
                    WindowKind.ROLLING_YEARS,
                    year,
                    length=5,
                    rank_to=section_to,
                    categories=residential,
                ),
                regulation=_CADRE,
                to_check=True,
                priority=30,
            ),
        ),
        (
            "promoted-90",
            "晋升后一年内补训",
            Draft(
                Spec(
                    hours,
                    Decimal("90.0"),
                    WindowKind.AFTER_EVENT,
                    year,
                    length=12,
                    event=Event.PROMOTED,
                    for_event=Event.PROMOTED,
                    for_months=24,
                    categories=residential,
                ),
                regulation=_CADRE,
                to_check=True,
                priority=40,
            ),
        ),
    ]
    return made
