"""The cohort report (期次总结报告): one cohort's whole story, as a document fit to file."""

from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.reporting import frames, labels
from academy.reporting.enums import Sitting
from academy.reporting.queries import cohort_story, places
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.reports import completion, results
from academy.reporting.reports.stories import (
    cohort_after,
    cohort_items,
    cohort_people,
    cohort_results,
)
from academy.reporting.reports.stories.cohort_told import Told
from academy.reporting.reports.stories.frame import Story, Text
from academy.reporting.rules.asking import Ask
from courses.models import Cohort

CODE = "cohort"
TITLE = _("期次总结报告")
_NOTES: tuple[Text, ...] = (
    _("单位、人员类别、职级按取得名额当天的归属。"),
    _("各项事实以数据截止日当天二十四时前记录的为准，之后的更正、审批、冲销、撤销不影响本报告。"),
    _(
        "姓名、工号、性别、教官信息和期次、课程的名称不留变更经过，按现在登记的；"
        "退训后又取得名额的，只留最后一次。"
    ),
    _("比率保留一位小数、平均数保留两位小数，四舍五入；分母为零的记“—”。"),
)


def read(cohort: Cohort, ask: Ask) -> Story:
    """Read and tell a cohort's story, in one snapshot; the queries do not grow with its people.

    `ask` is narrowed to the cohort and its year. Nothing counts that was recorded after its day.
    """
    with snapshot():
        every = places.places(ask.as_of)
        told = Told(
            cohort=cohort,
            ask=ask,
            every=every,
            entire=ask.scope >= {place.id for place in every},
            covers=cohort_story.covers(ask, cohort),
            completion=frames.read(completion.SPEC, ask),
            first=frames.read(results.SPEC, ask),
            final=frames.read(results.SPEC, replace(ask, sitting=Sitting.FINAL)),
        )
        seats = cohort_story.seats(ask, cohort)
        chapters = [
            cohort_people.composition(told, seats),
            cohort_people.attendance(told),
            cohort_results.results(told),
            cohort_items.items(told),
            cohort_after.certificates(told),
            cohort_after.teaching(told),
            cohort_after.evaluation(told),
            cohort_results.outstanding(told),
            cohort_results.roster(told),
        ]
    counts = cohort_story.counted(seats, told.before, told.spared)
    return Story(
        code=CODE,
        title=gettext("%(cohort)s总结报告") % {"cohort": cohort.name},
        subject=cohort.name,
        scope_name=told.completion.scope_name,
        as_of=ask.as_of,
        facts=_facts(told),
        sentence=_sentence(told, counts),
        chapters=chapters,
        parameters=ask.parameters(),
        notes=_notes(told),
    )


def _facts(told: Told) -> list[tuple[Text, str]]:
    cohort = told.cohort
    course = cohort.syllabus.course
    days = gettext("%(first)s至%(last)s") % {
        "first": date_format(cohort.starts_on, "DATE_FORMAT"),
        "last": date_format(cohort.ends_on, "DATE_FORMAT"),
    }
    return [
        (_("期次"), cohort.name),
        (_("业务线"), course.track.name),
        (_("课程"), course.name),
        (_("培训日期"), days),
        (_("学时"), labels.printed(cohort.syllabus.hours)),
        (_("计划人数"), labels.printed(cohort.capacity)),
        (_("状态"), _state(told)),
        (_("统计范围"), _scope(told)),
    ]


def _state(told: Told) -> str:
    cohort = told.cohort
    if cohort.closed_at is not None and cohort.closed_at < told.before:
        return gettext("已结班")
    begun = cohort.opened_at is not None and cohort.opened_at < told.before
    return gettext("未结班") if begun else gettext("未开班")


def _scope(told: Told) -> str:
    if told.covers:
        return gettext("全期人员")
    return gettext("仅%(unit)s的人员") % {"unit": told.completion.scope_name}


def _notes(told: Told) -> list[Text]:
    if told.covers:
        return list(_NOTES)
    only = _("本报告只统计所列范围内的人员，不是全期数字；题目分析和评教按全期统计，这里不列。")
    return [only, *_NOTES]


def _sentence(told: Told, counts: cohort_story.Seats) -> str:
    total, first = told.completion.total, told.first.total
    said = {
        "had": counts.had,
        "came": counts.came,
        "withdrew": counts.withdrew,
        "left_for": counts.left_for,
        "named": counts.named,
        "sat": total["sat"],
        "first_pass_rate": total["first_pass_rate"],
        "final_pass_rate": total["final_pass_rate"],
        "excellence_rate": total["excellence_rate"],
        "average": first["average_score"],
        "median": first["median"],
        "hours": total["hours"],
    }
    words = gettext(
        "取得名额 %(had)s 人，报到 %(came)s 人，退训 %(withdrew)s 人，转出 %(left_for)s 人，"
        "经批准不计 %(named)s 人；参加考试 %(sat)s 人，首考合格率 %(first_pass_rate)s%%，"
        "补考后合格率 %(final_pass_rate)s%%，优秀率 %(excellence_rate)s%%，"
        "首考平均分 %(average)s 分，中位数 %(median)s 分；记入学时 %(hours)s。"
    )
    return words % {name: labels.printed(value) for name, value in said.items()}
