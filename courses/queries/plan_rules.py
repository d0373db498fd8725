"""The planning rules as of a day."""

from datetime import date

from courses.models import PlanningRules
from courses.rules import plan_settings
from courses.rules.plan_settings import Settings


def edition_on(on: date) -> PlanningRules | None:
    """The edition that holds on a day, None while the academy has set none of its own."""
    rows = PlanningRules.objects.filter(valid_from__lte=on).prefetch_related("shares__unit")
    return rows.order_by("-valid_from", "-pk").first()


def settings_on(on: date) -> Settings:
    """The figures that hold on a day: the edition's, else the defaults."""
    row = edition_on(on)
    return settings_of(row) if row is not None else Settings()


def settings_of(row: PlanningRules) -> Settings:
    """An edition's figures as values."""
    return Settings(
        away_percent=row.away_percent,
        cohort_days=row.cohort_days,
        capacity=row.capacity,
        parallel=row.parallel,
        minimum_fill_percent=row.minimum_fill_percent,
        instructors=row.instructors,
        men_beds=row.men_beds,
        women_beds=row.women_beds,
        weights=plan_settings.load_weights(row.weights),
        shares={each.unit.code: each.away_percent for each in row.shares.all()},
    )
