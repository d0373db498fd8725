"""`python -m bench.reports_dashboard_once DATA PEOPLE URL`: the dashboard, figures as JSON.

With 0 people the database is taken as it is.
"""

import json
import sys
from pathlib import Path
from typing import Any

from bench.common import timed, use
from bench.reports_fill import FIRST_ON, fill

RUNS = 11


def main() -> None:
    use(Path(sys.argv[1]), url=sys.argv[3])
    if people := int(sys.argv[2]):
        fill(people)
    from academy.reporting.operations import summaries as keeping
    from academy.reporting.queries import summaries
    from academy.shared import clock

    with timed() as told:
        keeping.refresh(at=clock.now())
    refreshed, kept = told()[0], []
    for _ in range(RUNS):
        with timed() as told:
            found, counted_at = summaries.kept(clock.today())
        kept.append(1000 * told()[0])
        assert counted_at is not None
        assert all(found.values())
    pages, lapsing = _pages(), _lapsing()
    assert lapsing, "the forecast has nothing to count"
    print(json.dumps({"page": pages, "kept": kept, "refresh": refreshed, "lapsing": lapsing}))


def _lapsing() -> int:
    """Return how many certificates the page says end next quarter."""
    return int(_asked().lapsing)


def _asked() -> Any:
    """Return the dashboard over everything."""
    from academy.reporting import dashboards
    from academy.reporting.queries import summaries
    from academy.shared import clock

    return dashboards.read(summaries.whole_ask(clock.today()))


def _pages() -> list[float]:
    """Return how many ms the page takes for HR over everything, from request to response."""
    from django.conf import settings
    from django.test import Client

    client: Any = Client(SERVER_NAME="127.0.0.1")
    client.force_login(_reader(), backend=settings.AUTHENTICATION_BACKENDS[-1])
    pages = []
    for _ in range(RUNS + 1):
        with timed() as told:
            response = client.get("/reports/dashboard/")
        pages.append(1000 * told()[0])
        assert response.status_code == 200, response.status_code
    return pages[1:]  # the first one reads templates and catalogues


def _reader() -> Any:
    from academy.audit.record import Actor
    from academy.people.enums import Role
    from academy.people.models import Person, Unit
    from academy.people.operations import grants
    from academy.shared import clock

    reader = Person.objects.order_by("pk")[0]
    grants.grant(
        actor=Actor.system("bench"),
        person=reader,
        role=Role.HR,
        unit=Unit.objects.get(code="U00"),
        valid_from=FIRST_ON,
        at=clock.now(),
    )
    return reader


if __name__ == "__main__":
    main()
