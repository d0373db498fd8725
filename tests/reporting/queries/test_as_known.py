"""Reports of a day gone by, asked again after rosters and editions that reach back behind it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from academy.people.access import actor
from academy.people.enums import UnitKind
from academy.people.models import Person, Unit, UnitEdition
from academy.people.operations import dictionary, units
from academy.reporting import access, comparing, dashboards, frames, listing
from academy.reporting.enums import Form
from academy.reporting.models import FigureSummary
from academy.reporting.operations import extracts, summaries
from academy.reporting.queries import places
from academy.reporting.queries.summaries import differing
from academy.reporting.reports import REPORTS
from academy.reporting.rules.asking import Ask
from academy.shared.clock import local_date
from courses.models import Requirement
from courses.operations import requirements
from courses.operations.usual import Draft
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import reporting
from tests.make import requirements as make
from tests.make.people import committed, row

pytestmark = pytest.mark.machine
DAY = timedelta(days=1)
REACHES_BACK_TO = date(2026, 2, 25)
"""Before the day that is reported, which is the day of `at`: 2 March 2026."""
ENFORCEMENT, AUXILIARY = "一线执法人员", "协管人员"
Correction = Callable[[Cast, datetime], None]


def _begin(cast: Cast, at: datetime) -> None:
    """A squad under the east branch, six people, what they owe and what they have earned."""
    dictionary.ensure_ranks(["四级调研员", "一级主任科员"])
    squad = units.found(
        actor=SYSTEM,
        code="T0011",
        kind=UnitKind.SQUAD,
        name="东湖分局一中队",
        short_name="一中队",
        official_order=1,
        parent=cast.east,
        valid_from=FOUNDED_ON,
        at=at,
    )
    rows = [
        row(f"R{n}", n, cast.east, 入职日期="2026-01-05", 职级="一级主任科员") for n in range(1, 6)
    ]
    rows.append(row("R6", 6, squad, 入职日期="2026-01-05", 职级="一级主任科员"))
    committed(*rows, on=date(2026, 2, 1), at=at - 20 * DAY, unit=cast.bureau)
    make.edition(at=at - 20 * DAY, pro_rata=True)
    for person in Person.objects.filter(staff_number__startswith="R"):
        make.entry(person, at=at, earned_on=date(2026, 2, 26), hours=Decimal(55))


def _said(at: datetime, cast: Cast, number: int, unit: Unit | None = None, **says: object) -> None:
    known: dict[str, object] = {"入职日期": "2026-01-05", "职级": "一级主任科员", **says}
    changed = row(f"R{number}", number, unit or cast.east, **known)
    committed(changed, on=REACHES_BACK_TO, at=at, unit=cast.bureau)


def _is_moved(cast: Cast, at: datetime) -> None:
    _said(at, cast, 1, cast.south)


def _is_promoted(cast: Cast, at: datetime) -> None:
    _said(at, cast, 2, 职级="四级调研员")


def _changes_kind(cast: Cast, at: datetime) -> None:
    _said(at, cast, 3, 人员类别=AUXILIARY)


def _joined_on_another_day(cast: Cast, at: datetime) -> None:
    _said(at, cast, 4, 入职日期="2026-02-10")


def _have_left(cast: Cast, at: datetime) -> None:
    """Wang, li, zhao and all the six: the roster of the whole system names somebody else."""
    committed(row("R9", 9, cast.south), on=REACHES_BACK_TO, at=at)


def _squad_goes_south(cast: Cast, at: datetime) -> None:
    _edited(Unit.objects.get(code="T0011"), at, parent=cast.south)


def _is_renamed(cast: Cast, at: datetime) -> None:
    _edited(cast.south, at, name="测试市城管局南桥新区分局")


def _edited(unit: Unit, at: datetime, **changes: object) -> None:
    was = UnitEdition.objects.get(unit=unit, valid_until=None)
    said: dict[str, object] = {
        "name": was.name,
        "short_name": was.short_name,
        "official_order": was.official_order,
        "parent": was.parent,
        **changes,
    }
    units.edit(actor=SYSTEM, unit=unit, valid_from=REACHES_BACK_TO, at=at, **said)  # type: ignore[arg-type]  # as `edit` takes them


def _unit_is_founded(cast: Cast, at: datetime) -> None:
    units.found(
        actor=SYSTEM,
        code="T003",
        kind=UnitKind.TOWN,
        name="测试市城管局西岭分局",
        short_name="西岭",
        official_order=9,
        parent=cast.bureau,
        valid_from=REACHES_BACK_TO,
        at=at,
    )


def _more_is_owed(cast: Cast, at: datetime) -> None:
    draft = Draft(make.spec(valid_from=REACHES_BACK_TO, amount=Decimal(90)), regulation="新规定")
    requirements.publish(
        actor=SYSTEM, requirement=Requirement.objects.get(code="R1"), draft=draft, at=at
    )


CORRECTIONS: tuple[Correction, ...] = (
    _is_moved,
    _is_promoted,
    _changes_kind,
    _joined_on_another_day,
    _have_left,
    _squad_goes_south,
    _is_renamed,
    _unit_is_founded,
    _more_is_owed,
)


def _ask(at: datetime, **narrowed: object) -> Ask:
    return reporting.ask(Unit.objects.all(), at=at, **narrowed)


def _told(at: datetime) -> dict[tuple[str, str], object]:
    """Return what every report says of the day of `at`: figures, and the names of its rows."""
    found: dict[tuple[str, str], object] = {}
    for code, spec in REPORTS.items():
        for by in spec.dimensions:
            report = frames.read(spec, _ask(at, by=by))
            found[code, by] = report.figures(), [each.name for each in report.rows]
    return found


@pytest.mark.parametrize("correction", CORRECTIONS, ids=lambda each: each.__name__)
def test_the_day_says_what_it_said_and_the_next_what_is_known_now(
    cast: Cast, at: datetime, correction: Correction
) -> None:
    _begin(cast, at)
    told, next_day = _told(at), _told(at + DAY)
    names = {code: [each.id for each in _names(code, at)] for code in REPORTS}
    correction(cast, at + DAY)
    assert _told(at) == told
    assert {code: [each.id for each in _names(code, at)] for code in REPORTS} == names
    assert _told(at + DAY) != next_day


def _names(code: str, at: datetime) -> list[listing.Named]:
    spec = REPORTS[code]
    return [each for source in spec.sources for each in listing.listed(spec, source, _ask(at))]


def test_all_of_it_together_changes_no_file_no_summary_and_no_dashboard(
    cast: Cast, at: datetime
) -> None:
    _begin(cast, at)
    made = [
        extracts.make(
            actor=actor(cast.hr),
            spec=spec,
            ask=_ask(at, by=spec.dimensions[0]),
            form=Form.CSV,
            at=at,
        ).extract
        for spec in REPORTS.values()
        if spec.dimensions
    ]
    ask = _ask(at)
    shown = dashboards.read(ask)
    summaries.refresh(at=at)
    for number, correction in enumerate(CORRECTIONS, start=1):
        # Once all have left nobody is moved any more: it comes last.
        if correction is not _have_left:
            correction(cast, at + number * DAY)
    _have_left(cast, at + (len(CORRECTIONS) + 1) * DAY)
    assert [comparing.again(each).changes for each in made] == [[] for _each in made]
    assert all(comparing.again(each).is_same for each in made)
    assert differing(local_date(at)) == []
    assert replace(dashboards.read(ask), counted_at=None) == shown
    FigureSummary.objects.all().delete()
    assert dashboards.read(ask) == shown


def test_a_unit_named_for_a_day_has_the_squads_that_it_had(cast: Cast, at: datetime) -> None:
    _begin(cast, at)
    _squad_goes_south(cast, at + DAY)
    squad, today = Unit.objects.get(code="T0011"), local_date(at + DAY)
    within = access.reach(cast.hr, today)
    for day, unit in ((today - DAY, cast.east), (today, cast.south)):
        wish = access.Wish(as_of=day, unit=unit.code)
        ask = access.asked(REPORTS["hours"], wish, within, today)
        assert ask.scope == {unit.pk, squad.pk}
        found = listing.page(
            REPORTS["hours"],
            ask,
            within.then(day),
            figure="due",
            row=unit.code,
            part="",
            cursor=None,
            limit=50,
        )
        report = frames.read(REPORTS["hours"], ask)
        figure = next(each for each in report.units if each.key == unit.code)
        assert found.count == figure.number("due")


def test_a_unit_that_was_not_known_yet_stands_on_no_report(cast: Cast, at: datetime) -> None:
    _begin(cast, at)
    _unit_is_founded(cast, at + DAY)
    for day, stands in ((local_date(at), False), (local_date(at + DAY), True)):
        place = next(each for each in places.places(day) if each.code == "T003")
        assert (place.stands, place.ended, place.began) == (stands, False, stands)
