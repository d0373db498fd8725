"""What the audit log says about courses."""

from enum import StrEnum


class Verb(StrEnum):
    """What the audit log says about courses."""

    TRACK_CREATED = "courses.track_created"
    COURSE_CREATED = "courses.course_created"
    SYLLABUS_PUBLISHED = "courses.syllabus_published"
    COHORT_DRAFTED = "courses.cohort_drafted"
    COHORT_PUBLISHED = "courses.cohort_published"
    COHORT_OPENED = "courses.cohort_opened"
    COHORT_CLOSED = "courses.cohort_closed"
    COHORT_CANCELLED = "courses.cohort_cancelled"
    QUOTAS_SET = "courses.quotas_set"
    NOMINATED = "courses.nominated"
    APPROVED = "courses.approved"
    DECLINED = "courses.declined"
    ENROLLED = "courses.enrolled"
    CHECKED_IN = "courses.checked_in"
    WITHDRAWN = "courses.withdrawn"
    OUTCOME_RECORDED = "courses.outcome_recorded"
    COMPLETION_WRITTEN = "courses.completion_written"
    HOURS_REVERSED = "courses.hours_reversed"
    HOURS_RECORDED = "courses.hours_recorded"
    HOURS_IMPORTED = "courses.hours_imported"
    HOURS_IMPORT_UNDONE = "courses.hours_import_undone"
    REQUIREMENT_CREATED = "courses.requirement_created"
    REQUIREMENT_PUBLISHED = "courses.requirement_published"
    REQUIREMENT_ENDED = "courses.requirement_ended"
    HOURS_CATEGORY_ADDED = "courses.hours_category_added"
