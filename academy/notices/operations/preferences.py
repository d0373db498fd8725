"""How somebody wants to be written to."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.notices.enums import MailLanguage, Rhythm, TopicGroup, Verb
from academy.notices.models import Contact, Mute
from academy.notices.operations import addresses
from academy.people.models import Person


@transaction.atomic
def choose(
    *,
    actor: Actor,
    person: Person,
    language: MailLanguage,
    rhythm: Rhythm,
    groups: Collection[TopicGroup],
    at: datetime,
) -> Contact:
    """Set the language and rhythm of mail, and the groups of topics about which it is wanted."""
    contact = addresses.lock(person, by=actor.key, at=at)
    before = (contact.language, contact.rhythm, _muted(contact))
    contact.language, contact.rhythm = language.value, rhythm.value
    contact.save(update_fields=["language", "rhythm"])
    unwanted = {group.value for group in TopicGroup if group not in groups}
    Mute.objects.filter(contact=contact).exclude(group__in=unwanted).delete()
    _mute(contact, unwanted, at)
    if before != (contact.language, contact.rhythm, unwanted):
        facts = {"language": language, "rhythm": rhythm, "muted": sorted(unwanted)}
        record(actor, Verb.PREFERENCES_CHANGED, person, at=at, facts=facts)
    return contact


@transaction.atomic
def stop(*, contact: Contact, groups: Collection[TopicGroup], at: datetime) -> None:
    """Send a person no more mail about these groups: asked by a link, without signing in."""
    person = contact.person
    locked = addresses.lock(person, by="notices", at=at)
    asked = {group.value for group in groups}
    fresh = asked - _muted(locked)
    _mute(locked, fresh, at)
    if fresh:
        by = Actor.system("notices.stop_link")
        record(by, Verb.MAIL_STOPPED, person, at=at, facts={"groups": sorted(fresh)})


def _muted(contact: Contact) -> set[str]:
    return set(Mute.objects.filter(contact=contact).values_list("group", flat=True))


def _mute(contact: Contact, groups: Collection[str], at: datetime) -> None:
    Mute.objects.bulk_create(
        [Mute(contact=contact, group=group, muted_at=at) for group in sorted(groups)],
        ignore_conflicts=True,
    )
