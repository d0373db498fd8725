"""Addresses and the log of what was sent to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from academy.notices.enums import BounceKind, TopicGroup
from academy.notices.models import Bounce, Contact, Delivery, Mute
from academy.people.models import Assignment, Person
from academy.people.queries.units import valid_on


@dataclass(frozen=True, slots=True)
class Standing:
    """How many people of some units can be reached by mail."""

    people: int
    reachable: int
    waiting: int
    bounced: int
    unsteady: int

    @property
    def without(self) -> int:
        """People for whom no address is entered."""
        return self.people - self.reachable - self.waiting - self.bounced


def serving(unit_ids: Collection[int], *, on: date) -> QuerySet[Person]:
    """Return who serves in these units on that day."""
    there = Assignment.objects.filter(
        valid_on(on), person=OuterRef("pk"), unit_id__in=list(unit_ids)
    )
    return Person.objects.filter(Exists(there), Q(left_on__isnull=True) | Q(left_on__gt=on))


def contact_of(person: Person) -> Contact | None:
    """Return a person's contact, None before anybody entered anything."""
    return Contact.objects.filter(person=person).first()


def muted(contact: Contact | None) -> frozenset[TopicGroup]:
    """Return the groups about which the person wants no mail."""
    if contact is None:
        return frozenset()
    rows = Mute.objects.filter(contact=contact).values_list("group", flat=True)
    return frozenset(TopicGroup(group) for group in rows)


def deliveries_to(person: Person) -> QuerySet[Delivery]:
    """Return what was or is to be mailed to a person, with its notice."""
    return Delivery.objects.filter(contact__person=person).select_related("notice")


#: Letters that came back though the address is right, or at least not known to be wrong: since it
#: was entered.
_came_back = Bounce.objects.filter(
    delivery__contact__person=OuterRef("pk"),
    read_at__gte=OuterRef("contact__entered_at"),
    kind=BounceKind.SOFT.value,
)


def standing(unit_ids: Collection[int], *, on: date) -> Standing:
    """Return how many of those who serve there can be reached: one statement."""
    row = serving(unit_ids, on=on).aggregate(
        people=Count("pk"),
        reachable=Count(
            "pk",
            filter=Q(contact__confirmed_at__isnull=False, contact__bounced_at__isnull=True),
        ),
        waiting=Count(
            "pk",
            filter=Q(contact__confirmed_at__isnull=True, contact__bounced_at__isnull=True)
            & Q(contact__isnull=False)
            & ~Q(contact__address=""),
        ),
        bounced=Count("pk", filter=Q(contact__bounced_at__isnull=False)),
        unsteady=Count(
            "pk",
            filter=Q(Exists(_came_back), contact__bounced_at__isnull=True),
        ),
    )
    return Standing(**row)


def bounced(unit_ids: Collection[int], *, on: date) -> QuerySet[Contact]:
    """Return the contacts of people there whose address was refused for good."""
    return Contact.objects.filter(
        bounced_at__isnull=False, person__in=serving(unit_ids, on=on)
    ).select_related("person")
