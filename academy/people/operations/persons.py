"""One person at a time. Whole rosters come through `operations.roster`."""

from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.enums import Establishment, Sex, StaffKind, Verb
from academy.people.models import Assignment, Person, Post, Rank, Unit
from academy.people.operations.setting_up import said_at
from academy.shared.crypto import match_hash
from academy.shared.text import pinyin_key

# Django's mark for "no password": nothing that is typed hashes to it.
UNUSABLE_PASSWORD = "!"


@transaction.atomic
def add(
    *,
    actor: Actor,
    staff_number: str,
    name: str,
    sex: Sex,
    staff_kind: StaffKind,
    establishment: Establishment,
    unit: Unit,
    joined_on: date,
    id_number: str = "",
    mobile: str = "",
    post: Post | None = None,
    rank: Rank | None = None,
    at: datetime,
) -> Person:
    """Put a person on the staff with a first assignment; a known staff number = that person."""
    person, created = Person.objects.get_or_create(
        staff_number=staff_number,
        defaults={
            "name": name,
            "pinyin_key": pinyin_key(name),
            "sex": sex.value,
            "staff_kind": staff_kind.value,
            "establishment": establishment.value,
            "id_number": id_number,
            "id_number_hash": match_hash(id_number),
            "mobile": mobile,
            "mobile_hash": match_hash(mobile),
            "joined_on": joined_on,
            "password": UNUSABLE_PASSWORD,
        },
    )
    if created:
        Assignment.objects.create(
            person=person,
            unit=unit,
            post=post,
            rank=rank,
            valid_from=joined_on,
            recorded_at=said_at(at),
        )
        record(actor, Verb.PERSON_ADDED, person, at=at, facts={"unit": unit.code})
    return person
