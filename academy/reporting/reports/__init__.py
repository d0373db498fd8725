"""The reports there are, by their codes, in the order in which they are offered."""

from academy.reporting.reports import attainment, certified, completion, history, results, stays
from academy.reporting.specs import Spec
from academy.shared.errors import NotFound

_SPECS = (
    completion.SPEC,
    results.SPEC,
    stays.SPEC,
    attainment.SPEC,
    attainment.UNFINISHED,
    certified.SPEC,
    history.SPEC,
)
REPORTS: dict[str, Spec] = {each.code: each for each in _SPECS}


def named(code: str) -> Spec:
    """Return a report by its code.

    Raises:
        NotFound: there is none of that code.
    """
    spec = REPORTS.get(code)
    if spec is None:
        raise NotFound(field="report")
    return spec
