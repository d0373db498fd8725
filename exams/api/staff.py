"""What exam staff do: see banks, draw papers, schedule, watch and release."""

from collections import Counter
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from exams import access
from exams.api.candidate_schemas import EmptyIn
from exams.api.staff_schemas import (
    BankOut,
    BanksOut,
    BoardOut,
    ExamIn,
    ExamOut,
    ExamsOut,
    ItemOut,
    ItemsOut,
    PaperIn,
    PaperOut,
    ReleasedOut,
)
from exams.enums import (
    Difficulty,
    ExamKind,
    ExamState,
    ItemKind,
    ItemState,
    ResultVerdict,
)
from exams.models import Bank, Exam, Item, Paper
from exams.operations import exams, papers, release
from exams.queries import boards

router = Router(tags=["exams"])
AUTHORS = ApiDoor(Role.ACADEMY_ADMIN, Role.INSTRUCTOR)
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
STAFF = ApiDoor(*access.STAFF)


@router.get("/banks", response=BanksOut, auth=AUTHORS, url_name="list_banks")
def list_banks(request: PersonRequest) -> HttpResponse:
    """All banks by code."""
    active = Count("items", filter=Q(items__state=ItemState.ACTIVE.value))
    rows = Bank.objects.annotate(active=active).order_by("code")
    items = [
        BankOut(id=row.public_id, code=row.code, name=row.name, items=row.active) for row in rows
    ]
    return read_reply(request, BanksOut(items=items))


@router.get("/banks/{uuid:bank_id}/items", response=ItemsOut, auth=AUTHORS, url_name="list_items")
def list_items(
    request: PersonRequest,
    bank_id: UUID,
    kind: ItemKind | None = None,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """A bank's items by code, each with its current text."""
    rows = Item.objects.filter(bank=access.bank_for_staff(bank_id), current__isnull=False)
    if kind is not None:
        rows = rows.filter(current__kind=kind.value)
    page = page_of(rows.select_related("current"), key=("code", "pk"), cursor=cursor, limit=limit)
    items = [_item(row) for row in page.items]
    return read_reply(request, ItemsOut(items=items, next_cursor=page.next_cursor))


def _item(row: Item) -> ItemOut:
    version = row.current
    if version is None:
        raise AssertionError("only items with a version are listed")
    return ItemOut(
        id=row.public_id,
        code=row.code,
        state=ItemState(row.state),
        version=version.number,
        kind=ItemKind(version.kind),
        subject=version.subject,
        difficulty=Difficulty(version.difficulty),
        stem=version.stem,
    )


@router.post("/papers", response={201: PaperOut}, auth=ADMIN, url_name="assemble_paper")
@idempotent
def assemble_paper(request: PersonRequest, body: PaperIn) -> tuple[int, PaperOut]:
    """Draw and freeze a paper by a blueprint."""
    blueprint = access.blueprint_for_staff(body.blueprint)
    first = access.paper_for_staff(body.makes_up_for) if body.makes_up_for else None
    paper = papers.assemble(
        actor=actor(request.person),
        blueprint=blueprint,
        seed=body.seed,
        makes_up_for=first,
        at=clock.now(),
    )
    return 201, _paper(paper, body.blueprint)


def _paper(row: Paper, blueprint: UUID) -> PaperOut:
    return PaperOut(
        id=row.public_id,
        blueprint=blueprint,
        seed=row.seed,
        item_count=row.item_count,
        full_marks=row.full_marks,
        digest=row.digest,
    )


@router.get("/exams", response=ExamsOut, auth=STAFF, url_name="list_exams")
def list_exams(
    request: PersonRequest,
    state: ExamState | None = None,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Exams by their opening."""
    rows = Exam.objects.select_related("cohort", "paper")
    if state is not None:
        rows = rows.filter(state=state.value)
    page = page_of(rows, key=("opens_at", "pk"), cursor=cursor, limit=limit)
    items = [_exam(row) for row in page.items]
    return read_reply(request, ExamsOut(items=items, next_cursor=page.next_cursor))


@router.post("/exams", response={201: ExamOut}, auth=ADMIN, url_name="schedule_exam")
@idempotent
def schedule_exam(request: PersonRequest, body: ExamIn) -> tuple[int, ExamOut]:
    """Schedule an exam for a cohort."""
    exam = exams.schedule(
        actor=actor(request.person),
        cohort=access.cohort_for_staff(body.cohort),
        paper=access.paper_for_staff(body.paper),
        follows=access.exam_for_staff(body.follows) if body.follows else None,
        at=clock.now(),
        **body.model_dump(exclude={"cohort", "paper", "follows"}),
    )
    return 201, _exam(exam)


def _exam(row: Exam) -> ExamOut:
    return ExamOut(
        id=row.public_id,
        title=row.title,
        cohort=row.cohort.public_id,
        paper=row.paper.public_id,
        kind=ExamKind(row.kind),
        state=ExamState(row.state),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        duration_seconds=row.duration_seconds,
        pass_percent=row.pass_percent,
        excellent_percent=row.excellent_percent,
        released_at=row.released_at,
    )


@router.get("/exams/{uuid:exam_id}", response=ExamOut, auth=STAFF, url_name="get_exam")
def get_exam(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """One exam."""
    return read_reply(request, _exam(access.exam_for_staff(exam_id)))


@router.get("/exams/{uuid:exam_id}/board", response=BoardOut, auth=STAFF, url_name="get_board")
def get_board(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """How many of the exam's people are where, at this moment."""
    at = clock.now()
    exam = access.exam_for_staff(exam_id)
    now = boards.numbers(exam, at=at)
    body = BoardOut(
        exam=exam.public_id,
        at=at,
        due=now.due,
        started=now.started,
        running=now.running,
        ended=now.ended,
        missing=now.missing,
        late=now.late,
        states=now.states,
    )
    return read_reply(request, body)


@router.post(
    "/exams/{uuid:exam_id}/release", response=ReleasedOut, auth=ADMIN, url_name="release_exam"
)
def release_exam(request: PersonRequest, exam_id: UUID, body: EmptyIn) -> ReleasedOut:
    """Publish results and report them to courses; once more changes nothing."""
    exam = access.exam_for_staff(exam_id)
    exam = release.release(actor=actor(request.person), exam=exam, at=clock.database_now())
    if exam.released_at is None:
        raise AssertionError("a released exam has its instant by constraint")
    verdicts = Counter(exam.results.values_list("verdict", flat=True))
    return ReleasedOut(
        exam=exam.public_id,
        released_at=exam.released_at,
        passed=verdicts[ResultVerdict.PASSED.value],
        failed=verdicts[ResultVerdict.FAILED.value],
        absent=verdicts[ResultVerdict.ABSENT.value],
    )
