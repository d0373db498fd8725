"""Telling holders in time that a certificate is about to expire."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse

from academy.audit.record import Actor, record
from academy.notices.operations import notices
from academy.notices.operations.notices import Telling
from academy.shared import clock
from certificates.enums import Verb
from certificates.models import Reminder
from certificates.queries import forecast
from certificates.rules import validity
from certificates.rules.validity import REMINDERS
from certificates.topics import EXPIRING

WORKER = Actor.system("certificates")
EVERY_SECONDS = 86_400


@transaction.atomic
def remind(*, actor: Actor = WORKER, at: datetime) -> dict[int, int]:
    """Tell who is to be told today, once for each of 90, 30 and 7 days; return how many of each.

    Whoever has renewed already is left in peace. The statements needed do not depend on how many
    there are (but for the size of one insert), and running twice adds nothing.
    """
    due = forecast.to_remind(on=clock.local_date(at))
    if not due:
        return {}
    Reminder.objects.bulk_create(
        [Reminder(certificate_id=pk, days=days, reminded_at=at) for pk, days in due],
        ignore_conflicts=True,
        batch_size=2000,
    )
    made = Reminder.objects.filter(reminded_at=at)
    counts = {
        row["days"]: row["many"]
        for row in made.values("days").annotate(many=Count("pk")).order_by()
    }
    _tell(made, at=at)
    newest = made.order_by("-pk").first() if counts else None
    if newest is not None:
        facts = {str(days): counts.get(days, 0) for days in REMINDERS}
        record(actor, Verb.REMINDED, newest, at=at, facts=facts)
    return counts


def _tell(made: QuerySet[Reminder], *, at: datetime) -> None:
    """Tell the holders of what these reminders are about, each once."""
    notices.tell_each(
        topic=EXPIRING,
        tellings=[_telling(reminder) for reminder in made.select_related("certificate")],
        at=at,
    )


def _telling(reminder: Reminder) -> Telling:
    certificate = reminder.certificate
    assert certificate.expires_on is not None
    return Telling(
        person_id=certificate.person_id,
        facts={
            "course": certificate.facts["course"],
            "number": certificate.number,
            "last_on": validity.last_day(certificate.expires_on),
        },
        path=reverse("certificates:mine"),
        key=f"certificates.expiring:{certificate.public_id}:{reminder.days}",
    )
