"""What the API takes and says about evaluations. What comes in may hold no field unknown here."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from courses.api.schemas import Strict
from courses.enums.evaluation import PromptAbout, PromptKind, Shown

Line = Annotated[int, Field(ge=1, le=9999)]


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
