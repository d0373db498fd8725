"""What surrounds every page: headers, navigation, language, theme, errors."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from academy.people.enums import Role
from academy.people.models import Person
from academy.web import navigation
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]
PUBLIC = ["/account/login/", "/account/password/help/", "/account/inactive/", "/nowhere/"]
SIGNED_IN = ["/", "/account/password/", "/account/logout/", "/refuses/", "/forbids/"]


def assert_guarded(headers: dict[str, str]) -> None:
    policy = headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self'"
    assert directives["object-src"] == directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_carry_the_headers(db: None, path: str) -> None:
    assert_guarded(dict(Client().get(path).headers))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_behind_a_door_carry_the_headers(cast: Cast, client_of: ClientOf, path: str) -> None:
    assert_guarded(dict(client_of(cast.wang).get(path).headers))
    assert_guarded(dict(Client().get(path).headers))


def test_a_defect_carries_the_headers_and_betrays_nothing(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.wang)
    client.raise_request_exception = False
    reply = client.get("/fails/")
    assert reply.status_code == 500
    assert_guarded(dict(reply.headers))
    page = reply.content.decode()
    assert "系统出现意外错误" in page
    assert "a defect" not in page


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/refuses/", 403, "您没有打开此项的权限"),
        ("/forbids/", 403, "您没有打开此页的权限"),
        ("/nowhere/", 404, "没有找到这个页面"),
    ],
)
def test_error_pages_say_what_to_do(
    cast: Cast, client_of: ClientOf, path: str, status: int, words: str
) -> None:
    reply = client_of(cast.wang).get(path)
    assert reply.status_code == status
    page = reply.content.decode()
    assert words in page
    assert "回到首页" in page


def test_refusal_to_htmx_is_a_fragment(cast: Cast, client_of: ClientOf) -> None:
    reply = client_of(cast.wang).get("/refuses/", headers={"HX-Request": "true"})
    assert reply.status_code == 403
    page = reply.content.decode()
    assert "shared.role_required" in page
    assert "<html" not in page


def test_form_without_token_is_refused_in_words(db: None) -> None:
    reply = Client(enforce_csrf_checks=True).post("/account/login/", {})
    assert reply.status_code == 403
    assert "页面已过期" in reply.content.decode()


def test_htmx_is_told_to_add_no_style_and_to_send_the_token(
    cast: Cast, client_of: ClientOf
) -> None:
    page = client_of(cast.wang).get("/").content.decode()
    config = page.split('name="htmx-config" content=\'')[1].split("'")[0]
    assert json.loads(config)["includeIndicatorCSS"] is False
    assert 'hx-headers:inherited=\'{"X-CSRFToken": "' in page


def test_navigation_by_role(db: None) -> None:
    def labels(*roles: Role) -> list[str]:
        return [
            entry.label for section in navigation.sections(roles, "/") for entry in section.entries
        ]

    # Only the exams' routes exist here; the other entries are left out rather than dead.
    assert labels(Role.TRAINEE) == ["我的考试"]
    assert labels(Role.TRAINEE, Role.ACADEMY_ADMIN) == ["我的考试", "考试"]
    assert labels() == []


@pytest.mark.parametrize(
    ("path", "current"),
    [("/exams/mine/", ["我的考试"]), ("/exams/", ["考试"]), ("/exams/7/", ["考试"]), ("/", [])],
)
def test_the_closest_entry_is_the_current_one(path: str, current: list[str]) -> None:
    found = navigation.sections({Role.TRAINEE, Role.ACADEMY_ADMIN}, path)
    assert [e.label for section in found for e in section.entries if e.current] == current


def test_trainee_map_has_three_entries() -> None:
    mine = [p.route for _, places in navigation.MAP for p in places if Role.TRAINEE in p.roles]
    assert mine == ["courses:mine", "exams:mine", "certificates:mine"]


def test_frame_shows_unit_and_role(cast: Cast, client_of: ClientOf) -> None:
    assert "东湖 · 学员" in client_of(cast.wang).get("/").content.decode()
    page = client_of(cast.officer).get("/").content.decode()
    assert "东湖 · 单位培训联络员" in page
    assert "单位培训联络员 · 东湖" in page


def test_home_takes_the_same_queries_for_everybody(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for person in (cast.wang, cast.admin, cast.hr):
        client = client_of(person)
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]  # a context manager
            assert client.get("/").status_code == 200


def test_anybody_is_sent_to_sign_in_and_back(db: None) -> None:
    assert Client().get("/exams/mine/")["Location"] == "/account/login/?next=/exams/mine/"


def test_chinese_by_default_english_by_choice(db: None) -> None:
    client = Client()
    assert '<html lang="zh-Hans"' in client.get("/account/login/").content.decode()
    reply = client.post("/language/", {"language": "en", "next": "/account/login/"})
    assert reply["Location"] == "/account/login/"
    page = client.get("/account/login/").content.decode()
    assert '<html lang="en"' in page
    assert settings.ACADEMY_NAME_EN in page
    assert "Staff number" in page


def test_theme_is_kept_in_a_cookie(db: None) -> None:
    client = Client()
    assert "data-theme=" not in client.get("/account/login/").content.decode()
    reply = client.post("/theme/", {"theme": "dark", "next": "/account/login/"})
    assert reply["Location"] == "/account/login/"
    assert (
        '<html lang="zh-Hans" data-theme="dark"' in client.get("/account/login/").content.decode()
    )
    client.post("/theme/", {"theme": "auto"})
    assert "data-theme=" not in client.get("/account/login/").content.decode()
    client.post("/theme/", {"theme": '"><script>'})
    assert "theme" not in client.cookies or client.cookies["theme"].value == ""


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.test/", "//elsewhere.test", "javascript:x"]
)
def test_theme_never_leads_off_the_site(db: None, elsewhere: str) -> None:
    assert Client().post("/theme/", {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_static_files_named_by_the_frame_exist(db: None) -> None:
    page = Client().get("/account/login/").content.decode()
    named = {part.split('"')[0] for part in page.split('"/static/')[1:]}
    folder = Path(settings.BASE_DIR) / "academy/web/static"
    assert named
    assert [name for name in sorted(named) if not (folder / name.split("#")[0]).is_file()] == []
