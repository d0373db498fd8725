"""Who is left out of the denominators, by name."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import models
from django.db.models import F, OuterRef, Q

from academy.people.models import Person, Unit
from academy.reporting.enums import ExclusionReason, ExclusionState
from academy.reporting.rules.exclusions import Term
from academy.shared import fields
from courses.models import Track

_S = ExclusionState


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    """Filters of exclusions."""

    def known_at(self, known_at: datetime) -> "ExclusionQuerySet":
        """Those that held as far as was known just before an instant: granted, not revoked."""
        return self.filter(
            Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=known_at),
            granted=True,
            decided_at__lt=known_at,
        )

    def covering(self, on: date | OuterRef) -> "ExclusionQuerySet":
        """Those whose days contain one, named or of an outer query."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)

    def of(self, person_ids: "Collection[int] | models.QuerySet[Person]") -> "ExclusionQuerySet":
        """Those of these people."""
        return self.filter(person__in=person_ids)


class Exclusion(models.Model):
    """One person who is not to be counted on the days [valid_from, valid_until), and its approval.

    It is asked for with a reason and evidence, decided by a second person with words, and perhaps
    taken back: withdrawn by who asked before the decision, or revoked after it. Each of the three
    is written once, with its instant, and then holds for ever (the database sees to it); so what
    was known at any instant can be told. `track` narrows it to one professional line. `unit` is
    the person's unit on the day it was asked. What concerns somebody's health is encrypted.
    """

    public_id = fields.public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exclusions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="exclusions")
    track = models.ForeignKey(
        Track, on_delete=models.PROTECT, null=True, blank=True, related_name="exclusions"
    )
    reason = fields.enum_field(ExclusionReason)
    words = fields.EncryptedTextField(blank=True, default="")
    evidence = fields.EncryptedTextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    state = fields.state(ExclusionState, ExclusionState.ASKED)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # Not empty until it is said: the database lets what is null be set, and nothing else.
    decision = fields.EncryptedTextField(null=True, blank=True)  # type: ignore[misc]  # null until it is said
    taken_back_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_reason = fields.EncryptedTextField(null=True, blank=True)  # type: ignore[misc]  # likewise

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("reason", ExclusionReason, "reporting_exclusion_reason"),
            fields.in_list("state", ExclusionState, "reporting_exclusion_state"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="reporting_exclusion_days",
            ),
            models.CheckConstraint(
                condition=Q(evidence__gt=""), name="reporting_exclusion_evidence"
            ),
            models.CheckConstraint(
                condition=~Q(reason=ExclusionReason.OTHER.value) | Q(words__gt=""),
                name="reporting_exclusion_words",
            ),
            models.CheckConstraint(
                condition=Q(
                    granted__isnull=True,
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                    decision__isnull=True,
                    state__in=[_S.ASKED.value, _S.WITHDRAWN.value],
                )
                # A comparison with null is no refusal, so that nothing is null is said as well.
                | Q(
                    granted__isnull=False,
                    granted=True,
                    decided_at__isnull=False,
                    decided_at__gte=F("asked_at"),
                    decided_by__isnull=False,
                    decision__isnull=False,
                    decision__gt="",
                    state__in=[_S.GRANTED.value, _S.REVOKED.value],
                )
                | Q(
                    granted__isnull=False,
                    granted=False,
                    decided_at__isnull=False,
                    decided_at__gte=F("asked_at"),
                    decided_by__isnull=False,
                    decision__isnull=False,
                    decision__gt="",
                    state=_S.REFUSED.value,
                ),
                name="reporting_exclusion_decided",
            ),
            # The second look is a second person's.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("person"))),
                name="reporting_exclusion_two_people",
            ),
            models.CheckConstraint(
                condition=Q(
                    taken_back_at__isnull=True,
                    taken_back_by__isnull=True,
                    taken_back_reason__isnull=True,
                    state__in=[_S.ASKED.value, _S.GRANTED.value, _S.REFUSED.value],
                )
                | Q(
                    taken_back_at__isnull=False,
                    taken_back_at__gte=F("asked_at"),
                    taken_back_by__isnull=False,
                    taken_back_by=F("asked_by"),
                    taken_back_reason__isnull=False,
                    taken_back_reason__gt="",
                    state=_S.WITHDRAWN.value,
                )
                | Q(
                    taken_back_at__isnull=False,
                    taken_back_at__gte=F("decided_at"),
                    taken_back_by__isnull=False,
                    taken_back_reason__isnull=False,
                    taken_back_reason__gt="",
                    state=_S.REVOKED.value,
                ),
                name="reporting_exclusion_taken_back",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "valid_from"]),
            models.Index(fields=["asked_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid_from} {self.state}"

    @property
    def term(self) -> Term:
        """Its days and track; needs the track to be fetched along."""
        track = self.track.code if self.track else ""
        return Term(self.valid_from, self.valid_until, track)
