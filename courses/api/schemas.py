"""What the API takes and says about courses. What comes in may hold no field unknown here."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from courses.enums import CohortState, CompletionVerdict, EnrolmentState

Reason = Annotated[str, Field(min_length=1, max_length=200)]
StaffNumbers = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=24)]], Field(min_length=1, max_length=1000)
]


class Strict(Schema):
    """A request body: unknown fields are refused rather than ignored."""

    model_config = ConfigDict(extra="forbid")


class TrackOut(Schema):
    """A professional line."""

    id: UUID
    code: str
    name: str


class TracksOut(Schema):
    """One page of tracks."""

    items: list[TrackOut]
    next_cursor: str | None


class SubjectOut(Schema):
    """A subject of a syllabus; hours are 学时."""

    name: str
    hours: Decimal


class PassRuleOut(Schema):
    """How a syllabus judges; percentages of full marks."""

    pass_percent: Decimal
    excellence_percent: Decimal
    make_up_allowed: bool
    make_up_capped: bool


class SyllabusOut(Schema):
    """An edition of a course's content, in force from a date."""

    id: UUID
    edition: int
    valid_from: date
    hours: Decimal
    valid_months: int | None
    staff_kinds: list[str]
    pass_rule: PassRuleOut
    subjects: list[SubjectOut]


class CourseOut(Schema):
    """A course of the catalogue with its syllabi, the newest edition first."""

    id: UUID
    code: str
    name: str
    track: str
    syllabi: list[SyllabusOut]


class CoursesOut(Schema):
    """One page of courses."""

    items: list[CourseOut]
    next_cursor: str | None


class CohortIn(Strict):
    """A cohort to draft. Both dates belong to it."""

    syllabus: UUID
    number: int = Field(ge=1, le=32767)
    name: str = Field(min_length=1, max_length=120)
    starts_on: date
    ends_on: date
    capacity: int = Field(le=100_000)
    holiday_reason: str = Field("", max_length=200)


class CohortOut(Schema):
    """A cohort with the number of its people in each state."""

    id: UUID
    course: str
    syllabus: UUID
    year: int
    number: int
    name: str
    starts_on: date
    ends_on: date
    capacity: int
    state: CohortState
    seats_taken: int
    counts: dict[EnrolmentState, int]


class CohortsOut(Schema):
    """One page of cohorts."""

    items: list[CohortOut]
    next_cursor: str | None


class QuotaLine(Strict):
    """Seats of a unit (by its code) in a cohort."""

    unit: str = Field(min_length=1, max_length=24)
    seats: int = Field(le=100_000)


class QuotasIn(Strict):
    """All quotas of a cohort; what is not listed has none."""

    quotas: list[QuotaLine] = Field(max_length=1000)


class QuotasOut(Schema):
    """The quotas of a cohort."""

    quotas: list[QuotaLine]


class ReasonIn(Strict):
    """Why."""

    reason: Reason


class NothingIn(Strict):
    """A body without content."""


class PeopleIn(Strict):
    """One or many people, by staff number."""

    staff_numbers: StaffNumbers


class EntryIn(PeopleIn):
    """People to nominate or seat. An admin's `override_reason` sets rules aside, on record."""

    override_reason: Annotated[str, Field(max_length=200)] = ""


class EnrolmentOut(Schema):
    """A person's place in a cohort; the unit is that of the day of entry."""

    id: UUID
    cohort: UUID
    staff_number: str
    name: str
    unit: str
    staff_kind: str
    state: EnrolmentState
    enrolled_at: datetime | None
    checked_in_at: datetime | None
    finished_at: datetime | None
    withdrawn_at: datetime | None


class EnrolmentsOut(Schema):
    """One page of enrolments."""

    items: list[EnrolmentOut]
    next_cursor: str | None


class RefusedOut(Schema):
    """One person of a list who was refused."""

    staff_number: str
    code: str
    title: str
    next_step: str


class ReportOut(Schema):
    """What became of a list; `unknown` are staff numbers that are not in your scope."""

    done: list[str]
    already: list[str]
    refused: list[RefusedOut]
    unknown: list[str]


class MyEnrolmentOut(Schema):
    """One's own place in a cohort, with how it ended."""

    id: UUID
    cohort: UUID
    cohort_name: str
    course: str
    starts_on: date
    ends_on: date
    state: EnrolmentState
    verdict: CompletionVerdict | None
    final_score: Decimal | None
    hours: Decimal | None


class MyEnrolmentsOut(Schema):
    """All of one's own enrolments, what is ahead first."""

    items: list[MyEnrolmentOut]
