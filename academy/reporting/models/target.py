"""What units are to reach."""

from django.db import models
from django.db.models import Q

from academy.people.models import Person, Unit
from academy.reporting.enums import TargetFigure
from academy.shared import fields


class Target(models.Model):
    """What share of a figure a unit is to reach from a day on, in per cent; rows only grow.

    Without a unit it holds for the whole bureau and for every unit that has none of its own;
    without a rate the unit has none of its own any more. Of several that have begun the one that
    begins last counts, of those the one recorded last.
    """

    public_id = fields.public_id()
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    figure = fields.enum_field(TargetFigure)
    valid_from = models.DateField()
    rate = models.PositiveSmallIntegerField(null=True, blank=True)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("figure", TargetFigure, "reporting_target_figure"),
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | Q(rate__gte=0, rate__lte=100),
                name="reporting_target_rate",
            ),
        ]
        indexes = [models.Index(fields=["figure", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.figure} {self.unit_id} from {self.valid_from}: {self.rate}"
