"""Days on which people cannot be away from their work, or cannot train."""

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q

from academy.people.models import Person
from academy.shared import fields
from courses.enums.planning import BlockKind
from courses.rules.calendar import Span


class BlockQuerySet(models.QuerySet["Block"]):
    """Filters of blocks."""

    def standing(self) -> "BlockQuerySet":
        """Those that were not lifted."""
        return self.filter(lifted_at__isnull=True)

    def of(self, person_ids: Collection[int]) -> "BlockQuerySet":
        """Those of these people."""
        return self.filter(person_id__in=person_ids)

    def touching(self, span: Span) -> "BlockQuerySet":
        """Those with a day in common with `span`."""
        return self.filter(starts_on__lte=span.ends_on, ends_on__gte=span.starts_on)


class Block(models.Model):
    """Some days on which one person is not to be sent: duty, leave, pregnancy, secondment …

    Both days belong to it. `source` says where it is from (`roster:<import>` or who entered it);
    a block that no longer holds is lifted, not deleted. Why somebody is on leave is nobody's
    business: there is a kind and no diagnosis.
    """

    public_id = fields.public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="blocks")
    kind = fields.enum_field(BlockKind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("kind", BlockKind, "courses_block_kind"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="courses_block_dates"
            ),
            models.CheckConstraint(condition=Q(source__gt=""), name="courses_block_source"),
            models.UniqueConstraint(
                fields=["person", "kind", "starts_on", "ends_on"],
                condition=Q(lifted_at__isnull=True),
                name="courses_block_once",
            ),
        ]
        indexes = [models.Index(fields=["person", "starts_on", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.starts_on}"

    @property
    def span(self) -> Span:
        """The blocked days."""
        return Span(self.starts_on, self.ends_on)
