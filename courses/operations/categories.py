"""The dictionary of hours categories: added, renamed, retired and restored, never deleted."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from academy.audit.record import Actor, record
from academy.shared import clock
from courses.enums import Verb
from courses.errors import CodeTaken
from courses.errors.hours import (
    CategoryInUse,
    CategoryInvalid,
    CategoryNameTaken,
    CategoryNeeded,
    CategoryRetired,
    CategoryUnknown,
)
from courses.models import HoursCategory, Recognition
from courses.models.hours import RESIDENTIAL

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,23}")
LONGEST_NAME = 40


def add(*, actor: Actor, code: str, name: str, at: datetime) -> HoursCategory:
    """Add a category; the same code and name again is the same one.

    Raises CategoryInvalid, CodeTaken, CategoryNameTaken.
    """
    code, name = code.strip(), _name(name)
    if not _CODE.fullmatch(code):
        raise CategoryInvalid(field="code")
    draft = HoursCategory(code=code, name=name)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
            record(actor, Verb.HOURS_CATEGORY_ADDED, draft, at=at, facts={"name": name})
    except IntegrityError:
        known = HoursCategory.objects.filter(code=code).first()
        if known is None:
            raise _taken(name) from None
        if known.name != name:
            raise CodeTaken(field="code", code=code, name=known.name) from None
        return known
    return draft


def rename(*, actor: Actor, category: HoursCategory, name: str, at: datetime) -> HoursCategory:
    """Give a category another name, which all its hours then show; the same again is success."""
    name = _name(name)
    try:
        with transaction.atomic():
            row = _row(category)
            if row.name == name:
                return row
            facts = {"before": row.name, "after": name}
            row.name = name
            row.save(update_fields=["name"])
            record(actor, Verb.HOURS_CATEGORY_RENAMED, row, at=at, facts=facts)
    except IntegrityError:
        raise _taken(name) from None
    return row


@transaction.atomic
def retire(*, actor: Actor, category: HoursCategory, at: datetime) -> HoursCategory:
    """Let nothing be earned in a category from today on; retired already = success.

    Raises CategoryNeeded for the one that close-outs write, CategoryInUse while a requirement
    recognises it today or later.
    """
    row, today = _row(category), clock.local_date(at)
    if row.retired_on is not None:
        return row
    if row.code == RESIDENTIAL:
        raise CategoryNeeded(name=row.name)
    using = recognised_by(row, on=today)
    if using:
        raise CategoryInUse(name=row.name, requirements="、".join(using))
    row.retired_on = today
    row.save(update_fields=["retired_on"])
    record(actor, Verb.HOURS_CATEGORY_RETIRED, row, at=at, facts={"on": today})
    return row


@transaction.atomic
def restore(*, actor: Actor, category: HoursCategory, at: datetime) -> HoursCategory:
    """Take a retirement back; in use already = success."""
    row = _row(category)
    if row.retired_on is None:
        return row
    facts = {"retired_on": row.retired_on}
    row.retired_on = None
    row.save(update_fields=["retired_on"])
    record(actor, Verb.HOURS_CATEGORY_RESTORED, row, at=at, facts=facts)
    return row


def recognised_by(category: HoursCategory, *, on: date) -> list[str]:
    """Return the names of the requirements that recognise a category on a day or later."""
    rows = Recognition.objects.filter(
        Q(edition__valid_until__isnull=True) | Q(edition__valid_until__gt=on),
        category=category,
        edition__published_at__isnull=False,
    )
    names = rows.order_by("edition__requirement__code").values_list(
        "edition__requirement__name", flat=True
    )
    return list(dict.fromkeys(names))


def lock(codes: Iterable[str], *, on: date) -> None:
    """Hold categories that an edition is about to name, so that none is retired meanwhile.

    Raises CategoryUnknown, and CategoryRetired for one that is no longer earned on that day.
    """
    wanted = sorted(set(codes))
    rows = HoursCategory.objects.select_for_update(no_key=True).filter(code__in=wanted)
    list(rows.order_by("code").values_list("pk", flat=True))
    require((code, on) for code in wanted)


def require(earned: Iterable[tuple[str, date]]) -> None:
    """Raise what stands against the first (category, day) in which nothing can be earned."""
    known = HoursCategory.objects.in_bulk()
    for code, day in earned:
        row = known.get(code)
        if row is None:
            names = "、".join(each.name for each in known.values() if each.retired_on is None)
            raise CategoryUnknown(field="category", category=code, known=names)
        if row.retired_on is not None and day >= row.retired_on:
            raise CategoryRetired(field="category", name=row.name, on=row.retired_on)


def _row(category: HoursCategory) -> HoursCategory:
    return HoursCategory.objects.select_for_update(no_key=True).get(pk=category.pk)


def _name(said: str) -> str:
    name = " ".join(said.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise CategoryInvalid(field="name")
    return name


def _taken(name: str) -> CategoryNameTaken:
    row = HoursCategory.objects.filter(name=name).first()
    return CategoryNameTaken(field="name", name=name, taken_by=row.code if row else "")
