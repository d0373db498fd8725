"""Who is in it: one row for each person and cohort, from nomination to the end."""

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from academy.people.enums import StaffKind
from academy.people.models import Person, Post, Rank, Unit
from academy.shared import fields
from courses.enums import BUSY, FINISHED, LIVE, PENDING, SEATED, EnrolmentState
from courses.models.cohort import Cohort
from courses.models.constraints import at_by_state

_S = EnrolmentState
_SENT_BACK = (_S.RETURNED, _S.DECLINED)
_OUT = (*_SENT_BACK, _S.WITHDRAWN, _S.TRANSFERRED)


def _values(states: Collection[EnrolmentState]) -> list[str]:
    return sorted(each.value for each in states)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Filters of enrolments."""

    def seated(self) -> "EnrolmentQuerySet":
        """Those that hold a seat."""
        return self.filter(state__in=[each.value for each in SEATED])

    def holding_quota(self) -> "EnrolmentQuerySet":
        """Those that hold a place of their unit's quota: a seat, or a nomination within it."""
        pending = Q(state__in=[each.value for each in PENDING], beyond_quota=False)
        return self.filter(pending | Q(state__in=[each.value for each in SEATED]))

    def waiting(self) -> "EnrolmentQuerySet":
        """The waiting list in its order."""
        return self.filter(state=_S.WAITING.value).order_by("waiting_number")

    def live(self) -> "EnrolmentQuerySet":
        """Those that may still come to something."""
        return self.filter(state__in=[each.value for each in LIVE])

    def busy(self) -> "EnrolmentQuerySet":
        """Those that claim their person's days."""
        return self.filter(state__in=[each.value for each in BUSY])

    def in_seat(self, known_before: datetime) -> "EnrolmentQuerySet":
        """Those that had a seat just before an instant, and had not left it."""
        return self.filter(
            Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=known_before),
            Q(transferred_at__isnull=True) | Q(transferred_at__gte=known_before),
            enrolled_at__lt=known_before,
        )

    def in_units(self, unit_ids: Collection[int]) -> "EnrolmentQuerySet":
        """Those of people who served in one of these units on the day they were entered."""
        return self.filter(unit_id__in=unit_ids)


class Enrolment(models.Model):
    """One person's place in a cohort, from nomination or seat to its end.

    Unit, staff kind, post and rank are those of the day the person was entered: a result belongs
    to the unit of its day, whatever happens to the person later. `nominated_by` and
    `endorsed_by` are the log's keys of who did so; `beyond_quota` marks a nomination that came
    when its unit's quota was used up and that therefore holds no place of it.
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
    nominated_by = models.CharField(max_length=64, blank=True, default="")
    beyond_quota = models.BooleanField(default=False)
    endorsed_at = models.DateTimeField(null=True, blank=True)
    endorsed_by = models.CharField(max_length=64, blank=True, default="")
    approved_at = models.DateTimeField(null=True, blank=True)
    waiting_number = models.PositiveIntegerField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    transferred_at = models.DateTimeField(null=True, blank=True)
    transferred_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="transferred_to"
    )
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
                must=(*PENDING, *_SENT_BACK, _S.WAITING),
                may=(*SEATED, *FINISHED, _S.WITHDRAWN, _S.TRANSFERRED),
                name="courses_enrolment_nominated_at",
            ),
            at_by_state(
                "endorsed_at",
                must=(_S.ENDORSED,),
                may=(_S.WAITING, *_OUT, *SEATED, *FINISHED),
                name="courses_enrolment_endorsed_at",
            ),
            at_by_state(
                "approved_at",
                must=(_S.WAITING,),
                may=(*SEATED, *FINISHED, _S.WITHDRAWN, _S.TRANSFERRED),
                name="courses_enrolment_approved_at",
            ),
            fields.at_with_state(
                "declined_at", "state", {*_SENT_BACK}, "courses_enrolment_declined_at"
            ),
            at_by_state(
                "enrolled_at",
                must=(*SEATED, *FINISHED, _S.TRANSFERRED),
                may=(_S.WITHDRAWN,),
                name="courses_enrolment_enrolled_at",
            ),
            at_by_state(
                "checked_in_at",
                must=(_S.CHECKED_IN, _S.COMPLETED, _S.FAILED),
                may=(_S.ABSENT, _S.WITHDRAWN, _S.TRANSFERRED),
                name="courses_enrolment_checked_in_at",
            ),
            fields.at_with_state("finished_at", "state", FINISHED, "courses_enrolment_finished_at"),
            fields.at_with_state(
                "withdrawn_at", "state", {_S.WITHDRAWN}, "courses_enrolment_withdrawn_at"
            ),
            fields.at_with_state(
                "transferred_at", "state", {_S.TRANSFERRED}, "courses_enrolment_transferred_at"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_values(_OUT), reason__gt="")
                | (~Q(state__in=_values(_OUT)) & Q(reason="")),
                name="courses_enrolment_reason",
            ),
            # A place on the waiting list exactly while waiting, and no two alike.
            models.CheckConstraint(
                condition=Q(state=_S.WAITING.value, waiting_number__isnull=False)
                | (~Q(state=_S.WAITING.value) & Q(waiting_number__isnull=True)),
                name="courses_enrolment_waiting_number",
            ),
            models.UniqueConstraint(
                fields=["cohort", "waiting_number"], name="courses_enrolment_waiting_once"
            ),
            models.CheckConstraint(
                condition=Q(endorsed_by="") | ~Q(endorsed_by=F("nominated_by")),
                name="courses_enrolment_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "state"]),
            models.Index(fields=["person", "state"]),
            models.Index(fields=["unit", "cohort"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.cohort_id}"
