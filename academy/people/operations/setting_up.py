"""While an academy is being set up: what is entered then was so before anybody could ask."""

from datetime import datetime

from academy.people.enums import RosterState
from academy.people.models import RosterImport


def said_at(at: datetime) -> datetime | None:
    """Return since when what is written at an instant is known; None for "from the first".

    The set-up ends with the first roster that is committed, that roster included: reports of the
    days before show the staff it brought. What comes later changes no report of a day before it.
    """
    set_up = RosterImport.objects.filter(state=RosterState.COMMITTED.value).exists()
    return at if set_up else None
