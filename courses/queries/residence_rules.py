"""The figures of leave and conduct as of a day."""

from collections.abc import Collection
from datetime import date, datetime

from courses.models import Cohort, ResidenceRules
from courses.rules.residence import Settings


def edition_on(on: date) -> ResidenceRules | None:
    """The edition that holds on a day, None while the academy has set none of its own."""
    rows = ResidenceRules.objects.filter(valid_from__lte=on)
    return rows.order_by("-valid_from", "-pk").first()


def settings_on(on: date) -> Settings:
    """The figures that hold on a day: the edition's, else the defaults."""
    row = edition_on(on)
    return settings_of(row) if row is not None else Settings()


def settings_on_days(
    days: Collection[date], *, known_before: datetime | None = None
) -> dict[date, Settings]:
    """Return the figures that hold on each of some days, in one query: editions are few.

    With `known_before` of the editions adopted by that instant alone: an edition may be adopted
    for days gone by.
    """
    rows = ResidenceRules.objects.filter(valid_from__lte=max(days, default=date.min))
    if known_before is not None:
        rows = rows.filter(recorded_at__lt=known_before)
    editions = sorted(rows if days else (), key=lambda row: (row.valid_from, row.pk))

    def on(day: date) -> Settings:
        held = [row for row in editions if row.valid_from <= day]
        return settings_of(held[-1]) if held else Settings()

    return {day: on(day) for day in days}


def settings_for(cohort: Cohort) -> Settings:
    """The figures by which a cohort lives: those of its first day."""
    return settings_on(cohort.starts_on)


def settings_of(row: ResidenceRules) -> Settings:
    """An edition's figures as values."""
    return Settings(
        start_points=row.start_points,
        most_reward=row.most_reward,
        tutor_minutes=row.tutor_minutes,
        academy_minutes=row.academy_minutes,
        leave_part=row.leave_part,
        leave_whole=row.leave_whole,
        objection_days=row.objection_days,
    )
