"""Rows of courses."""

from courses.models.block import Block
from courses.models.catalogue import Course, Subject, Syllabus, Track
from courses.models.cohort import Cohort, Quota
from courses.models.completion import Completion, ExamOutcome
from courses.models.enrolment import Enrolment
from courses.models.hours import HoursCategory, HoursEntry, HoursImport
from courses.models.notice import CohortNotice
from courses.models.places import (
    Allocation,
    AllocationLine,
    CarriedOutcome,
    RuleOverride,
    Substitution,
)
from courses.models.requirement import Recognition, Requirement, RequirementEdition

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
    "HoursCategory",
    "HoursEntry",
    "HoursImport",
    "Quota",
    "Recognition",
    "Requirement",
    "RequirementEdition",
    "RuleOverride",
    "Subject",
    "Substitution",
    "Syllabus",
    "Track",
]
