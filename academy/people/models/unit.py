"""Units of the bureau as a dated tree."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from academy.people.enums import UnitKind
from academy.people.models import dated
from academy.people.models.dated import Dated, Said
from academy.shared import fields


class Unit(models.Model):
    """One place in the bureau, for as long as it exists; its name and parent are in editions."""

    public_id = fields.public_id()
    code = models.CharField(max_length=24, unique=True)
    kind = fields.enum_field(UnitKind)
    predecessors: "models.ManyToManyField[Unit, Succession]" = models.ManyToManyField(
        "self", through="Succession", symmetrical=False, related_name="successors"
    )

    class Meta:
        constraints = [fields.in_list("kind", UnitKind, "people_unit_kind")]

    def __str__(self) -> str:
        return self.code


class UnitEdition(Dated):
    """A unit's name, parent and official place during [valid_from, valid_until)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="editions")
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="child_editions", null=True, blank=True
    )
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=24)
    official_order = models.PositiveIntegerField()

    objects: ClassVar[models.Manager["UnitEdition"]] = Said()
    every: ClassVar[models.Manager["UnitEdition"]] = models.Manager()

    class Meta:
        constraints = [
            *dated.constraints("unit", "people_unitedition"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
                name="people_unitedition_not_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """On `on` the unit took over (part of) what `predecessor` was."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="succeeded_by")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "predecessor"], name="people_succession_once"),
            models.CheckConstraint(
                condition=~Q(unit=F("predecessor")), name="people_succession_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.unit_id}"
