"""The notices storey's part of /api/v1."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from academy.notices import access
from academy.notices.api import addresses
from academy.notices.models import Notice
from academy.notices.operations import notices
from academy.notices.queries import inbox
from academy.notices.topics import words
from academy.people.access import ApiDoor, PersonRequest
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply

router = Router(tags=["notices"])
router.add_router("", addresses.router)
DOOR = ApiDoor(Role.TRAINEE)


class NoticeOut(Schema):
    """One thing one was told, in the language asked for; `path` is "" where there is no page."""

    id: UUID
    topic: str
    title: str
    text: str
    path: str
    created_at: datetime
    read_at: datetime | None


class NoticesOut(Schema):
    """One page of notices, newest first; `unread` counts up to 100."""

    items: list[NoticeOut]
    unread: int
    next_cursor: str | None


class ReadAllIn(Schema):
    """`through`: the newest notice that was shown; what came after it stays unread.

    `counted`: how many were unread then, if below 100; refused if more would become read.
    """

    through: UUID
    counted: int | None = Field(default=None, ge=0)


class ReadAllOut(Schema):
    """How many became read."""

    read: int


@router.get("/me/notices", response=NoticesOut, auth=DOOR, url_name="list_my_notices")
def list_my_notices(
    request: PersonRequest,
    unread: bool = False,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """What one was told; `unread=true` leaves out what was read."""
    page = page_of(
        inbox.notices_of(request.person, unread=unread),
        key=("created_at", "pk"),
        cursor=cursor,
        limit=limit,
        descending=True,
    )
    items = [_out(notice) for notice in page.items]
    count = inbox.unread_count(request.person)
    return read_reply(request, NoticesOut(items=items, unread=count, next_cursor=page.next_cursor))


@router.post(
    "/me/notices/{uuid:notice_id}/read",
    response=NoticeOut,
    auth=DOOR,
    url_name="read_my_notice",
)
def read_my_notice(request: PersonRequest, notice_id: UUID) -> NoticeOut:
    """Note that one has read a notice; again is the same."""
    notice = access.notice_for(request.person, notice_id)
    notices.read(notice=notice, at=clock.now())
    notice.refresh_from_db()
    return _out(notice)


@router.post("/me/notices/read-all", response=ReadAllOut, auth=DOOR, url_name="read_all_my_notices")
def read_all_my_notices(request: PersonRequest, body: ReadAllIn) -> ReadAllOut:
    """Note as read everything up to a notice."""
    through = access.notice_for(request.person, body.through)
    read = notices.read_all(
        person=request.person, through=through, counted=body.counted, at=clock.now()
    )
    return ReadAllOut(read=read)


def _out(notice: Notice) -> NoticeOut:
    said = words(notice.topic, notice.facts)
    return NoticeOut(
        id=notice.public_id,
        topic=notice.topic,
        title=said.title,
        text=said.text,
        path=notice.path,
        created_at=notice.created_at,
        read_at=notice.read_at,
    )
