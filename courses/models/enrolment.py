"""Who is in it: one row for each person and cohort, from nomination to the end."""

from collections.abc import Collection

from django.db import models
from django.db.models import Q

from academy.people.enums import StaffKind
from academy.people.models import Person, Post, Rank, Unit
from academy.shared import fields
from courses.enums import BUSY, FINISHED, LIVE, SEATED, EnrolmentState
from courses.models.cohort import Cohort
from courses.models.constraints import at_by_state

_S = EnrolmentState


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Filters of enrolments."""

    def seated(self) -> "EnrolmentQuerySet":
        """Those that hold a seat."""
        return self.filter(state__in=[each.value for each in SEATED])

    def live(self) -> "EnrolmentQuerySet":
        """Those that may still come to something."""
        return self.filter(state__in=[each.value for each in LIVE])

    def busy(self) -> "EnrolmentQuerySet":
        """Those that claim their person's days."""
        return self.filter(state__in=[each.value for each in BUSY])

    def in_units(self, unit_ids: Collection[int]) -> "EnrolmentQuerySet":
        """Those of people who served in one of these units on the day they were entered."""
        return self.filter(unit_id__in=unit_ids)


class Enrolment(models.Model):
    """One person's place in a cohort, from nomination or seat to its end.

    Unit, staff kind, post and rank are those of the day the person was entered: a result belongs
    to the unit of its day, whatever happens to the person later.
    """

    public_id = fields.public_id()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    state = fields.state(EnrolmentState, EnrolmentState.NOMINATED)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    staff_kind = fields.enum_field(StaffKind)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rank = models.ForeignKey(
        Rank, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    nominated_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("state", EnrolmentState, "courses_enrolment_state"),
            fields.in_list("staff_kind", StaffKind, "courses_enrolment_staff_kind"),
            models.UniqueConstraint(
                fields=["cohort", "person"], name="courses_enrolment_person_once"
            ),
            # An admin may seat people without a nomination, so only the early states need one.
            at_by_state(
                "nominated_at",
                must=(_S.NOMINATED, _S.APPROVED, _S.DECLINED),
                may=(*SEATED, *FINISHED, _S.WITHDRAWN),
                name="courses_enrolment_nominated_at",
            ),
            at_by_state(
                "approved_at",
                must=(_S.APPROVED,),
                may=(*SEATED, *FINISHED, _S.WITHDRAWN),
                name="courses_enrolment_approved_at",
            ),
            fields.at_with_state(
                "declined_at", "state", {_S.DECLINED}, "courses_enrolment_declined_at"
            ),
            at_by_state(
                "enrolled_at",
                must=(*SEATED, *FINISHED),
                may=(_S.WITHDRAWN,),
                name="courses_enrolment_enrolled_at",
            ),
            at_by_state(
                "checked_in_at",
                must=(_S.CHECKED_IN, _S.COMPLETED, _S.FAILED),
                may=(_S.ABSENT, _S.WITHDRAWN),
                name="courses_enrolment_checked_in_at",
            ),
            fields.at_with_state("finished_at", "state", FINISHED, "courses_enrolment_finished_at"),
            fields.at_with_state(
                "withdrawn_at", "state", {_S.WITHDRAWN}, "courses_enrolment_withdrawn_at"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[_S.DECLINED.value, _S.WITHDRAWN.value], reason__gt="")
                | (~Q(state__in=[_S.DECLINED.value, _S.WITHDRAWN.value]) & Q(reason="")),
                name="courses_enrolment_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "state"]),
            models.Index(fields=["person", "state"]),
            models.Index(fields=["unit", "cohort"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.cohort_id}"
