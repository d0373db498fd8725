"""The way into a cohort as a newcomer finds it: owed, announced, nominated, decided, taught."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from academy.audit.record import Actor
from academy.campaign.demo_leaflet import leaflet
from academy.people import access
from academy.people.models import Person, Unit
from academy.shared import clock
from courses.enums import CohortState, OverQuota
from courses.enums.evaluation import PromptAbout, PromptKind
from courses.enums.teaching import QualificationLevel
from courses.models import Cohort, HoursImport, Material, Questionnaire, Syllabus, Track
from courses.operations import (
    catalogue,
    cohort_notices,
    cohorts,
    decisions,
    enrolments,
    evaluations,
    instructors,
    materials,
    past_entries,
    past_records,
    requirements,
)
from courses.operations.catalogue import SubjectLine
from courses.rules import workdays
from courses.rules.calendar import Span
from courses.rules.completion import PassRule
from courses.rules.evaluation import PromptLine

ACTOR = Actor.system("demo")
COURSE_CODE = "GF"
HOME = "DG01"
DAYS = 5
# One of them is beyond the quota, one has a seat, the others wait for the branch's leader.
NOMINEES = 4
BRANCHES = ("DG01", "DG02", "DG03", "DG04", "DG05")
_TEXT = (
    "　　为提高基层执法人员文书制作和现场处置能力，学院定于近期举办执法规范化提高班。"
    "请按分配的名额选派人员，由单位负责人审批后报学院。\n"
    "　　参训人员着制式服装，于开班当日 8:00 前到学院一楼大厅报到；食宿由学院统一安排。"
)
_CONDITIONS = "在岗执法人员，身体健康，能参加队列训练；名额用完后可继续提名，列为候补。"
_PROMPTS = (
    PromptLine(PromptKind.SCALE, PromptAbout.COHORT, "总体满意度"),
    PromptLine(PromptKind.SCALE, PromptAbout.SUBJECT, "内容对工作的帮助"),
    PromptLine(PromptKind.SCALE, PromptAbout.INSTRUCTOR, "授课水平"),
    PromptLine(PromptKind.CHOICE, PromptAbout.COHORT, "课时安排", ("偏少", "合适", "偏多")),
    PromptLine(PromptKind.TEXT, PromptAbout.COHORT, "意见和建议", required=False),
)


def prepare(
    *, trainee: Person, officer: Person, leader: Person, teacher: Person, at: datetime
) -> None:
    """Make sure each is there once; a month's cohort follows when the last one has begun."""
    today = clock.local_date(at)
    requirements.publish_usual(actor=ACTOR, at=at)
    people = _people({trainee.pk, officer.pk, leader.pk})
    _past_records(people, today, at)
    syllabus = _syllabus(today, at)
    _taught_by(teacher, syllabus, today, at)
    _read_for(syllabus, at)
    if not Questionnaire.objects.exists():
        evaluations.publish_questionnaire(
            actor=ACTOR, name="培训效果评估", valid_from=today, prompts=_PROMPTS, at=at
        )
    ahead = Cohort.objects.filter(syllabus__course__code=COURSE_CODE, starts_on__gt=today)
    if not ahead.exclude(state=CohortState.CANCELLED.value).exists():
        cohort = _announced(syllabus, max(1, len(people) - 1), today, at)
        _nominated(cohort, people, officer, leader, at)


def _people(others: set[int]) -> list[Person]:
    """Return the branch's last, whom no cohort of the course has had; `others` have other parts."""
    rows = Person.objects.filter(
        left_on__isnull=True,
        assignments__unit__code=HOME,
        assignments__valid_until__isnull=True,
        assignments__withdrawn_at__isnull=True,
    )
    rows = rows.exclude(pk__in=others)
    rows = rows.exclude(enrolments__cohort__syllabus__course__code=COURSE_CODE)
    return list(rows.order_by("-staff_number").distinct()[:NOMINEES])


def _past_records(people: list[Person], today: date, at: datetime) -> None:
    """Enter a little training from before the system, once."""
    if HoursImport.objects.exists() or not people:
        return
    day = min(today, date(today.year, 1, 15))
    lines = ["工号,姓名,学时,专业,结束日期,培训名称"]
    lines += [
        f"{each.staff_number},{each.name},{16 + 8 * place},enforcement,{day},执法文书专题培训"
        for place, each in enumerate(people)
    ]
    run = past_records.read_pasted(actor=ACTOR, text="\n".join(lines), at=at)
    if run.rows:
        past_entries.commit(actor=ACTOR, run=run, at=at)


