"""Tracks and courses, for whoever is on the staff."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query, Router

from academy.people.access import ApiDoor, PersonRequest
from academy.people.enums import Role
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses.api import replies
from courses.api.schemas import CourseOut, CoursesOut, TrackOut, TracksOut
from courses.models import Course, Track

router = Router(tags=["courses"])
ANYBODY = ApiDoor(Role.TRAINEE)


def _courses() -> QuerySet[Course]:
    return Course.objects.select_related("track").prefetch_related("syllabi__subjects")


def _track(row: Track) -> TrackOut:
    return TrackOut(id=row.public_id, code=row.code, name=row.name)


@router.get("/tracks", response=TracksOut, auth=ANYBODY, url_name="list_tracks")
def list_tracks(
    request: PersonRequest,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """The professional lines by code."""
    page = page_of(Track.objects.all(), key=("code",), cursor=cursor, limit=limit)
    items = [_track(row) for row in page.items]
    return read_reply(request, TracksOut(items=items, next_cursor=page.next_cursor))


@router.get("/tracks/{uuid:track_id}", response=TrackOut, auth=ANYBODY, url_name="get_track")
def get_track(request: PersonRequest, track_id: UUID) -> HttpResponse:
    """One professional line."""
    row = Track.objects.filter(public_id=track_id).first()
    if row is None:
        raise NotFound
    return read_reply(request, _track(row))


@router.get("/courses", response=CoursesOut, auth=ANYBODY, url_name="list_courses")
def list_courses(
    request: PersonRequest,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """The catalogue by code, each course with all its syllabi."""
    page = page_of(_courses(), key=("code",), cursor=cursor, limit=limit)
    items = [replies.course(row) for row in page.items]
    return read_reply(request, CoursesOut(items=items, next_cursor=page.next_cursor))


@router.get("/courses/{uuid:course_id}", response=CourseOut, auth=ANYBODY, url_name="get_course")
def get_course(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """One course with all its syllabi."""
    row = _courses().filter(public_id=course_id).first()
    if row is None:
        raise NotFound
    return read_reply(request, replies.course(row))
