"""`python -m tests.exam_day.room SITTERS [GUESTS]`: an exam and people who have checked in to it.

Prints JSON: the exam, for each sitting its id and ticket, for each guest, who is signed in and has
yet to check in, the session; the answers from which a client
chooses, by item key; nothing of the answer key. `DJANGO_SETTINGS_MODULE` and the database are the
environment's.
"""

import json
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import django

#: Of fifty items; other counts in proportion.
SHARES = {"true_false": 10, "single": 25, "multiple": 10, "fill_in": 3, "numeric": 2}


def build(sitters: int, *, at: datetime, number: int = 1, guests: int = 0) -> dict[str, Any]:
    """Seat `sitters` and `guests` in cohort no. `number`, check the sitters in; fifty items."""
    from academy.people.models import Person, Unit
    from courses.enums import CohortState
    from courses.models import Syllabus
    from exams.access import issue_ticket
    from exams.enums import ItemKind
    from exams.models import Paper
    from exams.operations import entry, sittings
    from exams.rules.assembly import Line
    from tests.cast import SYSTEM, gather, sign_in
    from tests.make import courses, exams, people

    if not Unit.objects.exists():
        gather(at=at)
    taken = Person.objects.filter(staff_number__startswith="P").count()
    east = Unit.objects.get(code="T001")
    crowd = people.people(sitters + guests, unit=east, at=at, start=taken + 1)
    cohort = courses.cohort(
        at=at,
        number=number,
        state=CohortState.RUNNING,
        persons=crowd,
        capacity=sitters + guests,
        of=Syllabus.objects.first(),
    )
    paper = Paper.objects.first() or exams.paper(
        at=at,
        of=exams.bank(at=at, each=30),
        lines=[Line(ItemKind(kind), count, Decimal(2)) for kind, count in SHARES.items()],
    )
    exam = exams.exam(
        at=at,
        persons=crowd,
        cohort=cohort,
        on_paper=paper,
        window=timedelta(hours=6),
        duration_seconds=7200,
    )
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    places = []
    for person in crowd[:sitters]:
        place = entry.check_in(actor=SYSTEM, exam=exam, person=person, at=at)
        places.append([str(place.public_id), issue_ticket(place, person)])
    sessions = [sign_in(person).cookies["sessionid"].value for person in crowd[sitters:]]
    return {
        "exam": str(exam.public_id),
        "sittings": places,
        "guests": sessions,
        "answers": choices(paper),
    }


def choices(paper: Any) -> dict[str, list[Any]]:
    """Return what may be answered to each item: right and wrong alike, by item key."""
    from tests.make.exams import right_answer

    wrong: dict[str, list[Any]] = {
        "true_false": [True, False],
        "single": ["A", "B", "C", "D"],
        "multiple": [["A"], ["A", "B"], ["A", "C"], ["B", "C", "D"], ["D"]],
        "fill_in": [["三日", "五日"], ["七日", "五日"]],
        "numeric": ["15", "30 日", "六十"],
    }
    found = {}
    for row in paper.items.select_related("version"):
        options, right = list(wrong[row.version.kind]), right_answer(row.version)
        found[str(row.position)] = options if right in options else [*options, right]
    return found


def main() -> None:
    django.setup()
    from django.db import transaction

    from academy.shared import clock

    # One transaction for all: what is laid out here is not what is measured or shot at.
    with transaction.atomic():
        sitters, guests = int(sys.argv[1]), int((*sys.argv, "0")[2])
        room = build(sitters, at=clock.now(), guests=guests)
    print(json.dumps(room))  # noqa: T201  (read by its caller)


if __name__ == "__main__":
    main()
