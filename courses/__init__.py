"""Courses: tracks, dated syllabi, cohorts, enrolments, completions and the hours ledger."""
