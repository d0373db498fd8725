"""People, ten trainings each and their results, written in sets by PostgreSQL itself."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Model
from django.db.models.fields import UUIDField

from bench import reports_certificates

TRAININGS = 10
ON = datetime.now(UTC).date()
"""The day of the reports; the trainings lie in the ten years before."""
YEAR = timedelta(days=365)
FIRST_ON = ON - TRAININGS * YEAR
UNITS = 34
_AT = datetime(2016, 1, 2, tzinfo=UTC)
_A_COHORT = 100


def fill(people: int) -> dict[str, int]:
    """Write `people` with ten trainings each, of one exam each; count what stands there then.

    Of fifty one is absent; a third fails at first, and half of those sits a make-up. Of a hundred
    people one is excluded by approval all the time, and so left out where absent. Keys and triggers
    are left aside meanwhile, the constraints of the rows are not.
    """
    _founded()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        _staff(cursor, people)
        _trained(cursor, people)
        _left_out(cursor)
        reports_certificates.certified(cursor, _write, since=ON - reports_certificates.YEARS)
        cursor.execute("SET session_replication_role = origin")
        _sequences(cursor)
        cursor.execute("VACUUM ANALYZE")
        return {
            name: _count(cursor, f"courses_{name}")
            for name in ("enrolment", "examoutcome", "completion", "hoursentry")
        } | {"certificate": _count(cursor, "certificates_certificate")}


def _founded() -> None:
    """A bureau over 33 branches, ranks, and three courses, each by its operation."""
    from academy.audit.record import Actor
    from academy.people.enums import UnitKind
    from academy.people.operations import dictionary, units
    from courses.operations import catalogue, requirements
    from courses.rules.completion import PassRule

    actor = Actor.system("bench")
    dictionary.ensure_ranks(["四级调研员", "一级主任科员", "一级科员"])
    bureau = None
    for number in range(UNITS):
        name = f"第{number}分局" if number else "市局"
        row = units.found(
            actor=actor,
            code=f"U{number:02d}",
            kind=UnitKind.TOWN if number else UnitKind.BUREAU,
            name=name,
            short_name=name,
            official_order=number + 1,
            parent=bureau,
            valid_from=date(2015, 1, 1),
            at=_AT,
        )
        bureau = bureau or row
    requirements.publish_usual(actor=actor, at=_AT)
    for code in ("LAW", "PERMIT", "SAFETY"):
        track = catalogue.create_track(actor=actor, code=code, name=f"条线{code}", at=_AT)
        course = catalogue.create_course(
            actor=actor, track=track, code=f"{code}-1", name=f"基础{code}", at=_AT
        )
        catalogue.publish_syllabus(
            actor=actor,
            course=course,
            edition=1,
            valid_from=date(2015, 1, 1),
            subjects=(catalogue.SubjectLine("程序", Decimal("40.0")),),
            pass_rule=PassRule(),
            staff_kinds=(),
            valid_months=36,
            at=_AT,
        )


def _staff(cursor: Any, people: int) -> None:
    from academy.people.models import Assignment, Person, Rank, Unit

    _write(
        cursor,
        Person,
        f"generate_series(1, {people}) n",
        id="n",
        public_id="gen_random_uuid()",
        staff_number="'B' || lpad(n::text, 6, '0')",
        name="'学员' || n",
        pinyin_key="lpad(n::text, 6, '0')",
        sex="'male'",
        staff_kind="(ARRAY['enforcement', 'auxiliary'])[1 + n % 2]",
        establishment="'civil_servant'",
        joined_on="DATE '2016-01-01' + n % 300",
    )
    units = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    ranks = list(Rank.objects.order_by("pk").values_list("pk", flat=True))
    _write(
        cursor,
        Assignment,
        "people_person p",
        person_id="p.id",
        unit_id=f"(ARRAY{units})[1 + p.id % {len(units)}]",
        rank_id=f"(ARRAY{ranks})[1 + p.id % {len(ranks)}]",
        valid_from="p.joined_on",
    )


def _trained(cursor: Any, people: int) -> None:
    yearly = -(-people // _A_COHORT)
    _cohorts(cursor, yearly)
    _enrolled(cursor, yearly)
    _examined(cursor)
    _closed(cursor)


def _cohorts(cursor: Any, yearly: int) -> None:
    """Cohorts of a hundred through ten years, so many a year."""
    from courses.models import Cohort, Syllabus

    of = list(Syllabus.objects.order_by("pk").values_list("pk", flat=True))
    day = f"(DATE '{FIRST_ON}' + y * {YEAR.days} + c * 340 / {yearly})"
    _write(
        cursor,
        Cohort,
        f"generate_series(0, {TRAININGS - 1}) y, generate_series(0, {yearly - 1}) c",
        id=f"1 + y * {yearly} + c",
        public_id="gen_random_uuid()",
        syllabus_id=f"(ARRAY{of})[1 + y % {len(of)}]",
        year=f"extract(year FROM {day})",
        number="c + 1",
        name="'第 ' || (y + 1) || ' 年第 ' || (c + 1) || ' 期'",
        starts_on=day,
        ends_on=f"{day} + 4",
        capacity="120",
        state="'closed'",
        published_at=f"{day} - interval '30 days'",
        opened_at=f"{day} + interval '1 hour'",
        closed_at=f"{day} + interval '5 days'",
    )


def _enrolled(cursor: Any, yearly: int) -> None:
    """Everybody once a year; who is whose neighbour by number goes together."""
    from courses.models import Enrolment

    _write(
        cursor,
        Enrolment,
        f"people_assignment a CROSS JOIN generate_series(0, {TRAININGS - 1}) y"
        " JOIN people_person p ON p.id = a.person_id"
        f" JOIN courses_cohort k ON k.id = 1 + y * {yearly} + (a.person_id - 1) / {_A_COHORT}",
        id=f"(a.person_id - 1) * {TRAININGS} + y + 1",
        public_id="gen_random_uuid()",
        cohort_id="k.id",
        person_id="a.person_id",
        unit_id="a.unit_id",
        rank_id="a.rank_id",
        staff_kind="p.staff_kind",
        state="CASE WHEN (a.person_id + y) % 50 = 0 THEN 'absent' ELSE 'completed' END",
        enrolled_at="k.published_at",
        checked_in_at="k.opened_at",
        finished_at="k.closed_at",
    )


# A score from 40 to 100 that neither unit nor year has a say in.
_SCORE = "(40 + (e.id * 7919) % 61)"
_ABSENT = "e.state = 'absent'"
_PASSED = f"NOT {_ABSENT} AND ({_SCORE} >= 60 OR (e.id % 2 = 0 AND e.id % 6 <> 0))"


def _examined(cursor: Any) -> None:
    from courses.models import ExamOutcome

    _write(
        cursor,
        ExamOutcome,
        "courses_enrolment e",
        enrolment_id="e.id",
        exam_ref="'theory'",
        attempt="'first'",
        verdict=f"CASE WHEN {_ABSENT} THEN 'absent' WHEN {_SCORE} >= 60 THEN 'passed'"
        " ELSE 'failed' END",
        score=f"CASE WHEN NOT {_ABSENT} THEN {_SCORE} END",
        full_marks="100",
        excellent=f"NOT {_ABSENT} AND {_SCORE} >= 95",
        recorded_at="e.finished_at - interval '1 day'",
    )
    _write(
        cursor,
        ExamOutcome,
        f"courses_enrolment e WHERE NOT {_ABSENT} AND {_SCORE} < 60 AND e.id % 2 = 0",
        enrolment_id="e.id",
        exam_ref="'theory'",
        attempt="'make_up'",
        verdict="CASE WHEN e.id % 6 = 0 THEN 'failed' ELSE 'passed' END",
        score="CASE WHEN e.id % 6 = 0 THEN 50 ELSE 70 END",
        full_marks="100",
        recorded_at="e.finished_at - interval '1 hour'",
    )


def _closed(cursor: Any) -> None:
    """What close-out writes: a completion for everybody, hours for who passed."""
    from courses.models import Completion, HoursEntry

    _write(
        cursor,
        Completion,
        "courses_enrolment e",
        id="e.id",
        public_id="gen_random_uuid()",
        enrolment_id="e.id",
        verdict=f"CASE WHEN {_ABSENT} THEN 'absent' WHEN {_PASSED} THEN 'passed' ELSE 'failed' END",
        excellent=f"NOT {_ABSENT} AND {_SCORE} >= 95",
        hours=f"CASE WHEN {_PASSED} THEN 40 ELSE 0 END",
        completed_on="e.finished_at::date",
        valid_from=f"CASE WHEN {_PASSED} THEN e.finished_at::date END",
        valid_until_on=f"CASE WHEN {_PASSED} THEN e.finished_at::date + 1095 END",
        recorded_at="e.finished_at",
    )
    _write(
        cursor,
        HoursEntry,
        "courses_completion c JOIN courses_enrolment e ON e.id = c.enrolment_id"
        " JOIN courses_cohort k ON k.id = e.cohort_id"
        " JOIN courses_syllabus s ON s.id = k.syllabus_id"
        " JOIN courses_course o ON o.id = s.course_id WHERE c.hours > 0",
        public_id="gen_random_uuid()",
        person_id="e.person_id",
        track_id="o.track_id",
        hours="c.hours",
        earned_on="c.completed_on",
        source="'completion'",
        completion_id="c.id",
        evidence="k.name",
        recorded_at="c.recorded_at",
    )


def _left_out(cursor: Any) -> None:
    from academy.reporting.models import Exclusion

    _write(
        cursor,
        Exclusion,
        "people_assignment a WHERE a.person_id % 100 = 0",
        public_id="gen_random_uuid()",
        person_id="a.person_id",
        unit_id="a.unit_id",
        reason="'seconded'",
        evidence="'-'",
        valid_from=f"DATE '{FIRST_ON}'",
        state="'granted'",
        asked_by_id="1",
        asked_at=f"DATE '{FIRST_ON}'",
        granted="TRUE",
        decided_by_id="2",
        decided_at=f"DATE '{FIRST_ON}'",
        decision="'-'",
    )


def _write(cursor: Any, model: type[Model], source: str, /, **said: str) -> None:
    """Insert a row for each of `source`: what is `said` as SQL, else each field's own default."""
    columns, values = [], []
    for field in model._meta.concrete_fields:
        if field.column in said:
            value = said[field.column]
        elif field.primary_key:
            continue
        else:
            value = _default(field)
        columns.append(f'"{field.column}"')
        values.append(value)
    names = ", ".join(columns)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(values)} FROM {source}"  # noqa: S608  # constants only
    )


def _default(field: Any) -> str:
    if isinstance(field, UUIDField):
        return "gen_random_uuid()"
    if field.default is NOT_PROVIDED:
        return "NULL" if field.null else "''"
    value = field.get_default()
    if value is None:
        return "NULL"
    quoted = str(getattr(value, "value", value)).replace("'", "''")
    return f"'{quoted}'"


def _sequences(cursor: Any) -> None:
    """Let the next keys begin after those that were given."""
    for table in (
        "people_person",
        "courses_cohort",
        "courses_enrolment",
        "courses_completion",
        "certificates_batch",
        "certificates_batchline",
        "certificates_certificate",
        "certificates_statuslist",
    ):
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))"  # noqa: S608  # constants only
        )


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608  # constants only
    return int(cursor.fetchone()[0])
