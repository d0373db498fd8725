"""A trainee's own training."""

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door
from academy.people.enums import Role
from academy.shared import clock
from courses import labels
from courses.enums import LIVE, SEATED, CohortState, CompletionVerdict, EnrolmentState
from courses.models import Completion, Enrolment
from courses.pages import words, words_enrolling
from courses.pages.ledger import lapsing, standing_rows
from courses.queries import board, stay
from courses.queries.hours import hours_of


@require_GET
@page_door(Role.TRAINEE)
def mine(request: PersonRequest) -> HttpResponse:
    """One's own cohorts, what is next in each, and the year's hours."""
    today = clock.today()
    rows = board.my_courses(Enrolment.objects.filter(person=request.person))
    stays = stay.figures([row for row in rows if _is_there(row)], at=clock.now())
    shown = [{**_row(row), "stay": stays.get(row.pk)} for row in rows]
    context = {
        "ahead": [row for row in shown if row["live"]],
        "behind": [row for row in shown if not row["live"]],
        "year": today.year,
        "standings": standing_rows(request.person, today),
        "lapsing": lapsing(request.person, today),
        "hours": hours_of([request.person], today.year)[request.person.pk] or Decimal("0.0"),
    }
    return render(request, "courses/mine.html", context)


def _is_there(row: Enrolment) -> bool:
    """Whether the person has a seat in a cohort that runs."""
    return row.state in SEATED and row.cohort.state == CohortState.RUNNING


def _row(row: Enrolment) -> dict[str, object]:
    state = EnrolmentState(row.state)
    end: Completion | None = getattr(row, "completion", None)
    return {
        "row": row,
        "live": state in LIVE,
        "seated": state in SEATED,
        "may_ask": state is EnrolmentState.CHECKED_IN,
        "state": labels.ENROLMENT_STATE[state],
        "tone": labels.ENROLMENT_TONE[state],
        "next": words.what_is_next(row),
        "end": end,
        "place": getattr(row, "place_on_list", None),
        **words_enrolling.steps_of(row.state, nominated=row.nominated_at is not None),
        "verdict": labels.COMPLETION_VERDICT[CompletionVerdict(end.verdict)] if end else "",
    }
