"""Handing the register out as a file, which is noted."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.shared import clock
from academy.shared.tabular.writing import csv_pieces
from certificates.enums import Verb
from certificates.models import Certificate
from certificates.queries import register_sheet


def register(
    *, actor: Actor, reader: Person, rows: QuerySet[Certificate], at: datetime
) -> Iterator[bytes]:
    """Note that `reader` takes these certificates away, and return them as CSV in pieces.

    The rows are read as they are sent, so the memory needed does not grow with the register.
    """
    with transaction.atomic():
        record(actor, Verb.REGISTER_EXPORTED, reader, at=at, facts={"count": rows.count()})
    table = register_sheet.rows(rows, on=clock.local_date(at))
    return csv_pieces(register_sheet.columns(), table)
