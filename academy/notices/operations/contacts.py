"""Rows of contacts, made before anything is entered on them."""

from collections.abc import Collection
from datetime import datetime

from academy.notices.enums import MailLanguage
from academy.notices.models import Contact


def make(person_ids: Collection[int], *, by: str, at: datetime) -> None:
    """Make an empty contact for each person who has none: one statement."""
    Contact.objects.bulk_create(
        [
            Contact(
                person_id=person_id,
                entered_at=at,
                entered_by=by,
                language=MailLanguage.CHINESE.value,
            )
            for person_id in sorted(person_ids)
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
