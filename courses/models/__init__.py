"""Rows of courses."""

from courses.models.block import Block
from courses.models.catalogue import Course, Subject, Syllabus, Track
from courses.models.cohort import Cohort, Quota
from courses.models.completion import Completion, ExamOutcome
from courses.models.enrolment import Enrolment
from courses.models.hours import HoursCategory, HoursEntry, HoursImport
from courses.models.requirement import Recognition, Requirement, RequirementEdition

__all__ = [
    "Block",
    "Cohort",
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
    "Subject",
    "Syllabus",
    "Track",
]
