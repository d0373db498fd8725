"""What somebody would write by hand for the same counts: one statement, each fact once."""

_WITHIN = """
    k.starts_on >= %(starts_on)s AND k.starts_on < %(until_on)s AND e.enrolled_at < %(before)s
    AND (e.transferred_at IS NULL OR e.transferred_at >= %(before)s)
"""
# Who is left out by approval: few, so found once and looked up.
_SPARED = """
    SELECT e.id FROM reporting_exclusion x
    JOIN courses_enrolment e ON e.person_id = x.person_id
    JOIN courses_cohort k ON k.id = e.cohort_id
    JOIN courses_syllabus y ON y.id = k.syllabus_id
    JOIN courses_course c ON c.id = y.course_id
    WHERE x.granted AND x.decided_at < %(before)s
        AND (x.taken_back_at IS NULL OR x.taken_back_at >= %(before)s)
        AND x.valid_from <= k.ends_on AND (x.valid_until IS NULL OR x.valid_until > k.starts_on)
        AND (x.track_id IS NULL OR x.track_id = c.track_id)
        AND NOT EXISTS (SELECT 1 FROM courses_examoutcome o WHERE o.enrolment_id = e.id
            AND o.verdict <> 'absent' AND o.recorded_at < %(before)s)
        AND NOT EXISTS (SELECT 1 FROM courses_completion d
            JOIN courses_hoursentry h ON h.completion_id = d.id
            LEFT JOIN courses_hoursentry r ON r.reverses_id = h.id AND r.recorded_at < %(before)s
            WHERE d.enrolment_id = e.id AND h.source = 'completion' AND r.id IS NULL
            AND h.recorded_at < %(before)s)
"""
_STAYS = f"""
    (e.withdrawn_at IS NULL OR e.withdrawn_at >= %(before)s) AND e.id NOT IN ({_SPARED})
"""
RESULTS = f"""
SELECT unit_id, staff_kind, shown, count(*), sum(sat_first), sum(sat_make_up), sum(passed_first),
    count(*) FILTER (WHERE passed_first + made_up > 0), sum(excellent)
FROM (
    SELECT e.unit_id, e.staff_kind,
        max((o.attempt = 'first' AND o.verdict <> 'absent')::int) sat_first,
        max((o.attempt = 'make_up' AND o.verdict <> 'absent')::int) sat_make_up,
        max((o.attempt = 'first' AND o.verdict = 'passed')::int) passed_first,
        max((o.attempt = 'make_up' AND o.verdict = 'passed')::int) made_up,
        max(o.excellent::int) excellent,
        max(round(o.score * 10000 / o.full_marks)) FILTER (WHERE o.attempt = 'first') shown
    FROM courses_examoutcome o
    JOIN courses_enrolment e ON e.id = o.enrolment_id
    JOIN courses_cohort k ON k.id = e.cohort_id
    WHERE {_WITHIN} AND o.recorded_at < %(before)s AND {_STAYS}
    GROUP BY e.unit_id, e.staff_kind, o.enrolment_id, o.exam_ref
) each_exam
GROUP BY 1, 2, 3
"""  # noqa: S608  # constants only
COMPLETION = f"""
SELECT unit_id, staff_kind, count(*), sum(came), sum(reported), sum(sat_first), sum(sat_make_up),
    sum(passed_first), count(*) FILTER (WHERE passes > 0), sum(excellent), sum(lowest), sum(earned),
    count(*) FILTER (WHERE earned > 0)
FROM (
    SELECT e.unit_id, e.staff_kind, e.id,
        (e.checked_in_at < %(before)s)::int came,
        (count(o.id) > 0)::int reported,
        max((o.attempt = 'first' AND o.verdict <> 'absent')::int) sat_first,
        max((o.attempt = 'make_up' AND o.verdict <> 'absent')::int) sat_make_up,
        min((o.verdict = 'passed')::int) FILTER (WHERE o.attempt = 'first') passed_first,
        count(*) FILTER (WHERE o.verdict = 'passed') passes,
        max(o.excellent::int) excellent,
        min(round(o.score * 10000 / o.full_marks)) FILTER (WHERE o.attempt = 'first') lowest,
        max(h.hours) + coalesce(max(r.hours), 0) earned
    FROM courses_enrolment e
    JOIN courses_cohort k ON k.id = e.cohort_id
    LEFT JOIN courses_examoutcome o ON o.enrolment_id = e.id AND o.recorded_at < %(before)s
    LEFT JOIN courses_completion c ON c.enrolment_id = e.id
    LEFT JOIN courses_hoursentry h
        ON h.completion_id = c.id AND h.source = 'completion' AND h.recorded_at < %(before)s
    LEFT JOIN courses_hoursentry r ON r.reverses_id = h.id AND r.recorded_at < %(before)s
    WHERE {_WITHIN} AND {_STAYS}
    GROUP BY e.id
) each_person
GROUP BY 1, 2
"""  # noqa: S608  # constants only
PERSONS = f"""
SELECT count(DISTINCT e.person_id) FROM courses_enrolment e
JOIN courses_cohort k ON k.id = e.cohort_id
WHERE {_WITHIN} AND {_STAYS}
"""  # noqa: S608  # constants only
