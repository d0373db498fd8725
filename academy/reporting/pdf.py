"""From a finished HTML page to PDF bytes: the only place in reporting that knows WeasyPrint."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

_STYLES = Path(__file__).resolve().parent / "static" / "reporting"
SHEET = _STYLES / "print.css"
UPRIGHT = _STYLES / "story_print.css"
"""What a document on upright pages changes of SHEET."""

# Pango's font map is not for two threads at once.
_one_at_a_time = threading.Lock()


def render(
    html: str, *, identifier: str, upright: bool = False, on_page: Callable[[], None] | None = None
) -> bytes:
    """Return the PDF of `html` under the print sheets; equal input gives equal bytes.

    Nothing is fetched: no address of the network, no file. `identifier` (hex) becomes the
    document's identity. `on_page` is called as pages are laid out; what it raises ends it.

    Raises:
        FatalURLFetchingError: the page refers to something outside itself.
    """
    from weasyprint import CSS, HTML

    with _one_at_a_time, _told(on_page):
        fetcher = _fetcher()
        sheets = [
            CSS(string=path.read_text(encoding="utf-8"), url_fetcher=fetcher)
            for path in ((SHEET, UPRIGHT) if upright else (SHEET,))
        ]
        document = HTML(string=html, url_fetcher=fetcher)
        pdf: bytes = document.write_pdf(stylesheets=sheets, pdf_identifier=identifier.encode())
    return pdf


class _Told(logging.Filter):
    """Hears of each page that WeasyPrint lays out: its log is where it tells of them.

    A filter, because what a filter raises is not caught by the logging module. Nothing passes it.
    """

    def __init__(self, on_page: Callable[[], None]) -> None:
        super().__init__()
        self._on_page = on_page

    def filter(self, record: logging.LogRecord) -> bool:
        self._on_page()
        return False


@contextmanager
def _told(on_page: Callable[[], None] | None) -> Iterator[None]:
    if on_page is None:
        yield
        return
    log, listener = logging.getLogger("weasyprint.progress"), _Told(on_page)
    level = log.level
    log.addFilter(listener)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeFilter(listener)
        log.setLevel(level)


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Locked(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        """The report carries everything within itself, so every address is a fault."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise FatalURLFetchingError(f"a report fetches nothing: {url[:80]}")

    return Locked()
