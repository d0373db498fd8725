"""Rows of courses."""

from courses.models.block import Block
from courses.models.catalogue import Course, Subject, Syllabus, Track
from courses.models.cohort import Cohort, Quota
from courses.models.completion import Completion, ExamOutcome
from courses.models.enrolment import Enrolment
from courses.models.hours import HoursEntry
from courses.models.notice import CohortNotice
from courses.models.places import (
    Allocation,
    AllocationLine,
    CarriedOutcome,
    RuleOverride,
    Substitution,
)

__all__ = [
    "Allocation",
    "AllocationLine",
    "Block",
    "CarriedOutcome",
    "Cohort",
    "CohortNotice",
    "Completion",
    "Course",
    "Enrolment",
    "ExamOutcome",
    "HoursEntry",
    "Quota",
    "RuleOverride",
    "Subject",
    "Substitution",
    "Syllabus",
    "Track",
]
