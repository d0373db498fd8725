"""`python -m bench.owing_once DATA [PEOPLE] [URL]`: fill the database, ask, figures as JSON."""

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
    use(Path(sys.argv[1]), url=sys.argv[3] if len(sys.argv) > 3 else "")
    people = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    entries, changed = _fill(people)
    _settle()
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
    names = []
    for start in range(0, 10 * 50, 50):
        with timed() as told:
            owes(range(start + 1, start + 51), ON)
        names.append(1000 * told()[0])
    with timed() as told:
        owes([people // 2], ON)
    figures = {"wall": walls, "entries": entries, "changed": changed}
    print(json.dumps({**figures, "names": names, "one": 1000 * told()[0]}))


def _settle() -> None:
    """Let the database take stock of what it holds, as a server does by itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _fill(people: int) -> tuple[int, int]:
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


def _staff(people: int, places: list[Any], ranks: list[Any], at: datetime) -> tuple[int, int]:
    """Write people, what they were, assignments and hours in sets; count hours and changes."""
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
    return YEARS * people, _former_kinds(keys)


def _former_kinds(keys: list[int]) -> int:
    """Say of every tenth person that they were auxiliaries once, of some that they still are."""
    from academy.people.models import FormerKind

    rows = FormerKind.objects.bulk_create(
        (
            FormerKind(person_id=key, staff_kind="auxiliary", valid_until=date(year, 3, 1))
            for year in (2024, 2027)
            for key in keys[:: 10 if year == 2024 else 50]
        ),
        batch_size=1000,
    )
    return len(rows)


if __name__ == "__main__":
    main()
