"""Materials as their readers find them, and who has read what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from academy.people.models import Person
from courses.enums import FINISHED, SEATED
from courses.models import Cohort, Enrolment, Material, MaterialEdition, Reading, Subject, Syllabus
from courses.models.material import MaterialQuerySet
from courses.rules.reading import percent

READERS = frozenset(SEATED | FINISHED)
"""States in which somebody has, or had, a seat: to these the materials are open."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A material with its present edition, and what one person has read of it."""

    material: Material
    edition: MaterialEdition
    reading: Reading | None

    @property
    def is_read(self) -> bool:
        """Whether the person has marked the present edition as read."""
        return self.reading is not None and self.reading.read_edition == self.edition.number

    @property
    def percent(self) -> int | None:
        """How much of a film was played, None where that cannot be known."""
        seconds = self.reading.seconds if self.reading else 0
        return percent(seconds, self.edition.seconds)


def with_editions(rows: MaterialQuerySet) -> MaterialQuerySet:
    """Bring subject, course and editions (the newest first) along."""
    editions = MaterialEdition.objects.order_by("-number")
    return rows.select_related("subject__syllabus__course").prefetch_related(
        Prefetch("editions", queryset=editions)
    )


def shelf(rows: MaterialQuerySet, person: Person) -> list[Shelved]:
    """Return materials in the order of their syllabus, with the person's readings: 3 queries."""
    listed = list(
        with_editions(rows).order_by(
            "subject__syllabus__course__code",
            "-subject__syllabus__edition",
            "subject__sequence",
            "position",
            "pk",
        )
    )
    readings = {
        row.material_id: row
        for row in Reading.objects.filter(person=person, material__in=[each.pk for each in listed])
    }
    return [Shelved(row, row.editions.all()[0], readings.get(row.pk)) for row in listed]


def subjects_of(syllabus: Syllabus) -> list[tuple[Subject, list[Material]]]:
    """Return each subject of a syllabus with its materials that were not retired: 3 queries."""
    rows = with_editions(Material.objects.filter(retired_at__isnull=True)).order_by(
        "position", "pk"
    )
    subjects = Subject.objects.filter(syllabus=syllabus).order_by("sequence")
    listed = subjects.prefetch_related(Prefetch("materials", queryset=rows, to_attr="shelved"))
    return [(each, each.shelved) for each in listed]


@dataclass(frozen=True, slots=True)
class Reader:
    """One person of a cohort: how many materials were opened and marked, for how long."""

    enrolment: Enrolment
    opened: int
    read: int
    seconds: int


@dataclass(frozen=True, slots=True)
class ReadMaterial:
    """One material: how many of the cohort opened it and marked its present edition as read."""

    material: Material
    edition: MaterialEdition
    opened: int
    read: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Who of a cohort has read what."""

    readers: list[Reader]
    materials: list[ReadMaterial]


def summary_of(cohort: Cohort) -> Summary:
    """Return who of a cohort has read what of its published materials: 5 queries."""
    materials = list(
        with_editions(
            Material.objects.published().filter(subject__syllabus=cohort.syllabus_id)
        ).order_by("subject__sequence", "position", "pk")
    )
    members = list(_members(cohort))
    readings = Reading.objects.filter(
        material__in=[row.pk for row in materials],
        person__in=[row.person_id for row in members],
    )
    present = Q()
    for row in materials:
        present |= Q(material=row.pk, read_edition=row.editions.all()[0].number)
    read = Count("pk", filter=present) if materials else Count("pk")
    by_person = {
        row["person_id"]: row
        for row in readings.values("person_id")
        .annotate(opened=Count("pk"), read=read, spent=Sum("seconds"))
        .order_by("person_id")
    }
    by_material = {
        row["material_id"]: row
        for row in readings.values("material_id")
        .annotate(opened=Count("pk"), read=read)
        .order_by("material_id")
    }
    none: Mapping[str, Any] = {"opened": 0, "read": 0, "spent": 0}
    return Summary(
        [_reader(row, by_person.get(row.person_id, none)) for row in members],
        [_read(row, by_material.get(row.pk, none)) for row in materials],
    )


def _members(cohort: Cohort) -> QuerySet[Enrolment]:
    states: Collection[str] = [each.value for each in READERS]
    rows = Enrolment.objects.filter(cohort=cohort, state__in=states)
    return rows.select_related("person", "unit").order_by("person__pinyin_key", "pk")


def _reader(row: Enrolment, counts: Mapping[str, Any]) -> Reader:
    return Reader(row, counts["opened"], counts["read"], counts["spent"])


def _read(row: Material, counts: Mapping[str, Any]) -> ReadMaterial:
    return ReadMaterial(row, row.editions.all()[0], counts["opened"], counts["read"])
