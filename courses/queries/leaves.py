"""What leave takes of people's hours, and a cohort's leaves at a moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import QuerySet

from academy.shared import clock
from courses.enums.attendance import ON_LEAVE, Formation, LeaveState, LeaveStep
from courses.models import Enrolment, Leave, RollCallLine, Teaching
from courses.queries import along, residence_rules
from courses.rules import leave as rules
from courses.rules import stay
from courses.rules.leave import Away, Cell, Settled
from courses.rules.residence import Settings

# A cell as roll-calls and leave both know it: cohort and the moment of its beginning.
_Key = tuple[int, datetime]
_NONE = Decimal("0.0")
_EXCUSING = (LeaveState.GRANTED, LeaveState.RETURNED)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=clock.LOCAL)


def cells_of(
    cohort_ids: Collection[int], *, known_before: datetime | None = None
) -> dict[int, list[Cell]]:
    """Return the timetable cells of cohorts in their order, as known at an instant; one query."""
    rows = Teaching.objects.standing(known_before).filter(cohort__in=cohort_ids)
    lines = rows.order_by("taught_on", "begins", "ends", "hours").values_list(
        "cohort_id", "taught_on", "begins", "ends", "hours"
    )
    found: dict[int, dict[Away, Cell]] = {each: {} for each in cohort_ids}
    for cohort_id, day, begins, ends, hours in lines:
        taken = Away(_instant(day, begins), _instant(day, ends))
        found[cohort_id].setdefault(taken, Cell(cohort_id, taken, hours))
    return {cohort_id: list(cells.values()) for cohort_id, cells in found.items()}


def time_of(row: Leave, *, known_before: datetime | None = None) -> Away:
    """The time of a leave, until the return where that came before its end.

    A return that `known_before` does not know of is none.
    """
    back = row.returned_at
    if back is not None and known_before is not None and back >= known_before:
        back = None
    return rules.away(row.starts_at, row.ends_at, back)


def leaves_of(
    places: Collection[int], known_before: datetime | None
) -> list[tuple[Leave, LeaveState]]:
    """Return the leaves from places with their states, as known just before an instant; one query.

    What had not been asked by then is absent. Why somebody asked is not read.
    """
    rows = Leave.objects.filter(enrolment__in=places).select_related("enrolment").defer("reason")
    if known_before is None:
        return [(row, LeaveState(row.state)) for row in rows]
    found = [(row, rules.state_before(_settled(row), known_before)) for row in rows]
    return [(row, state) for row, state in found if state is not None]


def _settled(row: Leave) -> Settled:
    return Settled(
        LeaveState(row.state), row.asked_at, row.settled_at, row.withdrawn_at, row.returned_at
    )


def _counted(
    places: Collection[int], known_before: datetime | None
) -> dict[int, dict[_Key, Decimal]]:
    """For each place the cells that leave takes there: as called, else as granted."""
    found: dict[int, dict[_Key, Decimal]] = {each: {} for each in places}
    called: dict[int, set[_Key]] = defaultdict(set)
    lines = RollCallLine.objects.current(known_before).filter(
        enrolment__in=places, roll_call__formation=Formation.LESSON
    )
    for place, presence, cohort_id, day, begins, hours in lines.values_list(
        "enrolment_id",
        "presence",
        "roll_call__cohort_id",
        "roll_call__called_on",
        "roll_call__begins",
        "roll_call__hours",
    ):
        key = (cohort_id, _instant(day, begins))
        called[place].add(key)
        if presence in ON_LEAVE:
            found[place][key] = hours
    rows = [row for row, state in leaves_of(places, known_before) if state in _EXCUSING]
    cells = cells_of({row.enrolment.cohort_id for row in rows}, known_before=known_before)
    for row in rows:
        time = time_of(row, known_before=known_before)
        for cell in rules.touched(cells[row.enrolment.cohort_id], time):
            key = (cell.cohort_id, cell.time.starts_at)
            if key not in called[row.enrolment_id]:
                found[row.enrolment_id][key] = cell.hours
    return found


def _along(
    enrolment_ids: Collection[int], known_before: datetime | None = None
) -> dict[int, dict[_Key, Decimal]]:
    ways = along.back(enrolment_ids)
    counted = _counted({place for way in ways.values() for place in way}, known_before)
    return {
        each: {key: hours for place in way for key, hours in counted[place].items()}
        for each, way in ways.items()
    }


def hours_used(
    enrolment_ids: Collection[int], *, known_before: datetime | None = None
) -> dict[int, Decimal]:
    """Return the hours (学时) that leave takes of each person, along the way that led there.

    What roll-calls say (on leave, sick), and of cells not called yet what granted leave takes of
    them; with `known_before` as was known just before that instant. The number of queries depends
    on the number of transfers in a row, not of people.
    """
    taken = _along(enrolment_ids, known_before)
    return {each: sum(cells.values(), _NONE) for each, cells in taken.items()}


@dataclass(frozen=True, slots=True)
class Account:
    """Hours (学时) of leave: `asked` by this one, `used` or granted before, both, and the limit."""

    asked: Decimal
    used: Decimal
    together: Decimal
    limit: Decimal
    total: Decimal
    settings: Settings

    @property
    def over(self) -> bool:
        """Whether both together are more than leave may take."""
        return stay.over_limit(self.together, self.total, self.settings)


def account(enrolment: Enrolment, asked: Away | None = None) -> Account:
    """Return what somebody has used of the limit, and what `asked` would add.

    A cell that a granted leave takes in part already is not counted twice.
    """
    cells: list[Cell] = []
    if asked is not None:
        cells = rules.touched(cells_of([enrolment.cohort_id])[enrolment.cohort_id], asked)
    return _accounts([enrolment], cells)[enrolment.pk]


def accounts(rows: Collection[Enrolment]) -> dict[int, Account]:
    """Return what people have used of their limits, by their places, with cohort and syllabus.

    The number of queries depends on the number of transfers in a row, not of places.
    """
    return _accounts(rows, [])


def _accounts(rows: Collection[Enrolment], asked: Sequence[Cell]) -> dict[int, Account]:
    used = _along([row.pk for row in rows])
    settings = residence_rules.settings_on_days({row.cohort.starts_on for row in rows})
    added = {(each.cohort_id, each.time.starts_at): each.hours for each in asked}
    found: dict[int, Account] = {}
    for row in rows:
        mine, total = settings[row.cohort.starts_on], row.cohort.syllabus.hours
        found[row.pk] = Account(
            asked=sum(added.values(), _NONE),
            used=sum(used[row.pk].values(), _NONE),
            together=sum({**used[row.pk], **added}.values(), _NONE),
            limit=stay.leave_limit(total, mine),
            total=total,
            settings=mine,
        )
    return found


def live_of(enrolment: Enrolment) -> list[Leave]:
    """Return the leaves that claim somebody's time, along all places on the way."""
    places = along.back([enrolment.pk])[enrolment.pk]
    return list(Leave.objects.live().filter(enrolment__in=places).order_by("starts_at"))


