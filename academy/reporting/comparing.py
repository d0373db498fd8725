"""The question of an extract, put again: whether its figures still are what they were."""

from dataclasses import dataclass

from academy.reporting import frames
from academy.reporting.frames import Report
from academy.reporting.models import Extract
from academy.reporting.queries.extracts import Change, changes
from academy.reporting.reports import named
from academy.reporting.rules.asking import asked_again
from academy.shared.errors import NotFound


@dataclass(frozen=True)
class Comparison:
    """An extract beside the same report of now; `changes` is empty where figures were not kept."""

    extract: Extract
    report: Report
    changes: list[Change]

    @property
    def is_same(self) -> bool:
        """Whether the figures are the same to the last digit."""
        return self.report.digest == self.extract.figures_digest


def again(extract: Extract) -> Comparison:
    """Put the question of an extract again and lay the figures side by side; nothing is written.

    Raises:
        NotFound: its report, track or cohort is no more.
    """
    spec = named(extract.report)
    try:
        ask = asked_again(extract.parameters)
    except (KeyError, ValueError):
        raise NotFound(field="extract") from None
    report = frames.read(spec, ask)
    columns = [entry.column for entry in spec.entries]
    now = {"columns": columns, "rows": report.figures()}
    then = extract.figures
    return Comparison(extract, report, changes(then, now) if then is not None else [])
