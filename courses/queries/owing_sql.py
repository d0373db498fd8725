"""The statement behind "who owes what by when", put together for one edition.

`pop` is whom the edition is for, each with the first day that counts, the amount owed in tenths
and the last day to meet it; `stood` adds what was earned. Values are always passed apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from academy.people.models import dated
from academy.people.queries import kinds, units
from courses.enums import CompletionVerdict
from courses.enums.hours import Event, JudgedOn, Metric, WindowKind
from courses.models import RequirementEdition
from courses.rules import requirements as rules
from courses.rules.validity import add_months

if TYPE_CHECKING:
    from courses.queries.owing import Ask


@dataclass(slots=True)
class Piece:
    """Text of a statement and the values of its placeholders, in their order."""

    sql: str = ""
    values: list[Any] = field(default_factory=list)

    def add(self, sql: str, *values: Any) -> None:
        """Append text with its values."""
        self.sql += sql
        self.values += values

    def among(self, column: str, ids: Iterable[Any]) -> None:
        """Append "and the column is one of these"; of none, nothing matches."""
        chosen = sorted(ids)
        if not chosen:
            self.add(" AND 1 = 0")
            return
        marks = ", ".join(["%s"] * len(chosen))
        self.add(f" AND {column} IN ({marks})", *chosen)


def spec_of(edition: RequirementEdition) -> rules.Spec:
    """Return an edition, with its recognitions, as the rules take it."""
    return rules.Spec(
        metric=Metric(edition.metric),
        amount=edition.amount,
        window=WindowKind(edition.window),
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
        length=edition.length,
        event=Event(edition.event) if edition.event else None,
        judged=JudgedOn(edition.judged),
        pro_rata=edition.pro_rata,
        course_id=edition.course_id,
        rank_from=edition.rank_from,
        rank_to=edition.rank_to,
        for_event=Event(edition.for_event) if edition.for_event else None,
        for_months=edition.for_months,
        categories={row.category_id: row.cap for row in edition.recognitions.all()},
    )


def people(edition: RequirementEdition, ask: "Ask") -> Piece:
    """Return the `WITH` part that ends in `stood(person_id, unit_id, owed, earned, due_on)`."""
    spec = spec_of(edition)
    piece = Piece("WITH pop AS (")
    _population(piece, edition, spec, ask)
    piece.add("), earned AS (")
    if spec.metric is Metric.HOURS:
        _hours(piece, edition, spec, ask)
    else:
        _completions(piece, spec, ask)
    piece.add(
        "), stood AS (SELECT pop.person_id, pop.unit_id, pop.owed,"
        " COALESCE(earned.tenths, 0) AS earned, pop.due_on"
        " FROM pop LEFT JOIN earned ON earned.person_id = pop.person_id)"
    )
    return piece


def _population(piece: Piece, edition: RequirementEdition, spec: rules.Spec, ask: "Ask") -> None:
    judged = rules.judged_on(spec, ask.on)
    piece.add("SELECT a.person_id, a.unit_id, ")
    _window(piece, spec, ask)
    piece.add(
        " FROM people_assignment a JOIN people_person p ON p.id = a.person_id"
        " LEFT JOIN people_rank r ON r.id = a.rank_id"
    )
    if spec.pro_rata:
        _joined_then(piece, ask)
    if spec.event is not None:
        _event(piece, spec.event, "e", spec.course_id, ask.on, ask)
    if spec.for_event is not None:
        _event(piece, spec.for_event, "f", None, judged, ask)
    piece.add(" WHERE ")
    _serving(piece, judged, ask.known_before)
    if spec.event is not None:
        piece.add(" AND e.event_on IS NOT NULL")
    if spec.for_event is not None:
        # At most so many months back: the same day that many months ago is too long ago.
        since = add_months(judged, -(spec.for_months or 0))
        piece.add(" AND f.event_on > %s AND f.event_on <= %s", since, judged)
    _whom(piece, edition, spec, judged, ask.known_before)
    if ask.unit_ids is not None:
        piece.among("a.unit_id", ask.unit_ids)
    if ask.person_ids is not None:
        piece.among("a.person_id", ask.person_ids)


def _serving(piece: Piece, day: date, known_before: datetime | None) -> None:
    """Append the condition that the assignment `a` is in force on a day, as was known then."""
    if known_before is None:
        piece.add(
            "a.withdrawn_at IS NULL"
            " AND a.valid_from <= %s AND (a.valid_until IS NULL OR a.valid_until > %s)",
            day,
            day,
        )
        return
    piece.add(dated.KNOWN_ON_SQL.format(row="a"), day, day, *[_instant(known_before)] * 3)


def _said(piece: Piece, row: str, known_before: datetime | None) -> None:
    """Append the condition that an assignment was said, whenever it was in force."""
    if known_before is None:
        piece.add(f"{row}.withdrawn_at IS NULL")
    else:
        piece.add(dated.KNOWN_SQL.format(row=row), *[_instant(known_before)] * 2)


def _joined_then(piece: Piece, ask: "Ask") -> None:
    """Join to the person `p` the joining day that was on their file then and was replaced since."""
    if ask.known_before is not None:
        piece.add(
            " LEFT JOIN people_formerjoining j ON j.person_id = p.id AND j.replaced_at = ("
            "SELECT MIN(l.replaced_at) FROM people_formerjoining l"
            " WHERE l.person_id = p.id AND l.replaced_at >= %s)",
            _instant(ask.known_before),
        )


def _joined(ask: "Ask") -> str:
    """Return the joining day of the person `p` as it was on their file; after `_joined_then`."""
    if ask.known_before is None:
        return "p.joined_on"
    return "(CASE WHEN j.id IS NULL THEN p.joined_on ELSE j.joined_on END)"


def _whom(
    piece: Piece,
    edition: RequirementEdition,
    spec: rules.Spec,
    judged: date,
    known_before: datetime | None,
) -> None:
    """Append the conditions of the population, as everybody was on the day judged."""
    if edition.staff_kinds:
        marks = ", ".join(["%s"] * len(edition.staff_kinds))
        chosen = sorted(edition.staff_kinds)
        if known_before is None:
            piece.add(f" AND {kinds.AS_OF} IN ({marks})", judged, *chosen)
        else:
            at = _instant(known_before)
            piece.add(f" AND {kinds.AS_KNOWN} IN ({marks})", judged, at, *chosen)
    if spec.rank_from is not None:
        piece.add(" AND r.official_order >= %s", spec.rank_from)
    if spec.rank_to is not None:
        piece.add(" AND r.official_order <= %s", spec.rank_to)
    named = [unit.pk for unit in edition.units.all()]
    if named:
        piece.among("a.unit_id", units.below(named, units.tree(judged, known_before=known_before)))
    posts = [post.pk for post in edition.posts.all()]
    if posts:
        piece.among("a.post_id", posts)


def _window(piece: Piece, spec: rules.Spec, ask: "Ask") -> None:
    """Append start_on, owed and due_on: of one window for all, or each from their own event."""
    tenths = int(spec.amount * 10)
    if spec.window is WindowKind.AFTER_EVENT:
        due, start = _months_after("e.event_on"), "e.event_on"
        if spec.event is Event.LAST_COMPLETION:
            start = _plus_days("e.event_on", 1)
        length = [spec.length] * (1 if connection.vendor == "postgresql" else 2)
        piece.add(
            f"{start} AS start_on, CAST(%s AS integer) AS owed, {due} AS due_on",
            tenths,
            *(_length(months) for months in length),
        )
        return
    window = rules.span(spec, ask.on)
    day = "CAST(%s AS date)" if _postgres() else "%s"
    piece.add(f"{day} AS start_on, ", window.starts_on)
    if spec.pro_rata:
        months = 12 * spec.length
        joined = _joined(ask)
        left = f"(CAST(%s AS integer) - {_month(joined)} + 1)"
        until = window.due_on.year * 12 + window.due_on.month
        share = f"CASE WHEN {left} < 0 THEN 0 WHEN {left} > {months} THEN {months} ELSE {left} END"
        piece.add(
            f"CASE WHEN {joined} IS NULL OR {joined} <= %s THEN CAST(%s AS integer)"
            f" ELSE (2 * CAST(%s AS integer) * ({share}) + {months}) / {2 * months} END AS owed, ",
            window.starts_on,
            tenths,
            tenths,
            until,
            until,
            until,
        )
    else:
        piece.add("CAST(%s AS integer) AS owed, ", tenths)
    piece.add(f"{day} AS due_on", window.due_on)


def _event(
    piece: Piece, event: Event, alias: str, course_id: int | None, day: date, ask: "Ask"
) -> None:
    """Join each person's latest such event up to a day; of the people asked about, if named."""
    piece.add(" LEFT JOIN (")
    if event is Event.JOINED:
        joined = _joined(ask)
        piece.add(f"SELECT p.id AS person_id, {joined} AS event_on FROM people_person p")  # noqa: S608 - names are ours
        _joined_then(piece, ask)
        piece.add(f" WHERE {joined} <= %s", day)
        _asked_about(piece, "p.id", ask)
    elif event is Event.ASSIGNED:
        piece.add(
            "SELECT x.person_id, MAX(x.valid_from) AS event_on FROM people_assignment x"
            " WHERE x.valid_from <= %s AND ",
            day,
        )
        _said(piece, "x", ask.known_before)
        _asked_about(piece, "x.person_id", ask)
        piece.add(" GROUP BY x.person_id")
    elif event is Event.PROMOTED:
        piece.add(
            "SELECT person_id, MAX(valid_from) AS event_on FROM (SELECT x.person_id, x.valid_from,"
            " y.official_order AS rung, LAG(y.official_order) OVER"
            " (PARTITION BY x.person_id ORDER BY x.valid_from) AS before_rung"
            " FROM people_assignment x LEFT JOIN people_rank y ON y.id = x.rank_id WHERE "
        )
        _said(piece, "x", ask.known_before)
        _asked_about(piece, "x.person_id", ask)
        piece.add(") steps WHERE rung < before_rung AND valid_from <= %s GROUP BY person_id", day)
    else:
        piece.add(
            "SELECT n.person_id, MAX(c.completed_on) AS event_on"  # noqa: S608 - names are ours
            " FROM courses_completion c"
            + _COURSE
            + " WHERE c.verdict = %s AND s.course_id = %s AND c.completed_on <= %s",
            CompletionVerdict.PASSED.value,
            course_id,
            day,
        )
        if ask.known_before is not None:
            piece.add(" AND c.recorded_at < %s", _instant(ask.known_before))
        _asked_about(piece, "n.person_id", ask)
        piece.add(" GROUP BY n.person_id")
    piece.add(f") {alias} ON {alias}.person_id = a.person_id")


