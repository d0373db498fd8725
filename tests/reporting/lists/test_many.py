"""Rows that are made in bulk have what those have that operations make."""

from typing import Any

from django.db.models import Model

from academy.findings.models import Finding, FindingEntry
from academy.people.models import Assignment, Person
from academy.reporting.models import MakeUp, MakeUpEvent
from courses.models import Completion, Enrolment, ExamOutcome
from tests.cast import AT, Cast
from tests.make import findings as make_findings
from tests.make import makeups as make_make_ups
from tests.make import many, people

KEYS = {"id", "public_id", "person_id", "enrolment_id", "source_id", "make_up_id", "finding_id"}
OWN = {"staff_number", "name", "pinyin_key", "source_key", "due_on"}
"""What has to be another's; all else is to be the same."""


def columns(row: Model) -> dict[str, Any]:
    """Return what stands in the columns of a row, but for keys and what is its own."""
    every = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    return {name: value for name, value in every.items() if name not in KEYS | OWN}


def rows_of(person: Person) -> list[dict[str, Any]]:
    """Return what there is of somebody who failed a course, from their file to the make-up."""
    of_them: list[tuple[type[Model], str]] = [
        (Person, "pk"),
        (Assignment, "person"),
        (Enrolment, "person"),
        (ExamOutcome, "enrolment__person"),
        (Completion, "enrolment__person"),
        (MakeUp, "person"),
        (MakeUpEvent, "make_up__person"),
    ]
    return [columns(model._default_manager.get(**{way: person.pk})) for model, way in of_them]


def test_somebody_who_failed(cast: Cast) -> None:
    first, second = people.people(2, unit=cast.east, at=AT)
    make_up, _another = make_make_ups.opened([first, second], at=AT)
    place = Completion.objects.get(pk=make_up.source_id).enrolment
    (third,) = crowd = many.people(first, [1])
    many.make_ups(make_up, many.finished(place, crowd), crowd, 1)
    assert rows_of(third) == rows_of(second) == rows_of(first)


def test_a_finding(cast: Cast) -> None:
    first, second = (make_findings.opened(cast, key) for key in ("one", "two"))
    (third,) = many.findings(first, [1])
    found = [columns(Finding.objects.get(pk=each.pk)) for each in (first, second, third)]
    assert found[0] == found[1] == found[2]
    lines = [columns(FindingEntry.objects.get(finding=each)) for each in (first, second, third)]
    assert lines[0] == lines[1] == lines[2]
