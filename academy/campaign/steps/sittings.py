"""Every trainee sits a real paper; answers come from the stated ability model."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from academy.campaign import ability
from academy.campaign.catalogue import items_of
from academy.campaign.context import PLANNER, Campaign, Run
from academy.campaign.planning import EXAM_MINUTES
from academy.campaign.staff import StaffLine
from academy.campaign.steps.cohorts import fate_of
from academy.people.access import actor
from academy.people.models import Person
from courses.enums import CohortState
from exams.enums import ExamKind
from exams.models import Blueprint, Exam, Paper, Sitting
from exams.operations import entry, exams, papers, release, responses, sittings

ANSWERS_PER_SAVE = 10
# One in twenty forgets to hand in; the deadline does it for them.
FORGETS_SHARE = 0.05


def run(campaign: Campaign) -> dict[str, int]:
    """Hold first and make-up exam of every cohort that is still running; return the sittings."""
    contents = {
        track: {item["code"]: item for item in items_of(track)} for track in _tracks(campaign)
    }
    for turn, run_ in enumerate(campaign.runs):
        if run_.cohort.state != CohortState.CLOSED:
            _hold(campaign, run_, contents[run_.track.code])
        campaign.progress(turn + 1, len(campaign.runs))
    ids = [run_.cohort.pk for run_ in campaign.runs]
    started = Sitting.objects.filter(exam__cohort__in=ids, started_at__isnull=False)
    return {
        "first_sittings": started.filter(exam__kind=ExamKind.FIRST.value).count(),
        "make_up_sittings": started.filter(exam__kind=ExamKind.MAKE_UP.value).count(),
    }


def _tracks(campaign: Campaign) -> set[str]:
    return {run_.track.code for run_ in campaign.runs}


def _hold(campaign: Campaign, run_: Run, contents: dict[str, Any]) -> None:
    """Hold and release the cohort's first exam, then its make-up for who failed or was ill."""
    blueprint = Blueprint.objects.get(bank__code=run_.track.code, name="结业考试")
    plan = run_.plan
    first_paper = papers.assemble(
        actor=PLANNER,
        blueprint=blueprint,
        seed=campaign.seed * 1000 + plan.number,
        at=plan.exam_at() - timedelta(days=2),
    )
    first = _schedule(run_, first_paper, ExamKind.FIRST, plan.exam_at())
    _sit(campaign, run_, first, contents)
    release.release(actor=PLANNER, exam=first, at=plan.exam_at() + timedelta(hours=4))
    make_up_paper = papers.assemble(
        actor=PLANNER,
        blueprint=blueprint,
        seed=campaign.seed * 1000 + 500 + plan.number,
        makes_up_for=first_paper,
        at=plan.make_up_at() - timedelta(days=2),
    )
    make_up = _schedule(run_, make_up_paper, ExamKind.MAKE_UP, plan.make_up_at())
    _sit(campaign, run_, make_up, contents)
    release.release(actor=PLANNER, exam=make_up, at=plan.make_up_at() + timedelta(hours=4))


def _schedule(run_: Run, paper: Paper, kind: ExamKind, opens_at: datetime) -> Exam:
    return exams.schedule(
        actor=PLANNER,
        cohort=run_.cohort,
        paper=paper,
        kind=kind,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(minutes=30),
        duration_seconds=EXAM_MINUTES * 60,
        at=opens_at - timedelta(days=1),
    )


def _sit(campaign: Campaign, run_: Run, exam: Exam, contents: dict[str, Any]) -> None:
    """Let everybody whose fate it is take the exam, and close what nobody handed in."""
    if exam.released_at is not None:
        return
    sittings.prepare(actor=PLANNER, exam=exam, at=exam.opens_at - timedelta(hours=1))
    lines = {line.staff_number: line for line in run_.plan.members}
    questions = _questions(exam.paper, contents)
    make_up = exam.kind == ExamKind.MAKE_UP
    places = Sitting.objects.filter(exam=exam, handed_in_at__isnull=True, closed_at__isnull=True)
    for place in places.select_related("person").order_by("pk"):
        line = lines[place.person.staff_number]
        if _comes(campaign, line, make_up=make_up):
            _take(campaign, exam, place.person, line, questions)
    sittings.close_overdue(
        actor=PLANNER, exam=exam, at=exam.opens_at + timedelta(minutes=31 + EXAM_MINUTES)
    )


def _questions(paper: Paper, contents: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return (item key on the paper, content) in the paper's order."""
    rows = paper.items.select_related("item").order_by("position")
    return [(str(row.position), contents[row.item.code]) for row in rows]


def _comes(campaign: Campaign, line: StaffLine, *, make_up: bool) -> bool:
    fate = fate_of(campaign, line)
    if not make_up:
        return fate == "present"
    rng = ability.rng_of(campaign.seed, line.staff_number, "make-up")
    return fate in ("present", "missed_exam") and rng.random() >= ability.ABSENT_AGAIN_SHARE


def _take(
    campaign: Campaign,
    exam: Exam,
    person: Person,
    line: StaffLine,
    questions: Sequence[tuple[str, dict[str, Any]]],
) -> None:
    """Start, answer ten at a time, hand in."""
    rng = ability.rng_of(campaign.seed, line.staff_number, exam.kind)
    level = ability.ability(line.staff_kind, ability.rng_of(campaign.seed, line.staff_number))
    if exam.kind == ExamKind.MAKE_UP:
        level += ability.LEARNING
    me = actor(person)
    at = exam.opens_at + timedelta(seconds=rng.randrange(600))
    place = entry.check_in(actor=me, exam=exam, person=person, at=at - timedelta(seconds=30))
    sitting = sittings.start(actor=me, sitting=place, at=at)
    pages = range(0, len(questions), ANSWERS_PER_SAVE)
    for sequence, begin in enumerate(pages, start=1):
        at += timedelta(seconds=rng.randrange(240, 840))
        answers = {
            key: ability.answer(item, level, rng)
            for key, item in questions[begin : begin + ANSWERS_PER_SAVE]
        }
        responses.save(
            actor=me,
            sitting=sitting,
            sequence=sequence,
            lease=sitting.lease,
            answers=answers,
            at=at,
        )
    if rng.random() >= FORGETS_SHARE:
        sittings.hand_in(
            actor=me, sitting=sitting, at=at + timedelta(seconds=rng.randrange(5, 300))
        )
