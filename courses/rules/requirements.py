"""Who owes what by when, for one person. Pure; `queries/owing.py` says the same for everybody.

- Calendar year: what was earned from 1 January to the day asked counts; owed by 31 December.
- Rolling years: what was earned in the last n years, the day asked included; owed on that day.
- After an event: what was earned from the event's day on counts; owed by the day before the
  same day n months later. Earned late, it still clears the debt: until then it is overdue. After
  the last completion, what is later than that completion's own day counts.
- Who belongs is judged on the day asked, or on the last day of the calendar year: whoever is
  promoted in mid-year owes for the whole year what the band owes to which they belong that day.
- Pro rata, for who joined in mid-window: amount x months from the joining month to the window's
  last, of the months in the window, rounded half up to 0.1.
- A cap limits what one category may give, after its reversals have been taken off.

Days are local dates. Source: 干部教育培训工作条例 (2023) as the domain notes report it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from courses.enums.hours import Event, JudgedOn, Metric, RequirementWhy, WindowKind
from courses.rules.validity import add_months

_TENTH = Decimal("0.1")
_NONE = Decimal("0.0")
_DAY = timedelta(days=1)
MOST_YEARS = 20
MOST_MONTHS = 240


@dataclass(frozen=True, slots=True)
class Spec:
    """What an edition of a requirement says. Empty sets mean everybody, or everything.

    Ranks are by official order: `rank_from` is the highest of the band and the smaller number.
    `categories` maps what is recognised to its cap (None: no cap). `for_event` with
    `for_months` narrows it to those whose event lies at most so many months back.
    """

    metric: Metric
    amount: Decimal
    window: WindowKind
    valid_from: date
    valid_until: date | None = None
    length: int = 1
    event: Event | None = None
    judged: JudgedOn = JudgedOn.AS_OF
    pro_rata: bool = False
    course_id: int | None = None
    rank_from: int | None = None
    rank_to: int | None = None
    for_event: Event | None = None
    for_months: int | None = None
    categories: Mapping[str, Decimal | None] = field(default_factory=dict)


def why_not(spec: Spec) -> RequirementWhy | None:
    """Return what contradicts itself in an edition, None if it can stand."""
    caps = [cap for cap in spec.categories.values() if cap is not None]
    after = spec.window is WindowKind.AFTER_EVENT
    most = {
        WindowKind.CALENDAR_YEAR: 1,
        WindowKind.ROLLING_YEARS: MOST_YEARS,
        WindowKind.AFTER_EVENT: MOST_MONTHS,
    }[spec.window]
    by_course = spec.metric is Metric.COMPLETION
    bare = spec.course_id is None
    on_last = spec.event is Event.LAST_COMPLETION
    checks = {
        RequirementWhy.AMOUNT: not Decimal(0) < spec.amount <= Decimal(10_000)
        or spec.amount != spec.amount.quantize(_TENTH)
        or (by_course and spec.amount != spec.amount.to_integral_value()),
        RequirementWhy.WINDOW: not 1 <= spec.length <= most or after is (spec.event is None),
        RequirementWhy.PERIOD: spec.valid_until is not None and spec.valid_until <= spec.valid_from,
        RequirementWhy.COURSE: bare is (by_course or on_last),
        RequirementWhy.JUDGED: spec.judged is JudgedOn.WINDOW_END
        and spec.window is not WindowKind.CALENDAR_YEAR,
        RequirementWhy.PRO_RATA: spec.pro_rata and (after or by_course),
        RequirementWhy.BAND: None not in (spec.rank_from, spec.rank_to)
        and (spec.rank_from or 0) > (spec.rank_to or 0),
        RequirementWhy.CONDITION: (spec.for_event is None) is not (spec.for_months is None)
        or spec.for_event is Event.LAST_COMPLETION
        or not 1 <= (spec.for_months or 1) <= MOST_MONTHS,
        RequirementWhy.CAP: any(cap <= 0 for cap in caps) or (by_course and bool(spec.categories)),
    }
    return next((why for why, wrong in checks.items() if wrong), None)


@dataclass(frozen=True, slots=True)
class Span:
    """What counts: from `starts_on` to before `until`; `due_on` is the last day to meet it."""

    starts_on: date
    until: date
    due_on: date


def span(spec: Spec, on: date, event_on: date | None = None) -> Span:
    """Return the window as it stands on a day; `event_on` is needed after an event.

    Raises:
        ValueError: the window is counted from an event and none was given.
    """
    tomorrow = on + _DAY
    if spec.window is WindowKind.CALENDAR_YEAR:
        return Span(date(on.year, 1, 1), tomorrow, date(on.year, 12, 31))
    if spec.window is WindowKind.ROLLING_YEARS:
        return Span(add_months(tomorrow, -12 * spec.length), tomorrow, on)
    if event_on is None:
        raise ValueError("a window after an event needs the event's day")
    due_on = add_months(event_on, spec.length) - _DAY
    starts_on = event_on + _DAY if spec.event is Event.LAST_COMPLETION else event_on
    return Span(starts_on, tomorrow, due_on)


def judged_on(spec: Spec, on: date) -> date:
    """Return the day on which somebody must belong to those it is for."""
    return date(on.year, 12, 31) if spec.judged is JudgedOn.WINDOW_END else on


def amount_owed(spec: Spec, window: Span, joined_on: date | None) -> Decimal:
    """Return the amount, or its share for who joined in mid-window, rounded half up to 0.1."""
    if not spec.pro_rata or joined_on is None or joined_on <= window.starts_on:
        return spec.amount
    months = 12 * spec.length
    left = _month(window.due_on) - _month(joined_on) + 1
    share = spec.amount * max(0, min(left, months)) / months
    return share.quantize(_TENTH, rounding=ROUND_HALF_UP)


def _month(day: date) -> int:
    return day.year * 12 + day.month


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger as a requirement sees it; reversals are negative."""

    category: str
    track_id: int
    hours: Decimal
    earned_on: date


def by_category(
    spec: Spec, window: Span, lines: Iterable[Line], tracks: frozenset[int] = frozenset()
) -> dict[str, Decimal]:
    """Return what each recognised category gives within the window, caps applied."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        recognised = not spec.categories or line.category in spec.categories
        in_window = window.starts_on <= line.earned_on < window.until
        if recognised and in_window and (not tracks or line.track_id in tracks):
            sums[line.category] = sums.get(line.category, _NONE) + line.hours
    for category, total in sums.items():
        cap = spec.categories.get(category)
        sums[category] = total if cap is None else min(total, cap)
    return sums


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands under one requirement on a day."""

    owed: Decimal
    earned: Decimal
    due_on: date
    on: date

    @property
    def missing(self) -> Decimal:
        """What is still owed, never below nothing."""
        return max(self.owed - self.earned, _NONE)

    @property
    def met(self) -> bool:
        """Whether nothing is missing."""
        return self.missing == 0

    @property
    def late(self) -> bool:
        """Whether something is missing and its last day is over."""
        return not self.met and self.due_on < self.on
