"""One card of the home page, and how days and instants are said on it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import pgettext

from academy.shared import clock

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Card:
    """One next step: what it is, how it stands, and the link that leads there."""

    title: Words
    line: Words
    icon: str
    url: str
    action: Words
    chip: str = ""
    chip_word: Words = ""


def day(on: date) -> str:
    """Return a day as prose has it, the year left out: 3月5日."""
    # Django's own format of a day in the month writes 03月5日.
    return date_format(on, pgettext("date format", "n月j日"))


def moment(instant: datetime, at: datetime) -> str:
    """Return an instant in local time: 14:30 today, else 3月9日 14:30."""
    local = instant.astimezone(clock.LOCAL)
    time = local.strftime("%H:%M")
    return time if local.date() == clock.local_date(at) else f"{day(local.date())} {time}"
