"""Every list route of reporting and findings, with a way to give it ever more rows.

A new list stands here, or the house does not pass (`tests/house/test_lists.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from academy.people.access import actor
from academy.reporting.models import ReportRun, ScheduleReceipt
from academy.reporting.operations import boards, outside_scores
from academy.reporting.operations.outside_scores import Given
from academy.reporting.queries import outside, places
from academy.reporting.reports import REPORTS
from academy.reporting.rules import outside_rows
from academy.shared.tabular import reading as tables
from courses.models import Completion
from tests.cast import AT, Cast
from tests.make import boards as make_boards
from tests.make import certificates, courses, many, people, requirements
from tests.make import exclusions as make_exclusions
from tests.make import findings as make_findings
from tests.make import makeups as make_make_ups
from tests.make import schedules as make_schedules
from tests.make import targets as make_targets

#: When the second quarter of 2026 has begun, and a schedule of the fifth has had its turn.
NOW = datetime(2026, 4, 8, 1, tzinfo=UTC)
DUE = datetime(2026, 4, 5, 0, tzinfo=UTC)


TEMPLATES = {
    "reporting:people": "reporting/people.html",
    "reporting:dashboard_people": "reporting/people.html",
    "reporting:dashboard_lapsing": "reporting/lapsing.html",
    "reporting:person_list": "reporting/persons.html",
    "reporting:exclusions": "reporting/exclusions.html",
    "reporting:exclusion_board": "reporting/_exclusions_waiting.html",
    "reporting:make_ups": "reporting/make_ups.html",
    "reporting:extracts": "reporting/extracts.html",
    "reporting:runs": "reporting/runs.html",
    "reporting:schedules": "reporting/schedules.html",
    "reporting:schedule": "reporting/schedule.html",
    "reporting:sending": "reporting/sending.html",
    "reporting:boards": "reporting/boards.html",
    "reporting:board_rules": "reporting/board_rules.html",
    "reporting:board_outside": "reporting/board_outside.html",
    "reporting:cohort_list": "reporting/cohorts.html",
    "reporting:targets": "reporting/targets.html",
    "findings:findings": "findings/list.html",
}
"""By what each page that has a list is drawn."""


@dataclass(frozen=True)
class Listed:
    """A list at an address, as somebody of the cast reads it; a page is drawn by `template`.

    `walked` is one that is read to its end while rows come. Where several are cut into pages by the
    same piece of code one of them stands for all, and the API's for the page.
    """

    route: str
    path: str
    template: str = ""
    reader: str = "hr"
    walked: bool = True

    def __str__(self) -> str:
        return f"{self.reader}: {self.path}"


@dataclass
class World:
    """Lists that have one row, and how to give each of them one more for every number.

    `files` are addresses of files of the same rows, each with how many people it looks up together
    (0: it looks up nobody). `most` is where the rows can grow no further.
    """

    more: Callable[[Sequence[int]], object]
    lists: list[Listed] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    most: int = 3000


def _api(name: str, *args: object, reader: str = "hr", walked: bool = True, **query: str) -> Listed:
    route = f"api-1:{name}"
    return Listed(route, _path(route, args, query), reader=reader, walked=walked)


def _page(
    name: str, *args: object, reader: str = "hr", walked: bool = False, **query: str
) -> Listed:
    route = next(each for each in TEMPLATES if each.endswith(f":{name}"))
    return Listed(route, _path(route, args, query), TEMPLATES[route], reader, walked)


def _path(route: str, args: Sequence[object], query: dict[str, str]) -> str:
    path = reverse(route, args=args)
    return f"{path}?{urlencode(query)}" if query else path


STANDING_AT_ONCE = 500
#: A report whose facts are rows of a model, and one that works them out.
_WALKED = ("completion", "hours")


def crowd(cast: Cast) -> World:
    """People who passed and hold a certificate that ends next quarter, and owe hours all the same.

    Every report's names, the people to choose a record of, and whose certificate lapses.
    """
    first = people.person(1, unit=cast.east, at=AT)
    (certificate,) = certificates.expiring([first], at=AT, months=6)
    place = certificate.completion.enrolment
    requirements.edition(at=AT)

    def more(numbers: Sequence[int]) -> None:
        crowd = many.people(first, numbers)
        done = many.finished(place, crowd)
        many.certificates(certificate, done, crowd, 1000 + min(numbers, default=0))

    world = World(more)
    for spec in REPORTS.values():
        # Nobody of them was called, away or written down: one list of the four stands for all.
        for source in spec.sources[:1] if spec.code == "stays" else spec.sources:
            figure, walked = source.facts.counts[0], spec.code in _WALKED
            api = _api("report_people", spec.code, figure=figure, walked=walked)
            world.lists += [api, _page("people", spec.code, figure=figure)]
        world.files[reverse("reporting:csv", args=[spec.code])] = 0
        # Those who owe hours are told with where they stand on the way to training.
        owes = spec.code in ("hours", "unfinished")
        world.files[reverse("reporting:xlsx", args=[spec.code])] = STANDING_AT_ONCE if owes else 0
    world.lists += [
        _page("dashboard_people", "hours", figure="due", reader="leader"),
        _page("dashboard_lapsing", walked=True),
        _page("person_list", walked=True),
        _page("person_list", reader="officer"),
    ]
    return world


def exclusions(cast: Cast) -> World:
    """Exclusions that wait, and others of the same people that are in force."""
    first = people.person(1, unit=cast.east, at=AT)
    later = {"first": date(2026, 6, 1), "until": None}
    held = make_exclusions.draft(first, first=date(2026, 4, 1), until=date(2026, 5, 1))
    granted = make_exclusions.granted(held, by=cast.officer, decider=cast.admin, at=AT)
    wanted = make_exclusions.draft(first, **later)  # type: ignore[arg-type]  # days
    waiting = make_exclusions.asked(wanted, by=cast.officer, at=AT)

    def more(numbers: Sequence[int]) -> None:
        crowd = many.people(first, numbers)
        start = min(numbers, default=0)
        for row in (granted, waiting):
            many.exclusions(row, crowd, start)

    return World(
        more,
        [
            _api("list_exclusions"),
            _api("list_exclusions", reader="officer", walked=False),
            _page("exclusions"),
            _page("exclusions", reader="officer"),
            _page("exclusion_board", walked=True),
        ],
        {reverse("reporting:exclusions_in_force"): 0},
    )


def make_ups(cast: Cast) -> World:
    """Make-ups of people who failed one course, as the register and as their unit see them."""
    person = people.person(1, unit=cast.east, at=AT)
    (first,) = make_make_ups.opened([person], at=AT)
    place = Completion.objects.get(pk=first.source_id).enrolment

    def more(numbers: Sequence[int]) -> None:
        crowd = many.people(person, numbers)
        done = many.finished(place, crowd)
        many.make_ups(first, done, crowd, min(numbers, default=0))

    return World(
        more,
        [
            _api("list_make_ups"),
            _api("list_make_ups", reader="officer", walked=False),
            _page("make_ups"),
            _page("make_ups", reader="officer"),
        ],
        {reverse("reporting:make_ups_xlsx"): 0},
    )


def files(cast: Cast) -> World:
    """Reports that were made in the background, handed out and sent on a timetable."""
    schedule = make_schedules.made(cast.hr, cast.auditor, cast.admin, at=AT)
    (first,) = make_schedules.opened(at=DUE)
    make_schedules.executed(first)
    first.refresh_from_db()
    assert first.run is not None
    first.run = ReportRun.objects.select_related("job", "extract").get(pk=first.run.pk)

    def more(numbers: Sequence[int]) -> None:
        many.sendings(first, numbers)
        many.schedules(schedule, numbers)

    return World(
        more,
        [
            _api("report_extracts"),
            _api("report_runs"),
            _api("report_schedules"),
            _api("report_sendings", schedule.public_id),
            _page("extracts"),
            _page("runs"),
            _page("schedules"),
            _page("schedule", schedule.public_id),
        ],
    )


def receipts(cast: Cast) -> World:
    """What became of the recipients of one sending: fifty at most, so that no page is needed."""
    make_schedules.made(cast.hr, cast.auditor, at=AT)
    (first,) = make_schedules.opened(at=DUE)
    make_schedules.executed(first)
    receipt = ScheduleReceipt.objects.get(sending=first)

    def more(numbers: Sequence[int]) -> None:
        many.receipts(receipt, many.people(cast.auditor, numbers))

    return World(
        more,
        [
            _api("report_receipts", first.public_id),
            _page("sending", first.public_id),
        ],
        most=50,
    )


def board(cast: Cast) -> World:
    """Boards that were withdrawn, editions of their rules, and scores that others gave."""
    drawn = make_boards.draft(cast)
    who, at = actor(cast.hr), make_boards.DRAWN
    first = boards.withdraw(actor=who, board=drawn, reason="数据有误", at=at)
    book = tables.read("单位\t得分\n东湖\t91.5\n".encode(), "pasted.csv", encoding="utf-8")
    found = outside.sort(outside_rows.read(book), places.places(make_boards.APRIL))
    given = Given(make_boards.MARCH, "市容环境考核", "市考核办〔2026〕3号")
    imported = outside_scores.take(actor=who, given=given, found=found, at=at)

    def more(numbers: Sequence[int]) -> None:
        many.boards(first, numbers)
        many.rules(drawn.rules, numbers)
        many.outside(imported, numbers)

    return World(
        more,
        [
            _api("list_boards"),
            _api("list_board_rules"),
            _page("boards"),
            _page("board_rules"),
            _page("board_outside", walked=True),
        ],
    )


def targets(cast: Cast) -> World:
    """What was set for a unit, again and again."""
    (first,) = make_targets.were_set(cast.hr, {"T001": 90}, at=NOW, valid_from=NOW.date())

    def more(numbers: Sequence[int]) -> None:
        many.targets(first, numbers)

    return World(
        more,
        [
            _api("report_target_changes", figure="hours"),
            _page("targets", figure="hours"),
        ],
    )


def findings(cast: Cast) -> World:
    """Findings of a unit, as the academy, their unit and their owner see them."""
    first = make_findings.opened(cast)

    def more(numbers: Sequence[int]) -> None:
        many.findings(first, numbers)

    return World(
        more,
        [
            _api("list_findings"),
            _api("list_findings", reader="officer", walked=False),
            _page("findings"),
            _page("findings", reader="leader"),
            _page("findings", reader="officer"),
        ],
    )


def cohorts(cast: Cast) -> World:
    """Cohorts to choose from, all and those of a unit."""
    row = certificates.closed_cohort(persons=[cast.wang], at=AT)
    place = courses.enrolment_of(row, cast.wang)

    def more(numbers: Sequence[int]) -> None:
        many.cohorts(place, numbers)

    return World(
        more,
        [
            _api("report_cohorts"),
            _api("report_cohorts", reader="officer", walked=False),
            _page("cohort_list"),
            _page("cohort_list", reader="officer"),
        ],
    )


WORLDS: dict[Callable[[Cast], World], set[str]] = {
    crowd: {
        "api-1:report_people",
        "reporting:people",
        "reporting:dashboard_people",
        "reporting:dashboard_lapsing",
        "reporting:person_list",
    },
    exclusions: {
        "api-1:list_exclusions",
        "reporting:exclusions",
        "reporting:exclusion_board",
    },
    make_ups: {"api-1:list_make_ups", "reporting:make_ups"},
    files: {
        "api-1:report_extracts",
        "api-1:report_runs",
        "api-1:report_schedules",
        "api-1:report_sendings",
        "reporting:extracts",
        "reporting:runs",
        "reporting:schedules",
        "reporting:schedule",
    },
    receipts: {"api-1:report_receipts", "reporting:sending"},
    board: {
        "api-1:list_boards",
        "api-1:list_board_rules",
        "reporting:boards",
        "reporting:board_rules",
        "reporting:board_outside",
    },
    targets: {"api-1:report_target_changes", "reporting:targets"},
    findings: {"api-1:list_findings", "findings:findings"},
    cohorts: {"api-1:report_cohorts", "reporting:cohort_list"},
}
"""Which lists each of them has."""
