"""What people decided about a run, and what no longer holds of it today, in words."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from courses.enums.planning import PlanRule
from courses.enums.plans import DecisionKind
from courses.labels import planning as labels
from courses.models import Hall, PlanDecision, PlanningRun
from courses.queries import plan_check, plan_words
from courses.rules.planner.plan import Breach

_MOST = 500


def decisions(run: PlanningRun) -> list[tuple[PlanDecision, Any, str]]:
    """The latest decisions: each with its kind and what it changed."""
    halls = dict(Hall.objects.values_list("pk", "name"))
    rows = run.decisions.select_related("line", "person").order_by("-pk")[:_MOST]
    return [(row, labels.DECISION[DecisionKind(row.kind)], _told(row.facts, halls)) for row in rows]


def checked(run: PlanningRun, *, on: date) -> list[tuple[Any, int, str]]:
    """What the run breaks as of a day: the rule, how often, and where or whom it is about."""
    by_rule: dict[PlanRule, list[Breach]] = defaultdict(list)
    for each in plan_check.of_run(run, on=on):
        by_rule[each.rule].append(each)
    return [
        (
            _("已不在应训之列") if rule is PlanRule.DEMAND else labels.PLAN_RULE[rule],
            len(found),
            plan_words.breaches(found, on=on),
        )
        for rule, found in by_rule.items()
    ]


def _told(facts: Mapping[str, Any], halls: Mapping[int, str]) -> str:
    if "course_before" in facts:
        said = _("课程 %(course_before)s → %(course)s，保留 %(kept)s 人，退回 %(released)s 人")
        return said % dict(facts)
    if "hall_before" in facts:
        before, after = halls.get(facts["hall_before"], "—"), halls.get(facts["hall"], "—")
        said = _("场地 %(before)s → %(after)s；教官 %(m)s → %(n)s 人")
        counts = {"m": len(facts["instructors_before"]), "n": len(facts["instructors"])}
        return said % {"before": before, "after": after, **counts}
    if "bounds" in facts:
        return _("固定 %(n)s 个单位的名额") % {"n": len(facts["bounds"])}
    if "after" in facts:
        sums = {name: sum(facts[name].values()) for name in ("before", "after")}
        return _("名额合计 %(before)s → %(after)s") % sums
    if "to" in facts:
        return f"{_day(facts['from'])} → {_day(facts['to'])}"
    return _day(facts.get("slot", ""))


def _day(slot: str) -> str:
    """The first day of a slot, by its name."""
    return slot.partition("/")[0]
