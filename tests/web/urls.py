"""The web's own routes and a few that fail, so that its tests need no other storey."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from academy.people.access import page_door, public_page
from academy.people.enums import Role
from academy.shared.errors import RoleRequired


@public_page
def refuses(request: HttpRequest) -> HttpResponse:
    raise RoleRequired


@public_page
def forbids(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@public_page
def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a defect")


@page_door(Role.TRAINEE)
def place(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


_exams = [path("mine/", place, name="mine"), path("", place, name="exams")]

urlpatterns = [
    path("", include("academy.web.urls")),
    path("refuses/", refuses),
    path("forbids/", forbids),
    path("fails/", fails),
    path("exams/", include((_exams, "exams"))),
]
