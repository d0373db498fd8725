"""What to do next about make-up training: for who owes it, and for who arranges it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door, roles_of, visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries.audience import holders
from academy.reporting import access
from academy.reporting.access import MakeUpReach
from academy.reporting.models import MakeUp
from academy.reporting.queries import makeup_next, makeups
from academy.reporting.queries.makeup_next import Load
from academy.shared import clock
from academy.shared.parameters import knows
from courses.access import KEEPERS
from courses.enums import EnrolmentState
from courses.labels import ENROLMENT_STATE
from courses.models import Cohort, Course

#: To whom cohorts are shown in which they have no place.
_PLANS = frozenset({*KEEPERS, Role.UNIT_LEADER})
#: As many people as one list of nominations takes.
_MOST = 1000


def next_step(row: MakeUp, *, at: datetime) -> str:
    """Return what is arranged for who owes it, or whom to ask for what; five queries at most."""
    found = makeup_next.next_of(row, at)
    if found is None:
        said = _("目前没有接收提名的期次。请告知%(officers)s，新的期次发布后安排参加。")
        return said % {"officers": _officers(row, at)}
    facts: dict[str, object] = {
        "cohort": found.cohort.name,
        "from": found.cohort.starts_on.isoformat(),
    }
    if found.place is not None:
        facts["state"] = ENROLMENT_STATE[EnrolmentState(found.place.state)]
        return _("已安排参加 %(cohort)s（%(from)s 开班，%(state)s），合格后自动销号。") % facts
    facts["officers"] = _officers(row, at)
    if (until := makeup_next.nominate_until(found.cohort)) is None:
        return _("最近一期是 %(cohort)s（%(from)s 开班），请联系%(officers)s提名。") % facts
    facts["until"] = until.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")
    said = _("最近一期是 %(cohort)s（%(from)s 开班），请在 %(until)s 前联系%(officers)s提名。")
    return said % facts


def _officers(row: MakeUp, at: datetime) -> str:
    """Who nominates for the unit: its training officers, or those of the nearest one above."""
    found = holders([row.unit_id], Role.UNIT_TRAINING_OFFICER, on=clock.local_date(at))
    names = Person.objects.filter(pk__in=found).order_by("pinyin_key", "pk")
    said = "、".join(names.values_list("name", flat=True)[:3])
    return _("单位联络员%(names)s") % {"names": said} if said else _("单位联络员")


@require_GET
@page_door(*access.MAKE_UP_READERS)
@knows()
def overview(request: PersonRequest) -> HttpResponse:
    """What each course and each unit has open, and where it can be made up next."""
    at = clock.now()
    on = clock.local_date(at)
    reach = access.make_up_reach(request.person, on)
    rows = reach.rows
    units = {place.id: place for place in reach.within.every}
    context = {
        "counts": makeups.counts(rows, on=on),
        "courses": _courses(request, reach, makeup_next.loads(rows, "course_id", on=on), at=at),
        "units": [
            {"load": each, "place": units[each.key]}
            for each in makeup_next.loads(rows, "unit_id", on=on)
        ],
    }
    return render(request, "reporting/make_ups_overview.html", context)


def _courses(
    request: PersonRequest, reach: MakeUpReach, loads: Sequence[Load], *, at: datetime
) -> list[dict[str, Any]]:
    """Courses with the next cohort, and whom the reader can nominate to it."""
    on = clock.local_date(at)
    keys = [each.key for each in loads]
    courses = Course.objects.in_bulk(keys)
    cohorts = makeup_next.next_cohorts(keys, at)
    kept = visible_units(request.person, *KEEPERS, on=on)
    waiting = makeup_next.to_nominate(reach.rows, kept, on=on) if kept else {}
    opens = bool(roles_of(request.person, on) & _PLANS)
    return [
        _course(each, courses[each.key], cohorts, waiting.get(each.key, []), opens)
        for each in loads
    ]


def _course(
    load: Load,
    course: Course,
    cohorts: Mapping[int, Cohort],
    numbers: Sequence[str],
    opens: bool,
) -> dict[str, Any]:
    cohort = cohorts.get(load.key)
    listed = numbers[:_MOST] if cohort is not None else ()
    return {
        "load": load,
        "course": course,
        "cohort": cohort,
        "until": makeup_next.nominate_until(cohort) if cohort is not None else None,
        "count": len(listed),
        "numbers": "\n".join(listed),
        "opens": opens,
    }
