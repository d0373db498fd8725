"""Rules that clash, and what would help, in words with their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from academy.people.models import Person, UnitEdition
from academy.people.queries import units
from courses.enums.planning import PlanRule
from courses.labels import planning as labels
from courses.models import Course, Hall
from courses.rules.planner import plan as answer

# More slots than this are counted, not named; likewise more people.
_NAMED = 3
_PEOPLE = 8


def unit_name(unit_id: int, *, on: date) -> str:
    """What a unit is called on a day, or was last called."""
    rows = UnitEdition.objects.filter(unit_id=unit_id)
    row = rows.filter(units.valid_on(on)).first() or rows.order_by("-valid_from").first()
    return row.short_name or row.name if row is not None else str(unit_id)


class Teller:
    """Says conflicts and relaxations; the names it needs are read once, for all of them."""

    def __init__(self, said: list[Mapping[str, Any]], *, on: date) -> None:
        places = [each["place"] for each in said]
        self._units = _unit_names({each["unit"] for each in places if each["unit"]}, on)
        codes = {each["course"] for each in places if each["course"]}
        self._courses = dict(Course.objects.filter(code__in=codes).values_list("code", "name"))
        keys = {each["resource"] for each in places if each["resource"]}
        halls = [int(each) for each in keys if str(each).isdigit()]
        self._halls = {
            str(pk): name
            for pk, name in Hall.objects.filter(pk__in=halls).values_list("pk", "name")
        }

    def conflict(self, each: Mapping[str, Any]) -> str:
        """One rule of a conflict: "东湖分局 同时离岗比例：需要 5，只允许 3（3月2日起的一期）"."""
        rule = str(labels.PLAN_RULE[PlanRule(each["rule"])])
        numbers = self._numbers(each.get("needed"), each.get("allowed"))
        return self._joined(rule, numbers, each["place"])

    def breach(self, each: Mapping[str, Any]) -> str:
        """Where a rule would be broken, with its numbers; the rule is named elsewhere."""
        numbers = self._numbers(each.get("needed"), each.get("allowed"))
        where = self._where(each["place"])
        return "：".join(part for part in (where, numbers) if part) or str(
            labels.PLAN_RULE[PlanRule(each["rule"])]
        )

    def relaxation(self, each: Mapping[str, Any]) -> str:
        """One change that would help, with the figure to change it to."""
        rule = str(labels.PLAN_RULE[PlanRule(each["rule"])])
        if each.get("percent") is not None:
            said = _("把比例提高到 %(percent)s%%（同时离岗 %(needed)s 人，现为 %(allowed)s 人）")
            facts = {name: each.get(name) for name in ("percent", "needed", "allowed")}
        elif each.get("needed") is not None and each["rule"] in _IN_DAYS:
            said, facts = _("放宽 %(needed)s 天"), {"needed": each["needed"]}
        elif each.get("needed") is not None:
            said = _("由 %(allowed)s 改为 %(needed)s")
            facts = {name: each.get(name) for name in ("needed", "allowed")}
        elif each["rule"] == PlanRule.DEMAND:
            said, facts = _("允许有人暂不安排"), {}
        else:
            said, facts = _("对此解除这条规则"), {}
        return self._joined(rule, said % facts, each["place"])

    def _numbers(self, needed: int | None, allowed: int | None) -> str:
        if needed is None or allowed is None:
            return ""
        return _("需要 %(needed)s，只有 %(allowed)s") % {"needed": needed, "allowed": allowed}

    def _joined(self, rule: str, numbers: str, place: Mapping[str, Any]) -> str:
        where = self._where(place)
        text = f"{where} · {rule}" if where else rule
        return f"{text}：{numbers}" if numbers else text

    def _where(self, place: Mapping[str, Any]) -> str:
        parts = []
        if place["unit"] is not None:
            parts.append(self._units.get(place["unit"], str(place["unit"])))
        if place["course"]:
            parts.append(self._courses.get(place["course"], place["course"]))
        # The beds of a week are named by its first day, as its cohorts are.
        if place["resource"] and "-" not in str(place["resource"]):
            parts.append(self._halls.get(str(place["resource"]), str(place["resource"])))
        if place["persons"]:
            parts.append(_("%(n)s 人") % {"n": len(place["persons"])})
        if place["slots"]:
            parts.append(_slots(place["slots"]))
        return " · ".join(parts)


_IN_DAYS = (PlanRule.DEADLINE, PlanRule.NOT_BEFORE)


def _slots(keys: tuple[str, ...] | list[str]) -> str:
    days = sorted({key.partition("/")[0] for key in keys})
    if len(days) <= _NAMED:
        return _("%(days)s 开班的期次") % {"days": "、".join(days)}
    facts = {"first": days[0], "last": days[-1], "n": len(days)}
    return _("%(first)s 至 %(last)s 之间 %(n)s 个可开班的日期") % facts


def _unit_names(ids: set[int], on: date) -> dict[int, str]:
    rows = UnitEdition.objects.filter(units.valid_on(on), unit_id__in=ids)
    return {row.unit_id: row.short_name or row.name for row in rows}


def breaches(found: Sequence[answer.Breach], *, on: date) -> str:
    """What an edit would break of one rule, with its numbers; people are named together."""
    alone = [each for each in found if len(each.place.persons) != 1]
    if alone or not found:
        said = "；".join(_breach(each, on=on) for each in alone[:_NAMED])
        if len(alone) <= _NAMED:
            return said
        return _("%(said)s；等 %(n)s 处") % {"said": said, "n": len(alone)}
    ids = sorted({each.place.persons[0] for each in found})
    names = Person.objects.filter(pk__in=ids[:_PEOPLE]).order_by("pinyin_key", "pk")
    facts = {"n": len(ids), "names": "、".join(names.values_list("name", flat=True))}
    if len(ids) > _PEOPLE:
        return _("%(names)s等 %(n)s 人") % facts
    return _("%(names)s，共 %(n)s 人") % facts if len(ids) > 1 else str(facts["names"])


def _breach(found: answer.Breach, *, on: date) -> str:
    said = asdict(found)
    return Teller([said], on=on).breach({**said, "needed": found.asked})