def _syllabus(today: date, at: datetime) -> Syllabus:
    course = catalogue.create_course(
        actor=ACTOR,
        track=Track.objects.get(code="enforcement"),
        code=COURSE_CODE,
        name="执法规范化提高班",
        at=at,
    )
    known = Syllabus.objects.filter(course=course).first()
    return known or catalogue.publish_syllabus(
        actor=ACTOR,
        course=course,
        edition=1,
        valid_from=today,
        subjects=[
            SubjectLine("执法文书制作", Decimal("16")),
            SubjectLine("现场处置", Decimal("16")),
            SubjectLine("队列训练", Decimal("8")),
        ],
        pass_rule=PassRule(),
        at=at,
    )


def _taught_by(teacher: Person, syllabus: Syllabus, today: date, at: datetime) -> None:
    if hasattr(teacher, "instructor"):
        return
    row = instructors.list_staff(actor=ACTOR, person=teacher, valid_from=today, at=at)
    instructors.qualify(
        actor=ACTOR,
        instructor=row,
        course=syllabus.course,
        level=QualificationLevel.INTERMEDIATE,
        valid_from=today,
        evidence="学院教官聘任决定第 3 号",
        at=at,
    )


def _read_for(syllabus: Syllabus, at: datetime) -> None:
    subject = syllabus.subjects.order_by("sequence")[0]
    if Material.objects.filter(subject=subject).exists():
        return
    data = leaflet(
        "执法文书制作要点",
        "一、先写事实，再写证据，最后写依据。",
        "二、时间、地点、当事人一项不缺，数字前后一致。",
        "三、当事人逐页签名；拒绝签名的，注明情况并由两名执法人员签名。",
        "四、文书当日制作、当日归档。",
    )
    upload = materials.Upload(io.BytesIO(data), "执法文书制作要点.pdf", len(data))
    materials.add(
        actor=ACTOR,
        subject=subject,
        title="执法文书制作要点",
        content=materials.received(upload=upload, url=""),
        publish=True,
        at=at,
    )


def _announced(syllabus: Syllabus, quota: int, today: date, at: datetime) -> Cohort:
    """Announce the next cohort, four weeks ahead and in a week without a public holiday."""
    ahead = today + timedelta(days=35)
    week = workdays.runs_of(DAYS, Span(ahead, ahead + timedelta(days=60)))[0]
    number = Cohort.objects.filter(syllabus__course=syllabus.course).count() + 1
    cohort = cohorts.draft(
        actor=ACTOR,
        syllabus=syllabus,
        number=number,
        name=f"执法规范化提高班第{number}期",
        starts_on=week.starts_on,
        ends_on=week.ends_on,
        capacity=40,
        at=at,
    )
    found = Unit.objects.filter(code__in=BRANCHES)
    quotas = {unit.pk: quota if unit.code == HOME else 5 for unit in found}
    cohorts.set_quotas(actor=ACTOR, cohort=cohort, quotas=quotas, at=at)
    cohort_notices.write(
        actor=ACTOR,
        cohort=cohort,
        document_number=f"莞城管培〔{today.year}〕演示{number}号",
        text=_TEXT,
        conditions=_CONDITIONS,
        nominate_until_at=datetime.combine(
            week.starts_on - timedelta(days=10), time(18), clock.LOCAL
        ),
        substitute_until_at=datetime.combine(
            week.starts_on - timedelta(days=3), time(18), clock.LOCAL
        ),
        over_quota=OverQuota.WAIT,
        owing_only=False,
        at=at,
    )
    cohort_notices.issue(actor=ACTOR, cohort=cohort, at=at)
    return Cohort.objects.get(pk=cohort.pk)


def _nominated(
    cohort: Cohort, people: list[Person], officer: Person, leader: Person, at: datetime
) -> None:
    """Nominate one more than the quota; the first gets a seat, the last waits for one."""
    report = enrolments.nominate_many(
        actor=access.actor(officer), cohort=cohort, persons=people, at=at
    )
    decided = [row for row in report.done if row.beyond_quota] + report.done[:1]
    decisions.endorse_many(actor=access.actor(leader), enrolments=decided, at=at)
    decisions.approve_many(actor=ACTOR, enrolments=decided, at=at)
