"""Rows of courses."""

from courses.models.block import Block
from courses.models.catalogue import Course, Subject, Syllabus, Track
from courses.models.cohort import Cohort, Quota
from courses.models.completion import Completion, ExamOutcome
from courses.models.enrolment import Enrolment
from courses.models.hours import HoursEntry
from courses.models.plan import (
    PlanDecision,
    PlanLeftOver,
    PlanLine,
    PlanningRun,
    PlanQuota,
    PlanSeat,
)
from courses.models.plan_rules import PlanningRules, UnitShare
from courses.models.residence import Dormitory, Hall, Shut

__all__ = [
    "Block",
    "Cohort",
    "Completion",
    "Course",
    "Dormitory",
    "Enrolment",
    "ExamOutcome",
    "Hall",
    "HoursEntry",
    "PlanDecision",
    "PlanLeftOver",
    "PlanLine",
    "PlanQuota",
    "PlanSeat",
    "PlanningRules",
    "PlanningRun",
    "Quota",
    "Shut",
    "Subject",
    "Syllabus",
    "Track",
    "UnitShare",
]
