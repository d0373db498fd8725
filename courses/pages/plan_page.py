"""A run in words: its state, its demand, the solver's figures, why there is no plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from academy.people import labels as people_labels
from academy.people.models import Unit
from courses.enums.planning import PlanRule, PlanStatus
from courses.enums.plans import PlanState
from courses.labels import planning as labels
from courses.models import Course, Dormitory, PlanningRun
from courses.pages import words
from courses.queries import plan_ways
from courses.queries.plan_words import Teller, unit_name
from courses.rules import plan_relax, plan_settings


def sentence(run: PlanningRun, lines: int, accepted: int) -> str:
    """The run's state in words and numbers."""
    state = PlanState(run.state)
    parts = [str(labels.PLAN_STATE[state])]
    if state in (PlanState.PROPOSED, PlanState.ACCEPTED, PlanState.SUPERSEDED):
        parts.append(_("%(n)s 期") % {"n": lines})
        parts.append(_("%(n)s/%(of)s 人有座位") % {"n": run.seated, "of": run.demanded})
        if accepted:
            parts.append(_("已采纳 %(n)s 期") % {"n": accepted})
    else:
        parts.append(_("应排 %(n)s 人") % {"n": run.demanded})
    span = {"first": words.day(run.starts_on), "last": words.day(run.ends_on)}
    parts.append(_("%(first)s至%(last)s") % span)
    return " · ".join(parts)


def demand_words(run: PlanningRun, *, on: date) -> list[dict[str, Any]]:
    """Whom the run is for, course by course."""
    demand = plan_settings.load_demand(run.demand)
    names = dict(
        Course.objects.filter(code__in=[each.course for each in demand.courses]).values_list(
            "code", "name"
        )
    )
    codes = {code for each in demand.courses for code in each.units}
    ids = dict(Unit.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}
    units = {code: unit_name(pk, on=on) for code, pk in ids.items()}
    return [
        {
            "basis": labels.PLAN_BASIS[demand.basis],
            "course": names.get(each.course, each.course),
            "kinds": [people_labels.STAFF_KIND[kind] for kind in each.staff_kinds],
            "units": [units.get(code, code) for code in each.units],
        }
        for each in demand.courses
    ]


def facts(run: PlanningRun) -> dict[str, Any]:
    """The solver's figures for a reader: how good the plan is known to be, and how long it took."""
    kept = run.facts
    gap = kept.get("gap")
    return {
        "seconds": kept.get("seconds"),
        "objective": kept.get("objective"),
        "bound": kept.get("bound"),
        "gap": round(gap * 100, 2) if gap is not None else None,
        "quality": _quality(kept.get("status")),
        "parts": kept.get("parts") or {},
    }


def _quality(status: str | None) -> str:
    if status == PlanStatus.PROVEN:
        return _("已证明没有更好的方案")
    if status == PlanStatus.KEPT:
        return _("原方案仍然成立，未作改动")
    return _("限定时间内找到的最好方案") if status else ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change that would help; where it is not `settled`, a link to where it is made."""

    text: str
    settled: bool
    names: str = ""
    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why there is no plan: rules that clash, what would help, and where each change is made."""

    conflicts: list[str]
    relaxations: list[Change]
    minimal: bool
    verified: bool
    may_leave: bool

    @property
    def settable(self) -> int:
        """How many of the changes the next run takes over by itself."""
        return sum(each.settled for each in self.relaxations)


def why(run: PlanningRun, *, on: date) -> Why | None:
    """The explanation of an infeasible run in words, None for any other."""
    kept = run.explanation
    if not kept:
        return None
    teller = Teller([*kept["conflicts"], *kept["relaxations"]], on=on)
    bedded = Dormitory.objects.exists()
    ways = plan_ways.ways(run, relaxations(run), bedded=bedded)
    changes = [
        Change(teller.relaxation(each), way.settled, _names(way), *_link(way))
        for each, way in _alike(kept["relaxations"], ways)
    ]
    return Why(
        [teller.conflict(each) for each in kept["conflicts"]],
        changes,
        kept["minimal"],
        kept["verified"],
        may_leave=not plan_settings.load_asked(run.parameters).allow_leftover,
    )


def _alike(
    kept: Sequence[Mapping[str, Any]], ways: Sequence[plan_ways.Way]
) -> list[tuple[dict[str, Any], plan_ways.Way]]:
    """Changes by the same numbers on different days are one line, that of the first."""
    found: dict[object, tuple[dict[str, Any], plan_ways.Way]] = {}
    for each, way in zip(kept, ways, strict=True):
        place = each["place"]
        figures = (each["allowed"], each["needed"], each["percent"], way.settled, way.line)
        # The beds of a week are named by its first day, as its cohorts are.
        weekly = place["resource"] is None or "-" in str(place["resource"])
        name: object = (each["rule"], place["unit"], place["course"], *figures)
        if place["persons"] or not weekly:
            name = len(found), "alone"
        if name not in found:
            found[name] = ({**each, "place": {**place, "slots": list(place["slots"])}}, way)
        else:
            found[name][0]["place"]["slots"] += place["slots"]
    return list(found.values())


def _names(way: plan_ways.Way) -> str:
    names = "、".join(way.names)
    return _("%(names)s等") % {"names": names} if way.more else names


def _link(way: plan_ways.Way) -> tuple[str, str]:
    """What is to be done by hand, and where; nothing where the next run does it."""
    if way.settled:
        return _("重排时一并解锁") if way.rule is PlanRule.LOCK else "", ""
    if way.line is not None and way.line.cohort_id is not None and way.rule is PlanRule.LOCK:
        assert way.line.cohort is not None
        return _("打开已采纳的期次"), reverse("courses:cohort", args=[way.line.cohort.public_id])
    if way.line is not None and way.rule in _OF_LINE:
        return _("到这一行去改"), reverse("courses:plan_line", args=[way.line.public_id])
    if way.rule is PlanRule.BLOCK:
        unit = f"?unit={way.unit}" if way.unit is not None else ""
        return _("核对这些人的不派出日期"), reverse("courses:blocks") + unit
    return _page_of(way.rule)


_OF_LINE = frozenset(
    {PlanRule.LOCK, PlanRule.QUOTA_MINIMUM, PlanRule.QUOTA_MAXIMUM, PlanRule.CLOSURE}
)


def _page_of(rule: PlanRule) -> tuple[str, str]:
    """The page of what a rule is about."""
    match rule:
        case PlanRule.BEDS_MEN | PlanRule.BEDS_WOMEN:
            return _("核对宿舍床位"), reverse("courses:conditions")
        case PlanRule.HALL:
            return _("核对教室和会场"), reverse("courses:conditions")
        case PlanRule.INSTRUCTOR:
            return _("核对教官和可授课日期"), reverse("courses:instructors")
        case PlanRule.DEADLINE:
            return _("核对学时要求的期限"), reverse("courses:requirements")
        case _:
            return "", ""


def relaxations(run: PlanningRun) -> list[plan_relax.Relaxing]:
    """The relaxations that the run keeps, as the settings understand them."""
    kept = run.explanation.get("relaxations", [])
    ids = [each["place"]["unit"] for each in kept if each["place"]["unit"] is not None]
    codes = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "code"))
    return [plan_relax.load(each, codes) for each in kept]


def rule_word(rule: str) -> Promise:
    """What a rule is called."""
    return labels.PLAN_RULE[PlanRule(rule)]
