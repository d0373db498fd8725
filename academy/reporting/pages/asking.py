"""The filters of a report page: read from the address, and written back into links.

On a page a period ends with its last day (`to`), as people say it; inside it ends with the day
after, which no longer belongs to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from academy.reporting.access import Wish, conditions, refuse_unknown
from academy.reporting.rules.asking import Ask
from academy.reporting.specs import Spec


@dataclass(frozen=True)
class Typed:
    """What stood in the address: kept as typed, with what could be read and what could not."""

    values: dict[str, str]
    wish: Wish
    errors: dict[str, str] = field(default_factory=dict)

    def link(self, **more: str) -> str:
        """Return a query string with the filters as they are, and `more`."""
        return urlencode({**self.values, **{name: each for name, each in more.items() if each}})


def filters(spec: Spec) -> list[str]:
    """Return the names of a report's filters on its page."""
    return ["to" if name == "until" else name for name in spec.asks]


def typed(spec: Spec, query: QueryDict, also: Sequence[str] = ()) -> Typed:
    """Read the filters of an address; `also` names the page's other parameters.

    Raises:
        ParameterUnknown, ParameterRepeated: the address has what this page does not know.
    """
    known = filters(spec)
    refuse_unknown(query, (*known, *also))
    given = {name: str(query.get(name, "")).strip() for name in known}
    values = {name: text for name, text in given.items() if text}
    errors: dict[str, str] = {}
    last_on = _day(values, "to", errors)
    starts_on, as_of = _day(values, "from", errors), _day(values, "as_of", errors)
    narrowed, wrong = conditions.narrowed(values)
    wish = replace(
        narrowed,
        starts_on=starts_on,
        until_on=last_on + timedelta(days=1) if last_on else None,
        as_of=as_of,
        unit=values.get("unit", ""),
    )
    return Typed(values, wish, errors | wrong)


def _day(values: dict[str, str], name: str, errors: dict[str, str]) -> date | None:
    text = values.get(name, "")
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = None
        errors[name] = _("“%(text)s”不是日期，请按 2026-03-05 的样子填写。") % {"text": text[:20]}
    if day is not None and not 2000 <= day.year <= 2999:
        errors[name] = _("年份须在 2000 至 2999 之间。")
        return None
    return day


def shown(spec: Spec, typed: Typed, ask: Ask | None) -> dict[str, str]:
    """Return what stands in the filter fields: what was typed, else what was assumed."""
    if ask is None:
        return dict(typed.values)
    assumed = {"as_of": ask.as_of.isoformat()}
    if spec.has_period:
        assumed["from"] = ask.period.starts_on.isoformat()
        assumed["to"] = ask.period.last_on.isoformat()
    if spec.dimensions:
        assumed["by"] = ask.by.value
    if "sitting" in spec.asks:
        assumed["sitting"] = ask.sitting.value
    if "step" in spec.asks:
        assumed["step"] = ask.step.value
    return {**assumed, **typed.values}
