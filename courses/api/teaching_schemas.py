"""What the API takes and says about teaching. What comes in may hold no field unknown here."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

from courses.api.schemas import Strict
from courses.enums.evaluation import PromptAbout, PromptKind, Shown
from courses.enums.materials import MaterialKind
from courses.enums.teaching import AvailabilityKind, QualificationLevel

Line = Annotated[int, Field(ge=1, le=9999)]


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


class PromptIn(Strict):
    """A prompt of a questionnaire; `choices` only for a choice."""

    kind: PromptKind
    about: PromptAbout
    text: str = Field(max_length=200)
    choices: list[Annotated[str, Field(min_length=1, max_length=60)]] = []
    required: bool = True


class QuestionnaireIn(Strict):
    """The next edition of the questionnaire of that name."""

    name: str = Field(max_length=80)
    valid_from: date
    prompts: list[PromptIn] = Field(max_length=100)


class QuestionnaireOut(Schema):
    """One edition of a questionnaire."""

    id: UUID
    name: str
    number: int
    valid_from: date
    prompts: int
    usual: bool


class QuestionnairesOut(Schema):
    """Every edition of every questionnaire."""

    items: list[QuestionnaireOut]


class OpeningIn(Strict):
    """An evaluation to be opened from today on; `days` as the settings have it if none is given."""

    edition: UUID
    days: int | None = None


class ArrangementIn(Strict):
    """How a cohort's evaluation opens: null for what the academy's settings say."""

    automatic: bool
    edition: UUID | None = None
    days: int | None = None
    reminders: bool = True


class ArrangementOut(Schema):
    """How a cohort's evaluation opens as things stand; `own` where the cohort has its settings."""

    automatic: bool
    edition: UUID | None
    days: int
    reminders: bool
    own: bool


class EvaluationLineOut(Schema):
    """What an evaluation asks, about a subject, an instructor, or the cohort itself."""

    number: int
    kind: PromptKind
    text: str
    about: str
    choices: list[str]
    required: bool


class MyEvaluationOut(Schema):
    """An evaluation one may answer, or has."""

    id: UUID
    cohort: str
    opens_on: date
    last_on: date
    answered: bool


class MyEvaluationsOut(Schema):
    """One's evaluations, the newest first."""

    items: list[MyEvaluationOut]


class AskedOut(MyEvaluationOut):
    """An evaluation with what it asks."""

    lines: list[EvaluationLineOut]


class AnswerIn(Strict):
    """One's whole answer, by the number of the line."""

    values: dict[Line, Annotated[int, Field(ge=0, le=9999)]] = Field({}, max_length=2000)
    texts: dict[Line, Annotated[str, Field(max_length=2000)]] = Field({}, max_length=2000)


class LineResultOut(Schema):
    """What was said to one line; null where fewer than the minimum said anything."""

    number: int
    text: str
    about: str
    answers: int | None
    average: Decimal | None
    counts: dict[int, int] | None
    texts: list[str] | None


class ResultsOut(Schema):
    """A cohort's evaluation: no lines where too few have answered."""

    id: UUID
    opens_on: date
    last_on: date
    minimum: int
    invited: int
    answers: int
    shown: Shown
    lines: list[LineResultOut]
