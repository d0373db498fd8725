"""How one exam is entered, watched over and made up for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from exams.enums import Admission, EntryRule, MakeUpCounts
from exams.models.exam import Exam


class Policy(models.Model):
    """One exam's rules of the day; an exam without a row has the defaults.

    ``config_keys`` and ``exam_keys`` are the Config Keys and Browser Exam Keys of Safe Exam
    Browser that are accepted, as hex; with none, any browser will do. ``make_up_from_days`` and
    ``make_up_until_days`` bound the start of a make-up, counted from the release of the first exam.
    """

    exam = models.OneToOneField(
        Exam, on_delete=models.PROTECT, primary_key=True, related_name="policy"
    )
    check_in_minutes = models.PositiveSmallIntegerField(default=30)
    admission = fields.enum_field(Admission, default=Admission.SELF.value)
    entry_rule = fields.enum_field(EntryRule, default=EntryRule.NONE.value)
    access_code = models.CharField(max_length=12, blank=True)
    networks_enforced = models.BooleanField(default=False)
    config_keys = models.JSONField(default=list, blank=True)
    exam_keys = models.JSONField(default=list, blank=True)
    make_up_capped = models.BooleanField(default=False)
    make_up_counts = fields.enum_field(MakeUpCounts, default=MakeUpCounts.BEST.value)
    make_up_for_unexcused = models.BooleanField(default=True)
    make_up_from_days = models.PositiveSmallIntegerField(default=0)
    make_up_until_days = models.PositiveSmallIntegerField(null=True, blank=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("admission", Admission, "exams_policy_admission"),
            fields.in_list("entry_rule", EntryRule, "exams_policy_entry_rule"),
            fields.in_list("make_up_counts", MakeUpCounts, "exams_policy_make_up_counts"),
            models.CheckConstraint(
                condition=Q(entry_rule=EntryRule.ACCESS_CODE.value) & ~Q(access_code="")
                | ~Q(entry_rule=EntryRule.ACCESS_CODE.value) & Q(access_code=""),
                name="exams_policy_access_code",
            ),
            models.CheckConstraint(
                condition=Q(make_up_until_days__isnull=True)
                | Q(make_up_until_days__gt=F("make_up_from_days")),
                name="exams_policy_make_up_days",
            ),
            models.CheckConstraint(
                condition=Q(check_in_minutes__lte=240), name="exams_policy_check_in"
            ),
        ]

    def __str__(self) -> str:
        return f"policy of exam {self.exam_id}"
