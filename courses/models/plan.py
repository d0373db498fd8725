"""Planning runs: what was asked, what was proposed, what people decided about it."""

from django.db import models
from django.db.models import F, Q

from academy.people.enums import Sex
from academy.people.models import Person, Unit
from academy.shared import fields
from courses.enums.planning import PlanRule
from courses.enums.plans import DecisionKind, PlanState
from courses.models.catalogue import Syllabus
from courses.models.cohort import Cohort
from courses.models.constraints import at_by_state
from courses.models.plan_rules import PlanningRules
from courses.models.residence import Hall
from courses.rules.calendar import Span

_SOLVED = (PlanState.PROPOSED, PlanState.ACCEPTED, PlanState.SUPERSEDED)
_ENDED_UNSOLVED = (PlanState.INFEASIBLE, PlanState.FAILED)


class PlanningRun(models.Model):
    """One question put to the planner for a span of days, with its answer.

    `demand` and `parameters` are what was asked, frozen; `input_digest` is that of the whole
    input as it stood when the answer was computed; `facts` are the solver's own figures. An
    infeasible run keeps its explanation. `previous` is the run this one was to stay close to;
    `rules` the edition asked under (none: the house's defaults).
    """

    public_id = fields.public_id()
    year = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    demand = models.JSONField(default=dict)
    parameters = models.JSONField(default=dict)
    rules = models.ForeignKey(
        PlanningRules, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors"
    )
    state = fields.state(PlanState, PlanState.DRAFT)
    attempt = models.PositiveSmallIntegerField(default=1)
    request_digest = models.CharField(max_length=64, db_index=True)
    input_digest = models.CharField(max_length=64, blank=True, default="")
    demanded = models.PositiveIntegerField(default=0)
    seated = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    explanation = models.JSONField(default=dict)
    requested_by = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            fields.in_list("state", PlanState, "courses_planningrun_state"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="courses_planningrun_dates"
            ),
            models.CheckConstraint(
                condition=Q(previous__isnull=True) | ~Q(previous=F("id")),
                name="courses_planningrun_not_own_previous",
            ),
            at_by_state(
                "solved_at",
                must=(*_SOLVED, *_ENDED_UNSOLVED),
                may=(),
                name="courses_planningrun_solved_at",
            ),
            at_by_state(
                "accepted_at",
                must=(PlanState.ACCEPTED,),
                may=(PlanState.SUPERSEDED,),
                name="courses_planningrun_accepted_at",
            ),
            fields.at_with_state(
                "superseded_at",
                "state",
                {PlanState.SUPERSEDED},
                "courses_planningrun_superseded_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[each.value for each in _SOLVED]) | Q(input_digest__gt=""),
                name="courses_planningrun_digest",
            ),
            # Two who ask the same at once ask once.
            models.UniqueConstraint(
                fields=["request_digest"],
                condition=Q(state=PlanState.DRAFT.value),
                name="courses_planningrun_one_open",
            ),
        ]
        indexes = [models.Index(fields=["created_at", "id"])]

    def __str__(self) -> str:
        return f"{self.year} {self.state}"

    @property
    def span(self) -> Span:
        """The days planned over."""
        return Span(self.starts_on, self.ends_on)


class PlanLine(models.Model):
    """One cohort as proposed: when, of which syllabus, how many, and, once accepted, the cohort.

    A line taken over from an earlier run, whose cohort was already there, has it from the start.
    """

    public_id = fields.public_id()
    run = models.ForeignKey(PlanningRun, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    slot = models.CharField(max_length=40)
    syllabus = models.ForeignKey(Syllabus, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    capacity = models.PositiveIntegerField()
    men_beds = models.PositiveIntegerField()
    women_beds = models.PositiveIntegerField()
    hall = models.ForeignKey(
        Hall, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    instructors = models.JSONField(default=list)
    holiday_reason = models.CharField(max_length=200, blank=True, default="")
    locked = models.BooleanField(default=False)
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_lines"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="courses_planline_number_once"),
            models.UniqueConstraint(fields=["run", "slot"], name="courses_planline_slot_once"),
            models.UniqueConstraint(
                fields=["run", "cohort"],
                condition=Q(cohort__isnull=False),
                name="courses_planline_cohort_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="courses_planline_dates"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="courses_planline_capacity"),
            models.CheckConstraint(
                condition=Q(cohort__isnull=True, accepted_at__isnull=True)
                | Q(cohort__isnull=False, accepted_at__isnull=False),
                name="courses_planline_accepted_at",
            ),
        ]
        indexes = [models.Index(fields=["run", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"

    @property
    def span(self) -> Span:
        """The proposed days."""
        return Span(self.starts_on, self.ends_on)


class PlanQuota(models.Model):
    """How many seats of a proposed cohort a unit is to have."""

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="quotas")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "unit"], name="courses_planquota_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.seats}"


class PlanBound(models.Model):
    """Fewest and most people of a unit in a line, decided for the runs to come.

    They hold while the line is locked; the next run's line takes them over.
    """

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="bounds")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    minimum = models.PositiveIntegerField(default=0)
    maximum = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "unit"], name="courses_planbound_once"),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True, minimum__gt=0) | Q(maximum__gte=F("minimum")),
                name="courses_planbound_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.minimum}-{self.maximum}"


class PlanSeat(models.Model):
    """One person's seat in a proposed cohort, by the unit (that of the quota), sex and day asked.

    A run seats a person once for each syllabus.
    """

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="seats")
    run = models.ForeignKey(PlanningRun, on_delete=models.PROTECT, related_name="seats")
    syllabus = models.ForeignKey(Syllabus, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plan_seats")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sex = fields.enum_field(Sex)
    locked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            fields.in_list("sex", Sex, "courses_planseat_sex"),
            models.UniqueConstraint(
                fields=["run", "person", "syllabus"], name="courses_planseat_once"
            ),
        ]
        indexes = [models.Index(fields=["line", "unit"])]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.person_id}"


class PlanLeftOver(models.Model):
    """Somebody whom the plan gives no seat, and the rule that stands most in the way."""

    run = models.ForeignKey(PlanningRun, on_delete=models.PROTECT, related_name="left_over")
    syllabus = models.ForeignKey(Syllabus, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    rule = fields.enum_field(PlanRule)

    class Meta:
        constraints = [
            fields.in_list("rule", PlanRule, "courses_planleftover_rule"),
            models.UniqueConstraint(
                fields=["run", "person", "syllabus"], name="courses_planleftover_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.person_id}"


class PlanDecision(models.Model):
    """Something a person decided about a run: who, when, why. Append-only.

    `facts` say what was before and after, by keys of rows and dates.
    """

    public_id = fields.public_id()
    run = models.ForeignKey(PlanningRun, on_delete=models.PROTECT, related_name="decisions")
    line = models.ForeignKey(
        PlanLine, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = fields.enum_field(DecisionKind)
    reason = models.CharField(max_length=200, blank=True, default="")
    facts = models.JSONField(default=dict)
    decided_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [fields.in_list("kind", DecisionKind, "courses_plandecision_kind")]
        indexes = [models.Index(fields=["run", "decided_at"])]

    def __str__(self) -> str:
        return f"{self.run_id} {self.kind}"