def waits_for(row: Leave) -> LeaveStep | None:
    """The step that waits, None once the leave is settled; needs `decisions` prefetched."""
    if row.state != LeaveState.ASKED:
        return None
    return rules.next_step(row.steps, [each.step for each in row.decisions.all() if each.granted])


def shown(rows: QuerySet[Leave]) -> QuerySet[Leave]:
    """Return leaves with all that a list says of them, in the order of their beginning."""
    return (
        rows.select_related("enrolment__cohort__syllabus__course", "enrolment__person")
        .select_related("enrolment__unit")
        .prefetch_related("decisions")
        .order_by("starts_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Board:
    """A cohort's leaves: asked for, out now, overdue, granted ahead, and past."""

    asked: list[Leave]
    out: list[Leave]
    overdue: list[Leave]
    ahead: list[Leave]
    past: list[Leave]


def continued(rows: Iterable[Leave]) -> set[int]:
    """Return the granted leaves that another granted one of the same place carries on."""
    granted = [row for row in rows if row.state == LeaveState.GRANTED]
    begins = {(row.enrolment_id, row.starts_at) for row in granted}
    return {row.pk for row in granted if (row.enrolment_id, row.ends_at) in begins}


def board(rows: Sequence[Leave], *, at: datetime) -> Board:
    """Sort a cohort's leaves by what is to be done about them."""
    found = Board([], [], [], [], [])
    prolonged = continued(rows)
    for row in rows:
        time, state = time_of(row), LeaveState(row.state)
        if state is LeaveState.ASKED:
            found.asked.append(row)
        elif state is not LeaveState.GRANTED:
            found.past.append(row)
        elif not rules.begun(time, at=at):
            found.ahead.append(row)
        elif rules.overdue(state, time, continued=row.pk in prolonged, at=at):
            found.overdue.append(row)
        else:
            found.out.append(row)
    return found
