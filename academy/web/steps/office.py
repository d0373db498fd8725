"""What the offices have to do: each card asks the queries of one app.

Queries are imported where they are asked, so that a page without cards loads no other app.
"""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.people.enums import RosterState
from academy.people.models import Person, RosterImport
from academy.shared import clock
from academy.web.navigation import route_url
from academy.web.steps.card import Card, day


def rosters(person: Person, at: datetime) -> list[Card]:
    """Imports that were compared and wait for a decision."""
    url = route_url("people:roster")
    if url is None:
        return []
    waiting = RosterImport.objects.filter(state=RosterState.PREVIEWED.value).count()
    if waiting:
        line = ngettext("%(n)d 份名册已核对，等待生效", "%(n)d 份名册已核对，等待生效", waiting)
        line = line % {"n": waiting}
        return [Card(_("名册导入"), line, "upload", url, _("继续办理"), "owed", _("待生效"))]
    line = _("上传各单位名册，先核对差异，再一次生效")
    return [Card(_("名册导入"), line, "upload", url, _("导入名册"))]


def cohorts(person: Person, at: datetime) -> list[Card]:
    """How many cohorts run, and how many are over but not closed out."""
    from courses.access import cohorts_for
    from courses.enums import CohortState

    url = route_url("courses:cohorts")
    if url is None:
        return []
    today = clock.local_date(at)
    rows = cohorts_for(person, on=today).order_by()
    running = rows.filter(state=CohortState.RUNNING.value)
    under_way, over = running.count(), running.filter(ends_on__lt=today).count()
    ahead = rows.filter(state=CohortState.PUBLISHED.value).count()
    line = _("在训 %(running)d 期 · 报名中 %(ahead)d 期") % {"running": under_way, "ahead": ahead}
    if over:
        word = ngettext("%(n)d 期待结班", "%(n)d 期待结班", over) % {"n": over}
        return [Card(_("期次"), line, "list", url, _("管理期次"), "owed", word)]
    return [Card(_("期次"), line, "list", url, _("管理期次"))]


def approvals(person: Person, at: datetime) -> list[Card]:
    """How many endorsed nominations wait for the academy."""
    from courses.access import enrolments_for
    from courses.enums import EnrolmentState

    url = route_url("courses:to_approve")
    if url is None:
        return []
    rows = enrolments_for(person, on=clock.local_date(at))
    count = rows.filter(state=EnrolmentState.ENDORSED.value).count()
    line = ngettext("%(n)s 人等待学院审批", "%(n)s 人等待学院审批", count) % {"n": count}
    chip, word = ("owed", _("待审批")) if count else ("", "")
    return [Card(_("提名审批"), line, "check", url, _("审批提名"), chip, word)]


def planning(person: Person, at: datetime) -> list[Card]:
    """The latest planning run that waits for somebody, else the way to a new one."""
    from courses.access import plans_for
    from courses.enums.plans import PlanState
    from courses.labels import planning as labels

    url = route_url("courses:plans")
    if url is None:
        return []
    latest = plans_for(person, on=clock.local_date(at)).order_by("-pk").first()
    if latest is None:
        line = _("按需求、床位和离岗比例排一年的班")
        return [Card(_("排班计划"), line, "clock", url, _("开始排班"))]
    state = PlanState(latest.state)
    line = _("%(from)s至%(to)s，排入 %(seated)d/%(demanded)d 人") % {
        "from": day(latest.starts_on),
        "to": day(latest.ends_on),
        "seated": latest.seated,
        "demanded": latest.demanded,
    }
    chip, word = labels.PLAN_TONE[state], labels.PLAN_STATE[state]
    return [Card(_("排班计划"), line, "clock", url, _("查看排班"), chip, word)]


def attainment(person: Person, at: datetime) -> list[Card]:
    """Who still owes hours."""
    line = _("谁还欠多少学时、最迟何时补足")
    return _plain("courses:attainment", _("学时达标"), line, "chart", _("查看达标情况"))


def endorsements(person: Person, at: datetime) -> list[Card]:
    """How many nominations wait for the leader of a unit."""
    from courses.access import to_endorse

    url = route_url("courses:to_endorse")
    if url is None:
        return []
    count = to_endorse(person, on=clock.local_date(at)).count()
    line = ngettext("%(n)s 人等待您审批", "%(n)s 人等待您审批", count) % {"n": count}
    chip, word = ("owed", _("待审批")) if count else ("", "")
    return [Card(_("单位待审批"), line, "check", url, _("审批提名"), chip, word)]


def leaves(person: Person, at: datetime) -> list[Card]:
    """How many requests for leave wait for this person; no card where none does."""
    from courses.access.leaves import waiting_for

    url = route_url("courses:leaves_waiting")
    count = len(waiting_for(person, on=clock.local_date(at))) if url is not None else 0
    if url is None or not count:
        return []
    line = ngettext("%(n)s 份请假等待您审批", "%(n)s 份请假等待您审批", count) % {"n": count}
    return [Card(_("请假审批"), line, "check", url, _("审批请假"), "owed", _("待审批"))]


