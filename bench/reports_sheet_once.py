"""`python -m bench.reports_sheet_once DATA URL`: a workbook with 100,000 names, figures as JSON."""

import json
import resource
import sys
from pathlib import Path

from bench.common import timed, use
from bench.reports_fill import FIRST_ON, ON, YEAR


def main() -> None:
    use(Path(sys.argv[1]), url=sys.argv[2])
    from academy.audit.record import Actor
    from academy.people.models import Unit
    from academy.reporting.enums import Form
    from academy.reporting.operations import extracts
    from academy.reporting.reports import results
    from academy.reporting.rules.asking import Ask
    from academy.reporting.rules.periods import Period
    from academy.shared import clock

    ask = Ask(
        scope=frozenset(Unit.objects.values_list("pk", flat=True)),
        period=Period(FIRST_ON + 7 * YEAR, FIRST_ON + 8 * YEAR),
        as_of=ON,
    )
    actor, at = Actor.system("bench"), clock.now()
    # So many names are no direct download any more: this is what the job of a long report does.
    with timed() as told:
        reading = extracts.read(results.SPEC, ask, Form.XLSX)
        drawn = extracts.draw(actor=actor, reading=reading, at=at)
        made = extracts.keep(actor=actor, drawn=drawn, at=at)
    wall, cpu = told()
    figures = {
        "wall": wall,
        "cpu": cpu,
        "names": made.name_count,
        "bytes": len(drawn.content),
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
