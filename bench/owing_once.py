"""`python -m bench.owing_once DATA [PEOPLE]`: fill the database in DATA, ask, figures as JSON."""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.common import timed, use

RUNS = 3
YEARS = 5
ON = date(2026, 11, 1)


def main() -> None:
    use(Path(sys.argv[1]))
    people = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    entries = _fill(people)
    from courses.queries.owing import Ask, by_unit, owes

    walls: list[float] = []
    counted = 0
    for _ in range(RUNS):
        with timed() as told:
            lines = by_unit(Ask(ON))
        walls.append(told()[0])
        counted = sum(line.people for line in lines)
    if counted < people:
        sys.exit(f"only {counted} people were judged")
    with timed() as told:
        owes(range(1, 51), ON)
    print(json.dumps({"wall": walls, "entries": entries, "names": told()[0]}))


def _fill(people: int) -> int:
    """People in 33 units with an assignment of before and one of now, and hours of five years."""
    from academy.audit.record import Actor
    from academy.people.enums import UnitKind
    from academy.people.models import Rank
    from academy.people.operations import dictionary, units

    actor, at = Actor.system("bench"), datetime(2026, 1, 2, tzinfo=UTC)
    dictionary.ensure_ranks(["四级调研员", "一级主任科员", "一级科员"])
    ranks = list(Rank.objects.order_by("official_order"))
    places: list[Any] = []
    for number in range(33):
        name = f"单位{number}"
        places.append(
            units.found(
                actor=actor,
                code=f"U{number}",
                kind=UnitKind.TOWN,
                name=name,
                short_name=name,
                official_order=number + 1,
                parent=None,
                valid_from=date(2015, 1, 1),
                at=at,
            )
        )
    return _staff(people, places, ranks, at)


def _staff(people: int, places: list[Any], ranks: list[Any], at: datetime) -> int:
    """Write people, assignments and hours in sets; return how many ledger lines there are."""
    from academy.audit.record import Actor
    from academy.people.models import Assignment, Person
    from courses.models import HoursEntry
    from courses.operations import catalogue, requirements

    actor = Actor.system("bench")
    requirements.publish_usual(actor=actor, at=at)
    track = catalogue.create_track(actor=actor, code="LAW", name="综合执法", at=at)
    Person.objects.bulk_create(
        (
            Person(
                staff_number=f"B{number:06d}",
                name=f"学员{number}",
                pinyin_key=f"{number:06d}",
                sex="male",
                staff_kind="enforcement",
                establishment="civil_servant",
                joined_on=date(2018, 1, 1) + timedelta(days=number % 3000),
            )
            for number in range(people)
        ),
        batch_size=1000,
    )
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    moved = date(2025, 6, 1)
    for start, end in ((date(2018, 1, 1), moved), (moved, None)):
        Assignment.objects.bulk_create(
            (
                Assignment(
                    person_id=key,
                    unit=places[key % 33],
                    rank=ranks[key % 3] if end is None or key % 5 else ranks[2],
                    valid_from=start,
                    valid_until=end,
                )
                for key in keys
            ),
            batch_size=1000,
        )
    HoursEntry.objects.bulk_create(
        (
            HoursEntry(
                person_id=key,
                track=track,
                hours=Decimal(20 + key % 50),
                category_id=("residential", "online")[year % 2],
                earned_on=date(2022 + year, 5, 10),
                source="past_record",
                evidence="轮训",
                recorded_at=at,
            )
            for year in range(YEARS)
            for key in keys
        ),
        batch_size=2000,
    )
    return YEARS * people


if __name__ == "__main__":
    main()
