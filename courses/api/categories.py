"""Hours categories, and how minutes become 学时."""

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import PersonRequest, actor
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses.api import category_schemas as said
from courses.api.requirements import KEEP, READ
from courses.api.schemas import NothingIn
from courses.models import HoursCategory
from courses.operations import categories
from courses.queries.categories import recognitions_on
from courses.rules import conversion

router = Router(tags=["courses"])


@router.get(
    "/hours/categories", response=said.CategoriesOut, auth=READ, url_name="list_hours_categories"
)
def list_hours_categories(
    request: PersonRequest,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """The dictionary of categories, retired ones included, in its own order."""
    rows = HoursCategory.objects.all()
    page = page_of(rows, key=("sequence", "code"), cursor=cursor, limit=limit)
    recognised = recognitions_on(clock.today())
    items = [_category(row, recognised) for row in page.items]
    return read_reply(request, said.CategoriesOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/hours/categories",
    response={201: said.CategoryOut},
    auth=KEEP,
    url_name="add_hours_category",
)
@idempotent
def add_hours_category(
    request: PersonRequest, body: said.CategoryIn
) -> tuple[int, said.CategoryOut]:
    """Add a category; the same code and name again is the same one."""
    row = categories.add(
        actor=actor(request.person), code=body.code, name=body.name, at=clock.now()
    )
    return 201, _now(row)


@router.post(
    "/hours/categories/{str:code}/rename",
    response=said.CategoryOut,
    auth=KEEP,
    url_name="rename_hours_category",
)
def rename_hours_category(
    request: PersonRequest, code: str, body: said.CategoryNameIn
) -> said.CategoryOut:
    """Give a category another name; its code stays."""
    row = categories.rename(
        actor=actor(request.person), category=_row(code), name=body.name, at=clock.now()
    )
    return _now(row)


@router.post(
    "/hours/categories/{str:code}/retire",
    response=said.CategoryOut,
    auth=KEEP,
    url_name="retire_hours_category",
)
def retire_hours_category(request: PersonRequest, code: str, body: NothingIn) -> said.CategoryOut:
    """Let nothing be earned in it from today on; refused while a requirement recognises it."""
    return _now(categories.retire(actor=actor(request.person), category=_row(code), at=clock.now()))


@router.post(
    "/hours/categories/{str:code}/restore",
    response=said.CategoryOut,
    auth=KEEP,
    url_name="restore_hours_category",
)
def restore_hours_category(request: PersonRequest, code: str, body: NothingIn) -> said.CategoryOut:
    """Take a retirement back."""
    return _now(
        categories.restore(actor=actor(request.person), category=_row(code), at=clock.now())
    )


@router.get(
    "/hours/conversion", response=said.ConversionOut, auth=READ, url_name="hours_conversion"
)
def hours_conversion(request: PersonRequest) -> HttpResponse:
    """How many minutes a 学时 has, and in what else hours may be written."""
    return read_reply(
        request,
        said.ConversionOut(
            minutes_per_hour=conversion.USUAL,
            choices_per_hour=list(conversion.PER_HOUR),
            measures=list(conversion.MEASURES),
            rounded_to=conversion.TENTH,
        ),
    )


def _row(code: str) -> HoursCategory:
    row = HoursCategory.objects.filter(code=code).first()
    if row is None:
        raise NotFound
    return row


def _now(row: HoursCategory) -> said.CategoryOut:
    return _category(row, recognitions_on(clock.today()))


def _category(row: HoursCategory, recognised: dict[str, list[str]]) -> said.CategoryOut:
    return said.CategoryOut(
        code=row.code,
        name=row.name,
        retired_on=row.retired_on,
        recognised_by=recognised.get(row.code, []),
    )
