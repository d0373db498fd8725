"""What a reader has opened and read. Not in the audit log: the page speaks every 15 seconds."""

from datetime import datetime

from django.db import transaction

from academy.people.models import Person
from courses.errors.materials import MaterialNotOpened
from courses.models import Material, Reading
from courses.operations.materials import current
from courses.rules import reading as rules
from courses.rules.reading import Beat, Heard


@transaction.atomic
def opened(*, person: Person, material: Material, at: datetime) -> Reading:
    """Note that a person opened a material, for the first time or again."""
    edition = current(material).number
    row, created = Reading.objects.select_for_update(no_key=True).get_or_create(
        material=material,
        person=person,
        defaults={
            "first_opened_at": at,
            "last_opened_at": at,
            "edition": edition,
            "beat_at": at,
        },
    )
    if not created and at > row.last_opened_at:
        row.last_opened_at = at
        row.edition = edition
        row.save(update_fields=["last_opened_at", "edition"])
    return row


@transaction.atomic
def heard(*, person: Person, material: Material, beat: Beat, at: datetime) -> Reading:
    """Count what a reading page says; the same word twice, or an old one, changes nothing.

    `at` is the database's clock: a page's own clock counts for nothing.
    """
    row = _locked(person, material)
    known = Heard(row.view, row.sequence, row.beat_at, row.seconds)
    if beat.view == known.view and beat.sequence <= known.sequence:
        return row
    row.seconds += rules.credited(known, beat, at=at)
    row.view = beat.view
    row.sequence = beat.sequence
    row.beat_at = max(at, row.beat_at)
    row.save(update_fields=["seconds", "view", "sequence", "beat_at"])
    return row


@transaction.atomic
def mark_read(*, person: Person, material: Material, at: datetime) -> Reading:
    """Let a reader say that they have read the present edition (已阅); once for each edition."""
    row = _locked(person, material)
    edition = current(material).number
    if row.read_edition != edition:
        row.read_at = at
        row.read_edition = edition
        row.save(update_fields=["read_at", "read_edition"])
    return row


def _locked(person: Person, material: Material) -> Reading:
    rows = Reading.objects.select_for_update(no_key=True)
    row = rows.filter(person=person, material=material).first()
    if row is None:
        raise MaterialNotOpened(title=material.title)
    return row
