"""Whether an exam is ready for its day: each point in order, worth a look, or a stop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from academy.people.enums import Role
from academy.people.models import Grant
from academy.people.queries.units import valid_on
from academy.shared import clock
from exams.enums import Admission, EntryRule, ExamState, Readiness, SittingState, Window
from exams.models import EntryCode, Exam, Policy, Room, Sitting
from exams.queries.accommodations import in_force
from exams.queries.candidates import enrolments_due
from exams.queries.papers import PaperSheet, sheet_of
from exams.queries.policies import policy_of
from exams.rules import timing
from exams.rules.shapes import MIN_OPTIONS

#: The clocks of web host and database may differ by less than this.
CLOCK_SECONDS = 2
#: What a sitting of fifty items takes with its revisions and log, ten times over.
BYTES_A_SITTING = 100_000
MIN_FREE_BYTES = 200 * 1024 * 1024
_SHORT_WINDOW = timedelta(minutes=5)
_SHORT_SECONDS = 10 * 60

OK, WARN, STOP = Readiness.OK, Readiness.WARN, Readiness.STOP


@dataclass(frozen=True, slots=True)
class Line:
    """One point of the list; ``case`` says in one word what was found, ``facts`` in numbers."""

    point: str
    level: Readiness
    case: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all points look at."""

    exam: Exam
    policy: Policy
    sheet: PaperSheet
    due: int
    rooms: tuple[Room, ...]
    at: datetime


def checklist(exam: Exam, *, at: datetime) -> list[Line]:
    """Every point in the order of the day; ``at`` is now."""
    standing = Sitting.objects.standing().filter(exam=exam)
    used = standing.filter(room__isnull=False).values("room_id")
    asked = _Asked(
        exam=exam,
        policy=policy_of(exam),
        sheet=sheet_of(exam.paper.public_id),
        due=enrolments_due(exam).count(),
        rooms=tuple(Room.objects.filter(pk__in=used).order_by("name")),
        at=at,
    )
    return [line for point in _POINTS for line in point(asked)]


def worst(lines: list[Line]) -> Readiness:
    """The gravest level on the list."""
    found = {line.level for line in lines}
    return STOP if STOP in found else WARN if WARN in found else OK


