"""What the API takes and says about teaching. What comes in may hold no field unknown here."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

from courses.api.schemas import Strict
from courses.enums.materials import MaterialKind
from courses.enums.teaching import AvailabilityKind, QualificationLevel


class InstructorIn(Strict):
    """Somebody to list: a staff number, or a name with an organisation."""

    staff_number: str | None = Field(None, min_length=1, max_length=24)
    name: str = Field("", max_length=60)
    organisation: str = Field("", max_length=80)
    valid_from: date
    valid_until: date | None = None
    offered_only: bool = False


class QualificationIn(Strict):
    """A course an instructor may teach during [valid_from, valid_until)."""

    course: UUID
    level: QualificationLevel
    valid_from: date
    valid_until: date | None = None
    evidence: str = Field(max_length=200)


class QualificationOut(Schema):
    """A course an instructor may teach during [valid_from, valid_until)."""

    id: UUID
    course: str
    level: QualificationLevel
    valid_from: date
    valid_until: date | None
    evidence: str


class RatingOut(Schema):
    """A mean out of 5, and of how many values it is the mean."""

    average: Decimal
    values: int


class InstructorOut(Schema):
    """An instructor with the hours of a year; hours are 学时."""

    id: UUID
    name: str
    organisation: str
    valid_from: date
    valid_until: date | None
    offered_only: bool
    year: int
    hours_taught: Decimal
    hours_ahead: Decimal
    rating: RatingOut | None


class InstructorsOut(Schema):
    """One page of instructors."""

    items: list[InstructorOut]
    next_cursor: str | None


class QualificationsOut(Schema):
    """An instructor's qualifications."""

    items: list[QualificationOut]


class DaysIn(Strict):
    """Days on which an instructor is away, or offers to teach; both belong to it."""

    kind: AvailabilityKind
    starts_on: date
    ends_on: date
    reason: str = Field("", max_length=200)


class DaysOut(Schema):
    """Days on which an instructor is away, or offers to teach."""

    id: UUID
    kind: AvailabilityKind
    starts_on: date
    ends_on: date


class AvailableOut(Schema):
    """Instructors who may teach a course on every day of a span, the most qualified first."""

    items: list[UUID]


def _wall(value: time) -> time:
    """A time by the academy's clock: whole minutes and no zone of its own."""
    if value.tzinfo is not None or value.second or value.microsecond:
        raise ValueError("a time of day in whole minutes, without a zone")
    return value


WallTime = Annotated[time, AfterValidator(_wall)]


class SlotIn(Strict):
    """Some time of one day, by the academy's clock."""

    day: date
    begins: WallTime
    ends: WallTime


class TeachingIn(Strict):
    """Times of a subject (by its place in the syllabus) for an instructor, perhaps in a hall.

    `together` joins what the instructor teaches another cohort at exactly the same times.
    """

    subject: int = Field(ge=1, le=999)
    instructor: UUID
    slots: list[SlotIn] = Field(min_length=1, max_length=400)
    hall: UUID | None = None
    together: bool = False


class TeachingOut(Schema):
    """One line of teaching; hours are 学时, counted from the times.

    Where several cohorts are taught together, one line books the instructor: its hours count.
    """

    id: UUID
    subject: int
    instructor: UUID
    day: date
    begins: time
    ends: time
    hours: Decimal
    hall: UUID | None
    books_instructor: bool


class TimetabledOut(Schema):
    """Something that is taught in a week, with every cohort that is taught together."""

    day: date
    begins: time
    ends: time
    subject: str
    instructor: str
    hall: str
    cohorts: list[str]


class TimetableOut(Schema):
    """A week of teaching from its Monday on, and the nearest weeks in which there is any."""

    monday: date
    before: date | None
    after: date | None
    lines: list[TimetabledOut]


class SubjectPlanOut(Schema):
    """A subject of a cohort: hours of the syllabus, hours covered, and its lines."""

    subject: int
    name: str
    hours: Decimal
    covered: Decimal
    lines: list[TeachingOut]


class PlanOut(Schema):
    """A cohort's teaching."""

    lead: UUID | None
    subjects: list[SubjectPlanOut]


class LeadIn(Strict):
    """Who answers for the teaching of a cohort."""

    instructor: UUID


class MaterialOut(Schema):
    """A material in its present edition. `file` is where its bytes are, `url` a link's address."""

    id: UUID
    subject: str
    title: str
    kind: MaterialKind
    edition: int
    size: int
    file: str | None
    url: str | None
    published_at: datetime | None


class MyMaterialOut(MaterialOut):
    """A material open to oneself, with what was read of it."""

    opened: bool
    read: bool
    seconds: int
    percent: int | None


class MaterialsOut(Schema):
    """The materials of a syllabus."""

    items: list[MaterialOut]


class MyMaterialsOut(Schema):
    """What is open to oneself."""

    items: list[MyMaterialOut]


class LinkIn(Strict):
    """A link to be added to a subject (by its place in the syllabus)."""

    subject: int = Field(ge=1, le=999)
    title: str = Field(max_length=120)
    url: str = Field(max_length=600)
    publish: bool = True


class BeatIn(Strict):
    """What a reading page says: seconds since its last word, counted from 1 by `sequence`."""

    view: UUID
    sequence: int = Field(ge=1, le=999_999)
    seconds: int = Field(ge=0, le=999_999)


class ReadOut(Schema):
    """What was read of one material."""

    seconds: int
    percent: int | None
    read: bool


class ReaderOut(Schema):
    """One person of a cohort: materials opened and marked, and seconds."""

    staff_number: str
    name: str
    opened: int
    read: int
    seconds: int


class SummaryOut(Schema):
    """Who of a cohort has read what."""

    materials: int
    readers: list[ReaderOut]
