"""Requirements: named once, said anew by dated editions."""

from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.models import Rank
from academy.shared import clock
from courses.enums import Verb
from courses.errors import CodeTaken
from courses.errors.hours import (
    REQUIREMENT_REFUSAL,
    EditionEnded,
    EditionOverlaps,
    EndsInThePast,
)
from courses.models import (
    Recognition,
    Requirement,
    RequirementEdition,
)
from courses.operations import categories
from courses.operations.usual import Draft, usual
from courses.rules import requirements as rules


@transaction.atomic
def create(*, actor: Actor, code: str, name: str, at: datetime) -> Requirement:
    """Name a requirement; the same code and name again is the same one."""
    row, created = Requirement.objects.get_or_create(code=code, defaults={"name": name})
    if not created and row.name != name:
        raise CodeTaken(field="code", code=code, name=row.name)
    if created:
        record(actor, Verb.REQUIREMENT_CREATED, row, at=at, facts={"code": code, "name": name})
    return row


@transaction.atomic
def publish(
    *, actor: Actor, requirement: Requirement, draft: Draft, at: datetime
) -> RequirementEdition:
    """Publish the next edition; the one before it, if still open, ends where it begins."""
    Requirement.objects.select_for_update(no_key=True).get(pk=requirement.pk)
    spec = draft.spec
    check(draft)
    categories.lock(spec.categories, on=max(spec.valid_from, clock.local_date(at)))
    latest = requirement.editions.order_by("-edition").first()
    if latest is not None:
        if spec.valid_from < (latest.valid_until or latest.valid_from):
            raise _overlap(requirement, latest, latest.valid_until or latest.valid_from)
        if latest.valid_until is None:
            if spec.valid_from == latest.valid_from:
                raise _overlap(requirement, latest, latest.valid_from)
            RequirementEdition.objects.filter(pk=latest.pk).update(
                valid_until=spec.valid_from, closed_at=at
            )
    row = RequirementEdition.objects.create(
        requirement=requirement,
        edition=latest.edition + 1 if latest else 1,
        **columns(draft),
    )
    row.units.set(draft.units)
    row.posts.set(draft.posts)
    row.tracks.set(draft.tracks)
    Recognition.objects.bulk_create(
        Recognition(edition=row, category_id=code, cap=cap)
        for code, cap in sorted(spec.categories.items())
    )
    # From here on the database lets nothing more belong to it.
    row.published_at = at
    row.save(update_fields=["published_at"])
    facts = {"edition": row.edition, "valid_from": row.valid_from, "amount": row.amount}
    record(actor, Verb.REQUIREMENT_PUBLISHED, row, at=at, facts=facts)
    return row


@transaction.atomic
def publish_usual(*, actor: Actor, at: datetime) -> list[RequirementEdition]:
    """Load the usual requirements that are not there yet, each marked as to be checked."""
    ranks = dict(Rank.objects.values_list("name", "official_order"))
    made = []
    for code, name, draft in usual(on=clock.local_date(at), ranks=ranks):
        if not Requirement.objects.filter(code=code).exists():
            row = create(actor=actor, code=code, name=name, at=at)
            made.append(publish(actor=actor, requirement=row, draft=draft, at=at))
    return made


def check(draft: Draft) -> None:
    """Raise what stands against an edition by itself; a preview asks the same."""
    why = rules.why_not(draft.spec)
    if why is not None:
        raise REQUIREMENT_REFUSAL[why](field=why.value)
    categories.require((code, draft.spec.valid_from) for code in draft.spec.categories)


def columns(draft: Draft) -> dict[str, object]:
    """Return the columns of the row an edition becomes."""
    spec = draft.spec
    return {
        "valid_from": spec.valid_from,
        "valid_until": spec.valid_until,
        "regulation": draft.regulation,
        "article": draft.article,
        "to_check": draft.to_check,
        "priority": draft.priority,
        "metric": spec.metric.value,
        "course": draft.course,
        "amount": spec.amount,
        "window": spec.window.value,
        "length": spec.length,
        "event": spec.event.value if spec.event else "",
        "judged": spec.judged.value,
        "pro_rata": spec.pro_rata,
        "staff_kinds": [kind.value for kind in draft.staff_kinds],
        "rank_from": spec.rank_from,
        "rank_to": spec.rank_to,
        "for_event": spec.for_event.value if spec.for_event else "",
        "for_months": spec.for_months,
    }


@transaction.atomic
def end(
    *, actor: Actor, edition: RequirementEdition, valid_until: date, at: datetime
) -> RequirementEdition:
    """End an edition on a day from today on; the same end again is success."""
    row = RequirementEdition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    if row.valid_until is not None:
        if row.valid_until == valid_until:
            return row
        raise EditionEnded(valid_until=row.valid_until)
    if valid_until <= row.valid_from or valid_until < clock.local_date(at):
        raise EndsInThePast(field="valid_until")
    row.valid_until, row.closed_at = valid_until, at
    row.save(update_fields=["valid_until", "closed_at"])
    record(actor, Verb.REQUIREMENT_ENDED, row, at=at, facts={"valid_until": valid_until})
    return row


def _overlap(requirement: Requirement, latest: RequirementEdition, day: date) -> EditionOverlaps:
    return EditionOverlaps(
        field="valid_from", name=requirement.name, edition=latest.edition, valid_from=day
    )
