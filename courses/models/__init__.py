"""Rows of courses."""

from courses.models.block import Block
from courses.models.catalogue import Course, Subject, Syllabus, Track
from courses.models.cohort import Cohort, Quota
from courses.models.completion import Completion, ExamOutcome
from courses.models.enrolment import Enrolment
from courses.models.hours import HoursEntry
from courses.models.instructor import Availability, Instructor, Qualification
from courses.models.teaching import CohortLead, Teaching

__all__ = [
    "Availability",
    "Block",
    "Cohort",
    "CohortLead",
    "Completion",
    "Course",
    "Enrolment",
    "ExamOutcome",
    "HoursEntry",
    "Instructor",
    "Qualification",
    "Quota",
    "Subject",
    "Syllabus",
    "Teaching",
    "Track",
]
