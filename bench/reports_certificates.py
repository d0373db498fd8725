"""The certificates of the trainings in `reports_fill`, written in sets like them.

Whoever passed in the last four years holds one, good for three years: most are renewed by the
next training of the course, and those of three years ago are about to end.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

_A_LIST = 131_072
_AT = datetime(2016, 1, 2, tzinfo=UTC)
YEARS = timedelta(days=4 * 365)


def certified(cursor: Any, write: Any, *, since: Any) -> None:
    """Write what a cohort's issue run leaves, for the cohorts that began on `since` or later."""
    template, series = _founded()
    held = f"""(
        SELECT c.id, c.completed_on, c.recorded_at, c.valid_until_on, e.id AS enrolment_id,
               e.person_id, e.unit_id, p.name, p.pinyin_key, e.cohort_id,
               row_number() OVER (ORDER BY c.id) AS serial,
               row_number() OVER (PARTITION BY e.cohort_id ORDER BY c.id) AS position
        FROM courses_completion c JOIN courses_enrolment e ON e.id = c.enrolment_id
        JOIN courses_cohort k ON k.id = e.cohort_id JOIN people_person p ON p.id = e.person_id
        WHERE c.verdict = 'passed' AND k.starts_on >= DATE '{since}') h"""  # noqa: S608  # constants
    _batches(cursor, write, held, template, series)
    _register(cursor, write, held, template, series)
    _lists(cursor)


def _batches(cursor: Any, write: Any, held: str, template: int, series: int) -> None:
    """A batch a cohort, and a line in it for each certificate."""
    from certificates.models import Batch, BatchLine

    write(
        cursor,
        Batch,
        f"""(SELECT cohort_id, min(serial) AS first, max(serial) AS last, max(recorded_at) AS at
             FROM {held} GROUP BY cohort_id) b""",  # noqa: S608  # constants only
        id="b.cohort_id",
        public_id="gen_random_uuid()",
        cohort_id="b.cohort_id",
        kind="'qualification'",
        template_id=str(template),
        state="'issued'",
        proposed_at="b.at",
        proposed_by="'bench-1'",
        approved_at="b.at",
        approved_by="'bench-2'",
        issued_at="b.at",
        series_id=str(series),
        first_serial="b.first",
        last_serial="b.last",
    )
    write(
        cursor,
        BatchLine,
        held,
        id="h.id",
        batch_id="h.cohort_id",
        position="h.position",
        enrolment_id="h.enrolment_id",
        completion_id="h.id",
    )


def _register(cursor: Any, write: Any, held: str, template: int, series: int) -> None:
    """The certificates themselves."""
    from certificates.models import Certificate

    write(
        cursor,
        Certificate,
        held,
        id="h.id",
        public_id="gen_random_uuid()",
        token="'T' || lpad(h.serial::text, 25, '0')",  # noqa: S106  # no secret: made of the number
        series_id=str(series),
        serial="h.serial",
        number="'BENCH-' || h.serial",
        batch_id="h.cohort_id",
        line_id="h.id",
        kind="'qualification'",
        completion_id="h.id",
        person_id="h.person_id",
        unit_id="h.unit_id",
        template_id=str(template),
        name="h.name",
        pinyin_key="h.pinyin_key",
        facts="'{}'",
        state="'issued'",
        status_list_id=f"1 + h.serial / {_A_LIST}",
        status_index=f"h.serial % {_A_LIST}",
        issued_on="h.completed_on",
        expires_on="h.valid_until_on + 1",
        issued_at="h.recorded_at",
    )


def _founded() -> tuple[int, int]:
    """A template and a series; their ids."""
    from certificates.models import Series, Template

    template = Template.objects.create(
        name="bench",
        title="培训合格证",
        kind="qualification",
        edition=1,
        html="<p></p>",
        css="",
        digest="0" * 64,
        making="plain",
        published_at=_AT,
        published_by="bench",
    )
    return template.pk, Series.objects.create(prefix="BENCH", year=2026).pk


def _lists(cursor: Any) -> None:
    """The status lists that the certificates have their places in."""
    from certificates.models import StatusList

    cursor.execute("SELECT max(status_list_id) FROM certificates_certificate")
    last = cursor.fetchone()[0] or 0
    StatusList.objects.bulk_create(
        StatusList(id=number, number=number, next_index=_A_LIST) for number in range(1, last + 1)
    )
