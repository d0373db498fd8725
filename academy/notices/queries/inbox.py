"""What somebody was told, newest first."""

from django.db.models import QuerySet

from academy.notices.models import Notice
from academy.people.models import Person

#: The bell counts no further: "99+" says enough.
MOST_COUNTED = 100


def notices_of(person: Person, *, unread: bool = False) -> QuerySet[Notice]:
    """Return a person's notices, or only those not read yet."""
    rows = Notice.objects.filter(person=person)
    return rows.filter(read_at__isnull=True) if unread else rows


def unread_count(person: Person) -> int:
    """Return how many notices are unread, counted up to MOST_COUNTED: one statement, one index."""
    return notices_of(person, unread=True).order_by()[:MOST_COUNTED].count()


def shown(count: int) -> str:
    """Return a count as the bell shows it: "" for none, 99+ for what was not counted further."""
    if not count:
        return ""
    return str(count) if count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def newest(person: Person) -> Notice | None:
    """Return the notice that was told last."""
    return Notice.objects.filter(person=person).order_by("-pk").first()
