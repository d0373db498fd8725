"""A real browser on a live server. Needs a Chromium of the system; tests carry `browser`."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from academy.people.models import Person
from tests.cast import Cast
from tests.cast import sign_in as browser_of

# Playwright runs an event loop in the test's own thread, which Django would take for an async
# view that touches the database; here nothing else runs in that thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE, DESK = {"width": 375, "height": 760}, {"width": 1440, "height": 900}

# A loaded host takes its time; what is there already is not waited for.
expect.set_options(timeout=15_000)

OpenPage = Callable[..., Page]
Launch = Callable[[], BrowserContext]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium: apt-get install --no-install-recommends chromium")
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Return a maker of pages: `open_page(person, path, viewport=…, theme=…, language=…)`.

    With a person the page starts signed in. Whatever the browser complains of on its console,
    a blocked script or style above all, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(
        person: Person | None = None,
        path: str = "/",
        *,
        viewport: dict[str, int] = DESK,
        theme: str = "light",
        language: str = "zh-hans",
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,  # type: ignore[arg-type]  # playwright's own TypedDict
            color_scheme=theme,  # type: ignore[arg-type]  # one of its literals
            locale="zh-CN",
            reduced_motion="reduce",
        )
        contexts.append(context)
        cookies: list[Any] = [
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
        ]
        if person is not None:
            client = Client()
            client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            name = settings.SESSION_COOKIE_NAME
            cookies.append({"name": name, "value": session, "url": live_server.url})
        context.add_cookies(cookies)
        page = context.new_page()
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()
    harmless = (
        # A refused form answers 4xx, which the browser also writes on its console.
        "Failed to load resource",
        # The worker's script was still on its way when the page was left or the line cut.
        "An unknown error occurred when fetching the script",
    )
    assert [said for said in complaints if not any(each in said for each in harmless)] == []


@pytest.fixture
def launch(
    browser: Browser, live_server: LiveServer, cast: Cast, tmp_path: Path
) -> Iterator[Launch]:
    """Return a starter of a Chromium of its own that keeps its profile on disk."""
    path = next(found for name in NAMES if (found := shutil.which(name)))
    started: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=path, args=FLAGS, base_url=live_server.url, locale="zh-CN"
        )
        started.append(context)
        name = settings.SESSION_COOKIE_NAME
        value = browser_of(cast.wang).cookies[name].value
        context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        return context

    yield start
    for context in started:
        # One of them was killed.
        with suppress(Error):
            context.close()


@pytest.fixture
def sign_in(open_page: OpenPage) -> Callable[[Person], Page]:
    """Return a signed-in page of a person, on their home page."""
    return open_page


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong, one line each: rule, element, what to do."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wider


@pytest.fixture
def assert_sound() -> Callable[[Page], None]:
    """Return an assertion: axe finds nothing, and nothing sticks out sideways."""

    def check(page: Page) -> None:
        assert violations(page) == []
        assert overflow(page) <= 0

    return check
