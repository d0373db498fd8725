"""Conditions as plain text, such as an address or a schedule holds: read, or refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from academy.people.enums import StaffKind
from academy.reporting.access.reading import Wish
from academy.reporting.enums import Dimension, RankBand, Sitting, Step
from academy.reporting.specs import Spec
from academy.shared.errors import InputInvalid, ParameterUnknown

E = TypeVar("E", bound=StrEnum)

_TOLD_APART = ("from", "until", "as_of", "unit")
"""What a schedule tells otherwise: the days follow from its turn, the unit has its own place."""


def kept(spec: Spec) -> list[str]:
    """Return the names of the conditions of a report that a schedule keeps."""
    return [name for name in spec.asks if name not in _TOLD_APART]


def conditions(spec: Spec, given: Mapping[str, str]) -> Wish:
    """Return the conditions that a schedule of a report keeps, read.

    Raises:
        ParameterUnknown: the report does not know one of them.
        InputInvalid: one says what there is not.
    """
    known = kept(spec)
    for name in given:
        if name not in known:
            raise ParameterUnknown(field=name[:40], name=name[:40], known="、".join(known))
    wish, errors = narrowed(given)
    for name, why in errors.items():
        raise InputInvalid(field=name, reason=why)
    return wish


def narrowed(given: Mapping[str, str]) -> tuple[Wish, dict[str, str]]:
    """Return what a report is narrowed to, days and unit left aside, and what cannot be read."""
    errors: dict[str, str] = {}
    wish = Wish(
        track=given.get("track", ""),
        cohort=_cohort(given, errors),
        staff_kind=_one_of(StaffKind, given, "staff_kind", errors),
        rank_band=_one_of(RankBand, given, "rank_band", errors),
        by=_one_of(Dimension, given, "by", errors),
        sitting=_one_of(Sitting, given, "sitting", errors),
        step=_one_of(Step, given, "step", errors),
        requirement=given.get("requirement", ""),
    )
    return wish, errors


def _cohort(given: Mapping[str, str], errors: dict[str, str]) -> UUID | None:
    text = given.get("cohort", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        errors["cohort"] = _("没有这个期次，请从列表中选择。")
        return None


def _one_of(kind: type[E], given: Mapping[str, str], name: str, errors: dict[str, str]) -> E | None:
    text = given.get(name, "")
    if text and text not in set(kind):
        errors[name] = _("没有这一项，请从列表中选择。")
        return None
    return kind(text) if text else None
