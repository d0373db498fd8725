"""What the chapters of a cohort's report share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from academy.reporting.frames import Report
from academy.reporting.queries import cohort_story, places
from academy.reporting.queries.days import ends_at
from academy.reporting.rules.asking import Ask
from courses.models import Cohort


@dataclass(frozen=True)
class Told:
    """What every chapter of a cohort's report is written from.

    `entire` says that the whole bureau is asked about: only then evaluations, which know no
    units, are told. `covers` says that nobody had a seat in the cohort who is not asked about:
    only then figures of the whole cohort, as those of its items, are those of these people.
    `final` are the results after make-ups.
    """

    cohort: Cohort
    ask: Ask
    every: list[places.Place]
    entire: bool
    covers: bool
    completion: Report
    first: Report
    final: Report

    @property
    def before(self) -> datetime:
        """The instant before which a fact must have been recorded."""
        return ends_at(self.ask)

    @cached_property
    def spared(self) -> frozenset[int]:
        """The seats that approved exclusions leave out, by their ids."""
        return cohort_story.spared(self.ask, self.cohort)

    @cached_property
    def homes(self) -> Mapping[int, int]:
        """For each unit in scope the one in whose row it is counted."""
        return places.homes(self.ask.scope, self.every)

    def named(self, place: places.Place) -> str:
        """Return the name of a unit's row, the same in every table."""
        return self._names.get(place.code, place.name)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {row.key: row.name for row in self.completion.units}

    def opens(self, report: str, figure: str, row: str = "", **more: str) -> Mapping[str, str]:
        """Return the parameters of the list behind a figure of a report about this cohort."""
        period = self.ask.period
        asked = {
            "from": period.starts_on.isoformat(),
            "to": period.last_on.isoformat(),
            "as_of": self.ask.as_of.isoformat(),
            "cohort": str(self.cohort.public_id),
            "unit": self.ask.unit,
            "figure": figure,
            "row": row,
        }
        return {
            "report": report,
            **{name: text for name, text in {**asked, **more}.items() if text},
        }