def _window(asked: _Asked) -> Iterator[Line]:
    exam = asked.exam
    where = timing.window_at(opens_at=exam.opens_at, closes_at=exam.closes_at, at=asked.at)
    minutes = {"minutes": exam.duration_seconds // 60}
    if exam.state != ExamState.SCHEDULED.value:
        yield Line("window", STOP, "not_scheduled")
    elif where is Window.OVER:
        yield Line("window", STOP, "over")
    elif where is Window.OPEN:
        yield Line("window", WARN, "open")
    elif exam.closes_at - exam.opens_at < _SHORT_WINDOW:
        yield Line("window", WARN, "short_window")
    elif exam.duration_seconds < _SHORT_SECONDS:
        yield Line("window", WARN, "short_duration", minutes)
    else:
        yield Line("window", OK, "", minutes)


def _people(asked: _Asked) -> Iterator[Line]:
    yield Line("people", OK if asked.due else STOP, "" if asked.due else "nobody", {"n": asked.due})


def _paper(asked: _Asked) -> Iterator[Line]:
    wrong = [key for key in asked.sheet.keys if not _sane(asked.sheet, key)]
    facts = {"items": asked.sheet.item_count, "wrong": "、".join(wrong[:10])}
    yield Line("paper", STOP if wrong else OK, "wrong" if wrong else "", facts)


def _sane(sheet: PaperSheet, key: str) -> bool:
    """Whether the item earns points, has options to choose from and a key among them."""
    scored, options = sheet.scored[key], sheet.options.get(key, ())
    if scored.points <= 0 or scored.key in (None, [], {}):
        return False
    if not options:
        return True
    return len(set(options)) >= MIN_OPTIONS and set(scored.key) <= set(options)


def _seats(asked: _Asked) -> Iterator[Line]:
    seated = asked.exam.sittings.exclude(state=SittingState.VOIDED.value).filter(seat__gte=1)
    missing = max(0, asked.due - seated.count())
    facts = {"rooms": len(asked.rooms), "n": asked.due - missing, "missing": missing}
    if not asked.rooms:
        yield Line("seats", WARN, "no_rooms", facts)
    elif missing:
        yield Line("seats", STOP, "missing", facts)
    else:
        yield Line("seats", OK, "", facts)


def _networks(asked: _Asked) -> Iterator[Line]:
    open_rooms = [room.name for room in asked.rooms if not room.networks]
    facts = {"rooms": "、".join(open_rooms)}
    if not asked.policy.networks_enforced:
        yield Line("networks", OK, "not_enforced")
    elif not asked.rooms:
        yield Line("networks", STOP, "no_rooms")
    elif open_rooms:
        yield Line("networks", STOP, "without", facts)
    else:
        yield Line("networks", OK)


def _lockdown(asked: _Asked) -> Iterator[Line]:
    count = len(asked.policy.config_keys) + len(asked.policy.exam_keys)
    yield Line("lockdown", OK, "" if count else "not_used", {"n": count})


def _codes(asked: _Asked) -> Iterator[Line]:
    rule = EntryRule(asked.policy.entry_rule)
    if rule is not EntryRule.ONE_TIME_CODE:
        yield Line("codes", OK, rule.value)
        return
    live = EntryCode.objects.filter(
        sitting__exam=asked.exam, withdrawn_at__isnull=True, expires_at__gt=asked.exam.opens_at
    )
    count = live.values("sitting").distinct().count()
    enough = count >= asked.due
    yield Line("codes", OK if enough else WARN, "issued" if enough else "missing", {"n": count})


def _invigilators(asked: _Asked) -> Iterator[Line]:
    on = clock.local_date(asked.exam.opens_at)
    grants = Grant.objects.filter(valid_on(on), role=Role.INVIGILATOR.value)
    count = grants.values("person").distinct().count()
    needed = asked.policy.admission == Admission.INVIGILATOR.value
    if count:
        yield Line("invigilators", OK, "", {"n": count})
    else:
        yield Line("invigilators", STOP if needed else WARN, "needed" if needed else "nobody")


def _accommodations(asked: _Asked) -> Iterator[Line]:
    on = clock.local_date(asked.exam.opens_at)
    due = enrolments_due(asked.exam).values("person_id")
    rows = in_force(on).filter(person__in=due)
    apart = set(rows.filter(separate_room=True).values_list("person_id", flat=True))
    placed = Sitting.objects.standing().filter(
        exam=asked.exam, person__in=apart, room__separate=True
    )
    missing = len(apart) - placed.count()
    facts = {"n": rows.values("person").distinct().count(), "missing": missing}
    if missing > 0:
        yield Line("accommodations", WARN, "not_apart", facts)
    else:
        yield Line("accommodations", OK, "", facts)


def _clock(asked: _Asked) -> Iterator[Line]:
    off = abs((clock.database_now() - clock.now()).total_seconds())
    sound = off < CLOCK_SECONDS
    yield Line("clock", OK if sound else STOP, "" if sound else "off", {"seconds": f"{off:.1f}"})


def _disk(asked: _Asked) -> Iterator[Line]:
    folder = Path(settings.DATA_DIR)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    enough = free >= MIN_FREE_BYTES + asked.due * BYTES_A_SITTING
    facts = {"gigabytes": f"{free / 1024**3:.1f}"}
    yield Line("disk", OK if enough else STOP, "" if enough else "full", facts)


_POINTS = (
    _window,
    _people,
    _paper,
    _seats,
    _networks,
    _lockdown,
    _codes,
    _invigilators,
    _accommodations,
    _clock,
    _disk,
)
