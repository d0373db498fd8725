"""Telling people."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from academy.notices.models import Notice
from academy.notices.topics import Topic
from academy.shared.errors import plain


@transaction.atomic
def tell(
    *,
    topic: Topic,
    persons: Iterable[int],
    facts: Mapping[str, object],
    path: str,
    key: str,
    at: datetime,
) -> int:
    """Tell people (by primary key) the same thing; return how many were asked to be told.

    Called inside the transaction of what it tells of, as its last beat. The same `key` tells a
    person once, however often it is asked. The number of statements does not depend on the number
    of people.
    """
    ids = sorted(set(persons))
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=person_id,
                topic=topic.code,
                facts=plain(facts),
                path=path,
                key=key,
                created_at=at,
            )
            for person_id in ids
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    return len(ids)
