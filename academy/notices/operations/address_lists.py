"""A list of staff numbers and addresses: what it would do, and then doing it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor, record_many
from academy.notices.enums import LineVerdict, Verb
from academy.notices.errors import ListEmpty, ListStale, ListTooLong
from academy.notices.models import Contact, Delivery
from academy.notices.operations import addresses
from academy.notices.operations import contacts as contact_rows
from academy.notices.operations.outbox import hand_over
from academy.notices.queries import mail
from academy.notices.rules import address_lines
from academy.notices.rules.address_lines import FAULTS, WRITES, Line, Planned
from academy.people.models import Person
from academy.shared.text import digest


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a list would do; `digest` names exactly this."""

    lines: list[Planned]
    digest: str

    def count(self, verdict: LineVerdict) -> int:
        """Return how many lines have the verdict."""
        return sum(each.verdict is verdict for each in self.lines)

    @property
    def faults(self) -> int:
        """How many lines would not be taken."""
        return sum(each.verdict in FAULTS for each in self.lines)

    @property
    def writes(self) -> int:
        """How many people's addresses it would write."""
        return len({each.person_id for each in self.lines if each.verdict in WRITES})


def preview(*, lines: Sequence[Line], unit_ids: Collection[int], on: date) -> DryRun:
    """Return what the list would do for people who serve in these units. Writes nothing."""
    if not lines:
        raise ListEmpty(field="text")
    if len(lines) > address_lines.MOST_LINES:
        raise ListTooLong(field="text", count=len(lines), most=address_lines.MOST_LINES)
    rows = mail.serving(unit_ids, on=on).values_list("staff_number", "pk")
    persons = {number.casefold(): pk for number, pk in rows}
    asked = {persons[line.staff_number.casefold()] for line in lines if _known(line, persons)}
    present = {
        contact.person_id: contact.address
        for contact in Contact.objects.filter(person_id__in=asked)
    }
    planned = address_lines.plan(lines, persons, present)
    names = [[each.line.staff_number, each.line.address, each.verdict.value] for each in planned]
    return DryRun(planned, digest(names))


@transaction.atomic
def commit(
    *,
    actor: Actor,
    lines: Sequence[Line],
    shown: str,
    unit_ids: Collection[int],
    on: date,
    at: datetime,
) -> DryRun:
    """Write the addresses that `preview` showed, and send each the link that confirms it.

    Refused if what was shown (by its digest) is no longer what would happen. The number of
    statements does not depend on the number of lines.
    """
    found = preview(lines=lines, unit_ids=unit_ids, on=on)
    wanted = {
        each.person_id: each.line.address
        for each in found.lines
        if each.person_id is not None and each.verdict in WRITES
    }
    contact_rows.make(wanted, by=actor.key, at=at)
    rows = Contact.objects.select_for_update(no_key=True).filter(person_id__in=wanted)
    contacts = list(rows.order_by("pk"))
    # Locked now: what was compared a moment ago must still be so.
    if preview(lines=lines, unit_ids=unit_ids, on=on).digest != shown:
        raise ListStale
    for contact in contacts:
        addresses.place(contact, wanted[contact.person_id], by=actor.key, at=at)
    columns = [
        "address", "entered_at", "entered_by", "confirmed_at", "bounced_at", "bounce_code",
        "bounce_status", "link", "link_asked_at", "link_until_at",
    ]  # fmt: skip
    Contact.objects.bulk_update(contacts, columns, batch_size=500)
    letters = [addresses.link_letter(contact, at=at) for contact in contacts]
    Delivery.objects.bulk_create(letters, batch_size=1000)
    if letters:
        hand_over(at=at)
    persons = Person.objects.in_bulk(list(wanted))
    record_many(
        actor, Verb.ADDRESS_ENTERED, [(persons[each.person_id], {}) for each in contacts], at=at
    )
    return found


def _known(line: Line, persons: dict[str, int]) -> bool:
    return line.staff_number.casefold() in persons
