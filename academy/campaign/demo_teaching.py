"""Teaching as a newcomer finds it: taught weeks, a timetable ahead, evaluations to be read.

Of three cohorts one has an evaluation with enough answers, one with too few, and one still takes
them, from the trainee of the demonstration as well.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from academy.audit.record import Actor
from academy.campaign.demo_enrolling import COURSE_CODE as AHEAD_CODE
from academy.people.models import Person
from academy.shared import clock
from courses.enums import CohortState
from courses.enums.evaluation import PromptAbout, PromptKind
from courses.enums.teaching import QualificationLevel
from courses.models import (
    Cohort,
    Course,
    Enrolment,
    Evaluation,
    Hall,
    Instructor,
    Qualification,
    QuestionnaireEdition,
    Syllabus,
    Teaching,
    Track,
    Turnout,
)
from courses.operations import (
    catalogue,
    cohorts,
    enrolments,
    evaluations,
    instructors,
    residence,
    teaching,
)
from courses.operations.catalogue import SubjectLine
from courses.queries.timetable import periods
from courses.rules.calendar import Span
from courses.rules.completion import PassRule
from courses.rules.evaluation import Answer, PromptLine
from courses.rules.periods import Slot
from courses.rules.workdays import runs_of

ACTOR = Actor.system("demo")
COURSE_CODE = "XC"
SEATS = 12
TOO_FEW = 3
_HOURS_OF_A_PERIOD = 2
QUESTIONNAIRE = "培训效果评估"
OUTSIDE, SCHOOL = "罗文", "东莞市行政学院"
_PROMPTS = (
    PromptLine(PromptKind.SCALE, PromptAbout.COHORT, "总体满意度"),
    PromptLine(PromptKind.SCALE, PromptAbout.SUBJECT, "内容对工作的帮助"),
    PromptLine(PromptKind.SCALE, PromptAbout.INSTRUCTOR, "授课水平"),
    PromptLine(PromptKind.CHOICE, PromptAbout.COHORT, "课时安排", ("偏少", "合适", "偏多")),
    PromptLine(PromptKind.TEXT, PromptAbout.COHORT, "意见和建议", required=False),
)
_TEXTS = (
    "案例贴近一线，希望再多一些夜间执法的内容。",
    "处置流程讲得清楚，回去就能用。",
    "队列训练时间可以再短一点。",
    "建议把讲义提前一周发给大家。",
    "分组演练很好，点评再细一些更好。",
    "食堂和住宿安排周到。",
)


def begin(teacher: Person, at: datetime) -> None:
    """Put the instructor of the demonstration on the list since a year ago, and a questionnaire."""
    today = clock.local_date(at)
    if not Instructor.objects.filter(person=teacher).exists():
        since = today - timedelta(days=365)
        instructors.list_staff(actor=ACTOR, person=teacher, valid_from=since, at=at)
    if not QuestionnaireEdition.objects.exists():
        evaluations.publish_questionnaire(
            actor=ACTOR,
            name=QUESTIONNAIRE,
            valid_from=today - timedelta(days=120),
            prompts=_PROMPTS,
            at=at,
        )


def prepare(*, trainee: Person, others: Collection[int], teacher: Person, at: datetime) -> None:
    """Make sure all of it is there once; `others` have other parts to play."""
    own = Instructor.objects.get(person=teacher)
    today = clock.local_date(at)
    _qualified(own, Course.objects.get(code=AHEAD_CODE), at)
    _timetable_ahead(own, teacher, today, at)
    if Cohort.objects.filter(syllabus__course__code=COURSE_CODE).exists():
        return
    syllabus = _syllabus(today, at)
    guest = _guest(syllabus.course, today, at)
    _qualified(own, syllabus.course, at)
    edition = QuestionnaireEdition.objects.order_by("pk")[0]
    monday = today - timedelta(days=today.weekday())
    behind = Span(monday - timedelta(weeks=8), monday - timedelta(days=1))
    past = [each.starts_on for each in runs_of(5, behind)]
    parts = {trainee.pk, *others}
    # The instructor was a trainee somewhere, too, and teaches on no such day.
    fit = [each for each in past if _is_free(teacher, each) and len(_free(each, parts)) == SEATS][
        -3:
    ]
    used: set[int] = set()
    for number, first in enumerate(fit, start=1):
        # Other people each time, where there are enough of them.
        people = _free(first, parts | used)
        people = people if len(people) == SEATS else _free(first, parts)
        if number == len(fit) and _is_free(trainee, first):
            people = [trainee, *people[1:]]
        used |= {person.pk for person in people}
        cohort = _ran(syllabus, number, first, people, (own, guest))
        _evaluated(cohort, edition, today, count=(len(people), TOO_FEW, SEATS // 2)[number - 1])


def _syllabus(today: date, at: datetime) -> Syllabus:
    course = catalogue.create_course(
        actor=ACTOR,
        track=Track.objects.get(code="enforcement"),
        code=COURSE_CODE,
        name="现场处置专题班",
        at=at,
    )
    return catalogue.publish_syllabus(
        actor=ACTOR,
        course=course,
        edition=1,
        valid_from=today - timedelta(days=120),
        subjects=[
            SubjectLine("现场处置流程", Decimal("20")),
            SubjectLine("执法记录与取证", Decimal("12")),
            SubjectLine("队列训练", Decimal("8")),
        ],
        pass_rule=PassRule(),
        at=at,
    )


def _guest(course: Course, today: date, at: datetime) -> Instructor:
    row = instructors.list_outside(
        actor=ACTOR,
        name=OUTSIDE,
        organisation=SCHOOL,
        valid_from=today - timedelta(days=365),
        at=at,
    )
    _qualified(row, course, at)
    return row


def _qualified(row: Instructor, course: Course, at: datetime) -> None:
    if Qualification.objects.filter(instructor=row, course=course).exists():
        return
    instructors.qualify(
        actor=ACTOR,
        instructor=row,
        course=course,
        level=QualificationLevel.SENIOR,
        valid_from=row.valid_from,
        evidence="学院教官聘任决定第 3 号",
        at=at,
    )


def _hall(at: datetime) -> Hall:
    known = Hall.objects.filter(name="第一教室").first()
    since = clock.local_date(at) - timedelta(days=365)
    return known or residence.add_hall(
        actor=ACTOR, name="第一教室", seats=150, valid_from=since, at=at
    )


def _free(monday: date, others: set[int]) -> list[Person]:
    """Return people who were nowhere else in that week."""
    week = Cohort.objects.overlapping(Span(monday, monday + timedelta(days=4)))
    busy = Enrolment.objects.busy().filter(cohort__in=week)
    rows = Person.objects.filter(
        left_on__isnull=True,
        assignments__valid_until__isnull=True,
        assignments__withdrawn_at__isnull=True,
    )
    rows = rows.exclude(pk__in=others).exclude(pk__in=busy.values("person_id"))
    return list(rows.order_by("-staff_number").distinct()[:SEATS])


def _is_free(person: Person, monday: date) -> bool:
    week = Cohort.objects.overlapping(Span(monday, monday + timedelta(days=4)))
    return not Enrolment.objects.busy().filter(person=person, cohort__in=week).exists()


def _ran(
    syllabus: Syllabus,
    number: int,
    monday: date,
    people: Sequence[Person],
    who: tuple[Instructor, Instructor],
) -> Cohort:
    """Bring a cohort of a past week to its last day: seated, checked in, taught."""
    at = datetime.combine(monday, time(8), clock.LOCAL)
    cohort = cohorts.draft(
        actor=ACTOR,
        syllabus=syllabus,
        number=number,
        name=f"现场处置专题班第{number}期",
        starts_on=monday,
        ends_on=monday + timedelta(days=4),
        capacity=SEATS,
        at=at,
    )
    cohorts.publish(actor=ACTOR, cohort=cohort, at=at)
    enrolments.enrol_many(
        actor=ACTOR, cohort=cohort, persons=people, at=at, override_reason="专题班由学院点名调训"
    )
    cohort = cohorts.open_(actor=ACTOR, cohort=cohort, at=at)
    enrolments.check_in_many(actor=ACTOR, cohort=cohort, persons=people, at=at)
    _teach(cohort, who, at)
    return cohort


def _teach(cohort: Cohort, who: Sequence[Instructor], at: datetime) -> None:
    """Lay out a week of five days: one subject after the other, the instructors taking turns."""
    span, hall = [cohort.starts_on + timedelta(days=each) for each in range(5)], _hall(at)
    week = [Slot(day, each) for day in span for each in periods()[:4]]
    for place, subject in enumerate(cohort.syllabus.subjects.order_by("sequence")):
        count = int(subject.hours // _HOURS_OF_A_PERIOD)
        slots, week = week[:count], week[count:]
        teaching.assign(
            actor=ACTOR,
            cohort=cohort,
            subject=subject,
            instructor=who[place % len(who)],
            slots=slots,
            hall=hall,
            at=at,
        )
    teaching.name_lead(actor=ACTOR, cohort=cohort, instructor=who[0], at=at)


def _timetable_ahead(own: Instructor, teacher: Person, today: date, at: datetime) -> None:
    """Give the cohort that is announced its week, so that it has a timetable."""
    ahead = Cohort.objects.filter(syllabus__course__code=AHEAD_CODE, starts_on__gt=today)
    cohort = ahead.exclude(state=CohortState.CANCELLED.value).order_by("starts_on").first()
    if cohort is None or not _is_free(teacher, cohort.starts_on):
        return
    if not Teaching.objects.filter(cohort=cohort).exists():
        _teach(cohort, [own], at)


def _evaluated(
    cohort: Cohort, edition: QuestionnaireEdition, today: date, *, count: int
) -> Evaluation:
    """Open a cohort's evaluation on its last evening; the last one still takes answers today."""
    at = datetime.combine(cohort.ends_on, time(18), clock.LOCAL)
    days = max(5, (today - cohort.ends_on).days + 3) if count == SEATS // 2 else 5
    row = evaluations.open_(actor=ACTOR, cohort=cohort, edition=edition, days=days, at=at)
    invited = Turnout.objects.filter(evaluation=row).select_related("person")
    # The trainee of the demonstration stands first in the cohort and has yet to answer.
    people = sorted((each.person for each in invited), key=lambda each: each.pk, reverse=True)
    for place, person in enumerate(people[:count]):
        evaluations.answer(evaluation=row, person=person, answer=_answer(row, place), at=at)
    return row


def _answer(evaluation: Evaluation, place: int) -> Answer:
    """Return what the person in that place says; most are content."""
    asked = evaluations.asked_of(evaluation)
    values = {
        number: 2 if line.values.stop == 4 else 5 - (place * 7 + number * 3) % 11 // 4
        for number, line in asked.items()
        if not line.is_text
    }
    texts = {number: _TEXTS[place % len(_TEXTS)] for number, line in asked.items() if line.is_text}
    return Answer(values, texts if place < len(_TEXTS) else {})
