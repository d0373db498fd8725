"""What a report is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from academy.people.enums import StaffKind
from academy.reporting.enums import Dimension, RankBand, Sitting, Step
from academy.reporting.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Ask:
    """Everything that decides the figures of a report; printed on it and kept with each extract.

    `scope` holds the ids of the units whose people are counted; `period` the days within which a
    cohort began; `as_of` is the last day whose facts count. `track` (code), `cohort` (public id),
    `staff_kind` and `rank_band` narrow it; `unit` is the code of the unit it was narrowed to, ""
    for all that the reader may see. `by` is what a row's people are told apart by; `sitting`
    whose scores are spread out; `step` into what a history is cut; `requirement` the code of the
    one that is looked at, "" for all.
    """

    scope: frozenset[int]
    period: Period
    as_of: date
    track: str = ""
    cohort: UUID | None = None
    unit: str = ""
    staff_kind: StaffKind | None = None
    rank_band: RankBand | None = None
    by: Dimension = Dimension.STAFF_KIND
    sitting: Sitting = Sitting.FIRST
    step: Step = Step.MONTH
    requirement: str = ""

    def parameters(self) -> dict[str, object]:
        """Return what it takes to ask the same again, in plain values."""
        return {
            "from": self.period.starts_on.isoformat(),
            "until": self.period.until_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "track": self.track,
            "cohort": str(self.cohort) if self.cohort else "",
            "unit": self.unit,
            "staff_kind": self.staff_kind or "",
            "rank_band": self.rank_band or "",
            "by": self.by.value,
            "sitting": self.sitting.value,
            "step": self.step.value,
            "requirement": self.requirement,
            "scope": sorted(self.scope),
        }


def asked_again(parameters: Mapping[str, object]) -> Ask:
    """Return the question that `Ask.parameters` told of, as it was asked.

    Raises:
        KeyError, ValueError: the parameters are of a question that no longer exists.
    """

    def text(name: str) -> str:
        return str(parameters.get(name, "") or "")

    scope = parameters["scope"]
    return Ask(
        scope=frozenset(int(each) for each in scope) if isinstance(scope, list) else frozenset(),
        period=Period(date.fromisoformat(text("from")), date.fromisoformat(text("until"))),
        as_of=date.fromisoformat(text("as_of")),
        track=text("track"),
        cohort=UUID(text("cohort")) if text("cohort") else None,
        unit=text("unit"),
        staff_kind=StaffKind(text("staff_kind")) if text("staff_kind") else None,
        rank_band=RankBand(text("rank_band")) if text("rank_band") else None,
        by=Dimension(text("by")) if text("by") else Dimension.STAFF_KIND,
        sitting=Sitting(text("sitting")) if text("sitting") else Sitting.FIRST,
        step=Step(text("step")) if text("step") else Step.MONTH,
        requirement=text("requirement"),
    )
