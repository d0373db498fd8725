"""From a finished HTML page to PDF bytes: the only place in reporting that knows WeasyPrint."""

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

_STYLES = Path(__file__).resolve().parent / "static" / "reporting"
SHEET = _STYLES / "print.css"
UPRIGHT = _STYLES / "story_print.css"
"""What a document on upright pages changes of SHEET."""

# Pango's font map is not for two threads at once.
_one_at_a_time = threading.Lock()


def render(html: str, *, identifier: str, upright: bool = False) -> bytes:
    """Return the PDF of `html` under the print sheets; equal input gives equal bytes.

    Nothing is fetched: no address of the network, no file. `identifier` (hex) becomes the
    document's identity.

    Raises:
        FatalURLFetchingError: the page refers to something outside itself.
    """
    from weasyprint import CSS, HTML

    with _one_at_a_time:
        fetcher = _fetcher()
        sheets = [
            CSS(string=path.read_text(encoding="utf-8"), url_fetcher=fetcher)
            for path in ((SHEET, UPRIGHT) if upright else (SHEET,))
        ]
        document = HTML(string=html, url_fetcher=fetcher)
        pdf: bytes = document.write_pdf(stylesheets=sheets, pdf_identifier=identifier.encode())
    return pdf


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
