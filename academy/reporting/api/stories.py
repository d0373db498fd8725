"""Documents over HTTP: the cohorts to choose from, one cohort's story, its files."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema

from academy.people.access import ApiDoor, PersonRequest, actor
from academy.reporting import access
from academy.reporting.access import READERS
from academy.reporting.api.reports import file_response
from academy.reporting.api.schemas import Code, Day, PageQuery
from academy.reporting.enums import Form
from academy.reporting.labels import Shape
from academy.reporting.operations import stories
from academy.reporting.queries import cohort_story
from academy.reporting.reports.stories import cohort as cohort_report
from academy.reporting.reports.stories.frame import Story, Table
from academy.reporting.rules.asking import Ask
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses.enums import CohortState
from courses.models import Cohort

router = Router(tags=["reports"])
DOOR = ApiDoor(*READERS)


class StoryQuery(Schema):
    """As of which day (today if not given), and of which unit with all below it."""

    as_of: Day | None = None
    unit: Code = ""


class StoryCohortOut(Schema):
    """A cohort that has begun; `seats` counts people in the reader's reach."""

    id: UUID
    name: str
    course: str
    starts_on: date
    ends_on: date
    state: CohortState
    seats: int


class StoryCohortsOut(Schema):
    """One page of cohorts, the latest first."""

    items: list[StoryCohortOut]
    next_cursor: str | None


class StoryColumnOut(Schema):
    """A column of a table."""

    column: str
    label: str
    shape: Shape


class StoryLineOut(Schema):
    """A line of a table: a value for each column, codes where the page says words."""

    key: str
    is_sum: bool
    values: dict[str, int | Decimal | date | str | None]


class StoryTableOut(Schema):
    """A table of a document; `basis` says what it rests on."""

    table: str
    title: str
    basis: str
    columns: list[StoryColumnOut]
    lines: list[StoryLineOut]


class StoryChapterOut(Schema):
    """A chapter of a document."""

    chapter: str
    title: str
    basis: str
    tables: list[StoryTableOut]


class StoryOut(Schema):
    """A whole document. `digest` is equal for equal questions and figures, here and on files."""

    report: str
    title: str
    scope: str
    as_of: date
    digest: str
    sentence: str
    notes: list[str]
    chapters: list[StoryChapterOut]


@router.get("/report-cohorts", response=StoryCohortsOut, auth=DOOR, url_name="report_cohorts")
def report_cohorts(request: PersonRequest, query: Query[PageQuery]) -> HttpResponse:
    """The cohorts that have begun and in which people in reach had a seat."""
    reach = access.cohort_reach(request.person, clock.today())
    page = page_of(
        reach.rows,
        key=("starts_on", "pk"),
        cursor=query.cursor,
        limit=query.limit,
        descending=True,
    )
    seats = cohort_story.seat_counts([row.pk for row in page.items], reach.within.scope)
    items = [_cohort(row, seats.get(row.pk, 0)) for row in page.items]
    return read_reply(request, StoryCohortsOut(items=items, next_cursor=page.next_cursor))


@router.get(
    "/report-cohorts/{uuid:cohort_id}", response=StoryOut, auth=DOOR, url_name="report_cohort"
)
def report_cohort(
    request: PersonRequest, cohort_id: UUID, query: Query[StoryQuery]
) -> HttpResponse:
    """A cohort's whole story: composition, attendance, results, items, certificates and more."""
    cohort, ask = _asked(request, cohort_id, query)
    return read_reply(request, story_out(cohort_report.read(cohort, ask)))


@router.get(
    "/report-cohorts/{uuid:cohort_id}.xlsx",
    auth=DOOR,
    url_name="report_cohort_xlsx",
    response={200: bytes},
)
def report_cohort_xlsx(
    request: PersonRequest, cohort_id: UUID, query: Query[StoryQuery]
) -> HttpResponse:
    """A cohort's report as a workbook with a sheet for each chapter. On record as an extract."""
    return _file(request, cohort_id, query, Form.XLSX)


@router.get(
    "/report-cohorts/{uuid:cohort_id}.pdf",
    auth=DOOR,
    url_name="report_cohort_pdf",
    response={200: bytes},
)
def report_cohort_pdf(
    request: PersonRequest, cohort_id: UUID, query: Query[StoryQuery]
) -> HttpResponse:
    """A cohort's report as PDF, A4 upright, to be signed. On record as an extract."""
    return _file(request, cohort_id, query, Form.PDF)


def _asked(request: PersonRequest, cohort_id: UUID, query: StoryQuery) -> tuple[Cohort, Ask]:
    today = clock.today()
    reach = access.cohort_reach(request.person, today)
    cohort = reach.one(cohort_id)
    return cohort, reach.asked(cohort, unit=query.unit, as_of=query.as_of, today=today)


def _file(request: PersonRequest, cohort_id: UUID, query: StoryQuery, form: Form) -> HttpResponse:
    cohort, ask = _asked(request, cohort_id, query)
    made = stories.make_cohort(
        actor=actor(request.person), cohort=cohort, ask=ask, form=form, at=clock.now()
    )
    return file_response(made)


def _cohort(row: Cohort, seats: int) -> StoryCohortOut:
    return StoryCohortOut(
        id=row.public_id,
        name=row.name,
        course=row.syllabus.course.name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=CohortState(row.state),
        seats=seats,
    )


def story_out(story: Story) -> StoryOut:
    """Return a document as the API tells it."""
    return StoryOut(
        report=story.code,
        title=story.title,
        scope=story.scope_name,
        as_of=story.as_of,
        digest=story.digest,
        sentence=story.sentence,
        notes=[str(note) for note in story.notes],
        chapters=[
            StoryChapterOut(
                chapter=chapter.code,
                title=str(chapter.title),
                basis=str(chapter.basis),
                tables=[_table(table) for table in chapter.tables],
            )
            for chapter in story.chapters
        ],
    )


def _table(table: Table) -> StoryTableOut:
    return StoryTableOut(
        table=table.code,
        title=str(table.title),
        basis=str(table.basis),
        columns=[
            StoryColumnOut(column=each.code, label=str(each.label), shape=each.shape)
            for each in table.columns
        ],
        lines=[
            StoryLineOut.model_validate(
                {
                    "key": line.key,
                    "is_sum": line.is_sum,
                    "values": {each.code: line.values.get(each.code) for each in table.columns},
                }
            )
            for line in table.lines
        ],
    )