def _asked_about(piece: Piece, column: str, ask: "Ask") -> None:
    """Keep to the people asked about before anything is summed up over everybody."""
    if ask.person_ids is not None:
        piece.among(column, ask.person_ids)


_COURSE = (
    " JOIN courses_enrolment n ON n.id = c.enrolment_id"
    " JOIN courses_cohort k ON k.id = n.cohort_id JOIN courses_syllabus s ON s.id = k.syllabus_id"
)


def _hours(piece: Piece, edition: RequirementEdition, spec: rules.Spec, ask: "Ask") -> None:
    caps = {code: cap for code, cap in spec.categories.items() if cap is not None}
    piece.add("SELECT person_id, CAST(SUM(CASE")
    for code, cap in sorted(caps.items()):
        piece.add(" WHEN category = %s AND tenths > %s THEN %s", code, int(cap * 10), int(cap * 10))
    if not caps:
        piece.add(" WHEN 1 = 0 THEN 0")
    piece.add(
        " ELSE tenths END) AS integer) AS tenths FROM (SELECT h.person_id, h.category,"
        " CAST(SUM(ROUND(h.hours * 10)) AS integer) AS tenths"
        " FROM courses_hoursentry h JOIN pop ON pop.person_id = h.person_id"
        " WHERE h.earned_on >= pop.start_on AND h.earned_on < %s",
        ask.on + timedelta(days=1),
    )
    _asked_about(piece, "h.person_id", ask)
    if ask.known_before is not None:
        piece.add(" AND h.recorded_at < %s", _instant(ask.known_before))
    if spec.categories:
        piece.among("h.category", spec.categories)
    tracks = [track.pk for track in edition.tracks.all()]
    if tracks:
        piece.among("h.track_id", tracks)
    piece.add(" GROUP BY h.person_id, h.category) sums GROUP BY person_id")


