"""`python -m bench.reports_once DATA PEOPLE URL`: fill, read the reports, figures as JSON."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.common import timed, use
from bench.reports_fill import FIRST_ON, ON, fill

RUNS = 3


def main() -> None:
    use(Path(sys.argv[1]), url=sys.argv[3])
    people = int(sys.argv[2])
    with timed() as told:
        written = fill(people)
    figures: dict[str, Any] = {"written": written, "filled": told()[0]}
    from academy.reporting.reports import completion, results
    from bench import reports_plain

    for spec, plain in (
        (results.SPEC, reports_plain.RESULTS),
        (completion.SPEC, reports_plain.COMPLETION),
    ):
        figures[spec.code] = _compared(spec, plain)
    print(json.dumps(figures))


def _asked() -> Any:
    from academy.people.models import Unit
    from academy.reporting.rules.asking import Ask
    from academy.reporting.rules.periods import Period

    return Ask(
        scope=frozenset(Unit.objects.values_list("pk", flat=True)),
        period=Period(FIRST_ON, ON + timedelta(days=1)),
        as_of=ON,
    )


def _compared(spec: Any, plain: str) -> dict[str, Any]:
    """Read a report and the plain statement by turns; both must count the same."""
    from academy.reporting import frames
    from academy.reporting.queries.days import ends_at
    from bench.reports_plain import PERSONS

    ask = _asked()
    values = {
        "starts_on": ask.period.starts_on,
        "until_on": ask.period.until_on,
        "before": ends_at(ask),
    }
    frames.read(spec, ask)  # pandas is imported by the first report of a process
    report, by_hand = [], []
    for _ in range(RUNS):
        wall, rows = _wall(lambda: _rows(plain, values) + _rows(PERSONS, values))
        by_hand.append(wall)
        wall, read = _wall(lambda: frames.read(spec, ask))
        report.append(wall)
        counted = sum(row[2 if spec.code == "completion" else 3] for row in rows[:-1])
        said = (read.total[spec.whole[0]], read.person_count)
        if said != (counted, rows[-1][0]):
            sys.exit(f"{spec.code}: the report says {said}, the statement {counted}")
    ratios = [ours / theirs for ours, theirs in zip(report, by_hand, strict=True)]
    return {"ratios": ratios, "report": report, "plain": by_hand}


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _wall(done: Callable[[], Any]) -> tuple[float, Any]:
    with timed() as told:
        found = done()
    return told()[0], found


if __name__ == "__main__":
    main()