def roll_calls(person: Person, at: datetime) -> list[Card]:
    """How many lessons of today have begun without a roll-call; no card where there is none."""
    from courses.access import taught_cohorts
    from courses.enums import CohortState
    from courses.queries.roll_call_days import today_of

    url = route_url("courses:rolls")
    if url is None:
        return []
    rows = taught_cohorts(person, on=clock.local_date(at)).in_states([CohortState.RUNNING])
    count = sum(each.begun for each in today_of(list(rows), at=at))
    if not count:
        return []
    line = ngettext("今天 %(n)d 次课已开始、尚未点名", "今天 %(n)d 次课已开始、尚未点名", count)
    return [Card(_("点名"), line % {"n": count}, "check", url, _("去点名"), "owed", _("待点名"))]


def exams(person: Person, at: datetime) -> list[Card]:
    """Exams that are open now, and those over but not released."""
    from exams.enums import ExamState
    from exams.models import Exam

    url = route_url("exams:exams")
    if url is None:
        return []
    scheduled = Exam.objects.filter(state=ExamState.SCHEDULED.value)
    open_now = scheduled.filter(opens_at__lte=at, closes_at__gt=at).count()
    over = scheduled.filter(closes_at__lte=at).count()
    line = _("正在考 %(open)d 场 · 待发布成绩 %(over)d 场") % {"open": open_now, "over": over}
    chip, word = (
        ("info", _("考试进行中")) if open_now else ("owed", _("待发布")) if over else ("", "")
    )
    return [Card(_("考试"), line, "exam", url, _("管理考试"), chip, word)]


def batches(person: Person, at: datetime) -> list[Card]:
    """Batches that wait for the second person, or for issue."""
    from certificates import access
    from certificates.enums import BatchState

    url = route_url("certificates:batches")
    if url is None:
        return []
    rows = access.batches(person, on=clock.local_date(at)).order_by()
    proposed = rows.filter(state=BatchState.PROPOSED.value).count()
    approved = rows.filter(state=BatchState.APPROVED.value).count()
    line = _("待复核 %(proposed)d 批 · 待签发 %(approved)d 批") % {
        "proposed": proposed,
        "approved": approved,
    }
    chip, word = ("owed", _("待办理")) if proposed or approved else ("", "")
    return [Card(_("证书批次"), line, "medal", url, _("办理证书"), chip, word)]


def findings(person: Person, at: datetime) -> list[Card]:
    """What waits for a recheck in the units, and what is overdue; no card where nothing is."""
    from academy.findings.access import findings_for
    from academy.findings.queries.findings import counts

    url = route_url("findings:findings")
    if url is None:
        return []
    today = clock.local_date(at)
    found = counts(findings_for(person, on=today), on=today)
    if not found.open and not found.rectified:
        return []
    line = _("待整改 %(open)d 项 · 待复查 %(rectified)d 项") % {
        "open": found.open,
        "rectified": found.rectified,
    }
    chip, word = ("owed", _("待复查")) if found.rectified else ("", "")
    if found.overdue:
        said = ngettext("%(n)d 项逾期", "%(n)d 项逾期", found.overdue)
        chip, word = "late", said % {"n": found.overdue}
    return [Card(_("整改台账"), line, "alert", url, _("查看整改"), chip, word)]


def make_ups(person: Person, at: datetime) -> list[Card]:
    """What the units have to make up, and for how much nothing is arranged; no card for nothing."""
    from academy.reporting.access import make_up_reach
    from academy.reporting.queries.makeup_next import total

    url = route_url("reporting:make_ups_overview")
    if url is None:
        return []
    today = clock.local_date(at)
    found = total(make_up_reach(person, today).rows, on=today)
    if not found.open:
        return []
    line = _("待补训 %(open)d 项，尚未安排 %(waiting)d 项") % {
        "open": found.open,
        "waiting": found.waiting,
    }
    chip, word = ("owed", _("待安排")) if found.waiting else ("", "")
    if found.overdue:
        said = ngettext("%(n)d 项逾期", "%(n)d 项逾期", found.overdue)
        chip, word = "late", said % {"n": found.overdue}
    return [Card(_("补训安排"), line, "clock", url, _("安排补训"), chip, word)]


def report(person: Person, at: datetime) -> list[Card]:
    """The reports."""
    line = _("按单位和人员类别统计参训、考试和合格情况")
    return _plain("reporting:index", _("统计报表"), line, "chart", _("查看报表"))


def people(person: Person, at: datetime) -> list[Card]:
    """The staff list."""
    return _plain("people:persons", _("人员"), _("在册人员及所在单位"), "people", _("查看人员"))


def register(person: Person, at: datetime) -> list[Card]:
    """The register of certificates."""
    line = _("按姓名、工号或证书编号查询")
    return _plain("certificates:register", _("证书查询"), line, "search", _("查询证书"))


def _plain(route: str, title: str, line: str, icon: str, action: str) -> list[Card]:
    url = route_url(route)
    return [Card(title, line, icon, url, action)] if url else []
