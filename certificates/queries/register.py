"""Searching the register."""

from django.db.models import Q, QuerySet

from academy.shared.text import fold
from certificates.enums import CertificateState
from certificates.models import Certificate
from certificates.rules import serial


def search(
    rows: QuerySet[Certificate],
    *,
    text: str = "",
    state: CertificateState | None = None,
    year: int | None = None,
) -> QuerySet[Certificate]:
    """Narrow to a name, part of a number or a staff number, and to state and year of issue."""
    wanted = fold(text)
    if wanted:
        rows = rows.filter(
            Q(name__startswith=wanted)
            | Q(number__contains=serial.as_typed(wanted))
            | Q(person__staff_number=wanted)
        )
    if state is not None:
        rows = rows.filter(state=state.value)
    if year is not None:
        rows = rows.filter(series__year=year)
    return rows
