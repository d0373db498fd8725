"""`python -m bench.save_room DATA`: a room of 120 open sittings; prints their tickets as JSON."""

import json
import sys
from pathlib import Path

from bench.common import use


def main() -> None:
    use(Path(sys.argv[1]))
    from academy.shared import clock
    from courses.enums import CohortState
    from exams import access
    from exams.enums import ItemKind
    from exams.models import PaperItem
    from tests.cast import gather
    from tests.make import courses as cohorts
    from tests.make import exams, people

    at, size = clock.now(), 120
    cast = gather(at=at)
    crowd = people.people(size, unit=cast.east, at=at)
    cohort = cohorts.cohort(at=at, state=CohortState.RUNNING, persons=crowd, capacity=size)
    paper = exams.paper(at=at, of=exams.bank(at=at, each=30))
    exam = exams.exam(at=at, persons=crowd, cohort=cohort, on_paper=paper)
    sittings = []
    for person in crowd:
        sitting = exams.sitting(exam, person, at=at, client="bench-page")
        sittings.append([str(sitting.public_id), access.issue_ticket(sitting, person)])
    single = PaperItem.objects.filter(paper=paper, version__kind=ItemKind.SINGLE.value)[0]
    answer = [[str(single.position)], ["A", "B", "C", "D"]]
    print(json.dumps({"sittings": sittings, "answer": answer}))


if __name__ == "__main__":
    main()