def _completions(piece: Piece, spec: rules.Spec, ask: "Ask") -> None:
    piece.add(
        "SELECT n.person_id, CAST(10 * COUNT(*) AS integer) AS tenths"  # noqa: S608 - names are ours
        " FROM courses_completion c"
        + _COURSE
        + " JOIN pop ON pop.person_id = n.person_id WHERE c.verdict = %s AND s.course_id = %s"
        " AND c.completed_on >= pop.start_on AND c.completed_on < %s",
        CompletionVerdict.PASSED.value,
        spec.course_id,
        ask.on + timedelta(days=1),
    )
    _asked_about(piece, "n.person_id", ask)
    if ask.known_before is not None:
        piece.add(" AND c.recorded_at < %s", _instant(ask.known_before))
    piece.add(" GROUP BY n.person_id")


def _instant(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _postgres() -> bool:
    return connection.vendor == "postgresql"


def _month(column: str) -> str:
    if _postgres():
        return f"CAST(EXTRACT(YEAR FROM {column}) * 12 + EXTRACT(MONTH FROM {column}) AS integer)"
    return (
        f"(CAST(substr({column}, 1, 4) AS integer) * 12 + CAST(substr({column}, 6, 2) AS integer))"
    )


def _plus_days(column: str, days: int) -> str:
    return f"({column} + {days})" if _postgres() else f"date({column}, '+{days} days')"


def _months_after(column: str) -> str:
    """The day before the same day so many months later, or before that month's last day."""
    if _postgres():
        return f"(CAST({column} + CAST(%s AS interval) AS date) - 1)"
    # SQLite runs over into the month after; the last day of the month meant is the smaller.
    return (
        f"date(min(date({column}, %s), date({column}, 'start of month', '+1 month', %s, '-1 day')),"
        " '-1 day')"
    )


def _length(months: int) -> str:
    return f"{months} months" if _postgres() else f"+{months} months"
