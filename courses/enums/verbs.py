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
    # -- enrolment
    NOTICE_WRITTEN = "courses.notice_written"
    NOTICE_ISSUED = "courses.notice_issued"
    DEADLINES_MOVED = "courses.deadlines_moved"
    ENDORSED = "courses.endorsed"
    RETURNED = "courses.returned"
    RULE_OVERRIDDEN = "courses.rule_overridden"
    SUBSTITUTED = "courses.substituted"
    TRANSFERRED = "courses.transferred"
    QUOTAS_FILLED = "courses.quotas_filled"
