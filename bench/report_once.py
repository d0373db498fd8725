"""`python -m bench.report_once DATA`: the report on the database in DATA, figures as JSON."""

import json
import sys
from pathlib import Path

from bench.common import timed, use

RUNS = 5


def main() -> None:
    use(Path(sys.argv[1]))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from academy.audit.record import Actor
    from academy.people.models import Unit
    from academy.reporting import frames
    from academy.reporting.enums import Form
    from academy.reporting.operations import extracts
    from academy.reporting.reports import REPORTS
    from academy.reporting.rules.asking import Ask
    from academy.reporting.rules.periods import Period
    from academy.shared import clock
    from courses.models import Cohort

    spec = REPORTS["completion"]
    first = Cohort.objects.order_by("starts_on")[0].starts_on
    ask = Ask(
        scope=frozenset(Unit.objects.values_list("pk", flat=True)),
        period=Period(first, clock.today()),
        as_of=clock.today(),
    )
    frames.read(spec, ask)  # pandas is imported by the first report of a process
    with CaptureQueriesContext(connection) as captured:
        frames.read(spec, ask)
    cpus = []
    for _ in range(RUNS):
        with timed() as told:
            frames.read(spec, ask)
        cpus.append(told()[1])
    figures: dict[str, object] = {"queries": len(captured), "cpu": cpus}
    actor = Actor.system("bench")
    for form in (Form.XLSX, Form.PDF):
        with timed() as told:
            extracts.make(actor=actor, spec=spec, ask=ask, form=form, at=clock.now())
        figures[form.value] = told()[1]
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
