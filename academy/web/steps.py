"""What each app has to say on the home page: one card, with what is next in words and numbers.

Queries are imported where they are asked, so that a page without cards loads no other app.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Min
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.people.enums import RosterState
from academy.people.models import Person, RosterImport
from academy.shared import clock
from academy.web.navigation import route_url

Words = str | Promise

# Days before its end from which a certificate is said to end soon: that of the first reminder.
_SOON_DAYS = 90


@dataclass(frozen=True, slots=True)
class Card:
    """One next step: what it is, how it stands, and the link that leads there."""

    title: Words
    line: Words
    icon: str
    url: str
    action: Words
    chip: str = ""
    chip_word: Words = ""


def my_training(person: Person, at: datetime) -> list[Card]:
    """The cohort that is next or under way, else the year's hours."""
    from courses import labels
    from courses.enums import LIVE, EnrolmentState
    from courses.models import Enrolment
    from courses.queries.board import my_courses
    from courses.queries.hours import hours_of

    url = route_url("courses:mine")
    if url is None:
        return []
    title, action = _("我的培训"), _("查看我的培训")
    rows = my_courses(Enrolment.objects.filter(person=person))
    ahead = [row for row in rows if EnrolmentState(row.state) in LIVE]
    if ahead:
        state = EnrolmentState(ahead[0].state)
        cohort = ahead[0].cohort
        line = _("%(name)s，%(from)s至%(to)s") % {
            "name": cohort.name,
            "from": _day(cohort.starts_on),
            "to": _day(cohort.ends_on),
        }
        tone, word = labels.ENROLMENT_TONE[state], labels.ENROLMENT_STATE[state]
        return [Card(title, line, "book", url, action, tone, word)]
    year = clock.local_date(at).year
    hours = hours_of([person], year).get(person.pk, Decimal("0.0"))
    line = _("眼下没有在办的培训。%(year)d 年累计 %(hours)s 学时") % {"year": year, "hours": hours}
    return [Card(title, line, "book", url, action)]


def my_exams(person: Person, at: datetime) -> list[Card]:
    """The exam to go on with, to start, or to wait for."""
    from exams import labels
    from exams.enums import ResultVerdict, Window
    from exams.queries.mine import my_exams as exams_of

    url = route_url("exams:mine")
    if url is None:
        return []
    title, look = _("我的考试"), _("查看我的考试")
    found = exams_of(person, at=at)
    for each in found:
        if each.may_resume:
            line = _("正在作答，请回到考场继续。计时没有停止")
            return [Card(title, line, "exam", url, _("继续作答"), "late", _("作答中"))]
    for each in found:
        if each.may_start:
            line = _("现在可以开始，%(time)s 前有效") % {"time": _moment(each.exam.closes_at, at)}
            return [Card(title, line, "exam", url, _("进入考试"), "info", _("已开放"))]
    for each in found:
        if each.may_check_in:
            line = _("现在可以签到，%(time)s 开考") % {"time": _moment(each.exam.opens_at, at)}
            return [Card(title, line, "exam", url, _("去签到"), "info", _("签到中"))]
    ahead = sorted(
        each.exam.opens_at for each in found if each.window is Window.BEFORE and each.result is None
    )
    if ahead:
        line = _("下一场 %(time)s 开考") % {"time": _moment(ahead[0], at)}
        return [Card(title, line, "exam", url, look, "owed", _("待考"))]
    if any(each.waits_for_release for each in found):
        return [Card(title, _("已交卷，等待发布成绩"), "exam", url, look, "owed", _("待发布"))]
    released = [each.result for each in found if each.result is not None]
    if released:
        verdict = ResultVerdict(released[0].verdict)
        word = labels.VERDICT[verdict]
        line = _("最近一场的成绩已经发布")
        return [Card(title, line, "exam", url, look, labels.VERDICT_CHIP[verdict], word)]
    return [Card(title, _("眼下没有安排给您的考试"), "exam", url, look)]


def my_certificates(person: Person, at: datetime) -> list[Card]:
    """How many valid certificates one holds, the latest number, and if one is about to end."""
    from certificates import access
    from certificates.enums import CertificateState
    from certificates.queries import forecast

    url = route_url("certificates:mine")
    if url is None:
        return []
    today = clock.local_date(at)
    rows = list(
        access.own(person)  # type: ignore[attr-defined]  # a CertificateQuerySet: has `valid_on`
        .valid_on(today)
        .order_by("-issued_at", "-pk")
        .values_list("number", flat=True)
    )
    title = _("我的证书")
    if not rows:
        line = _("结业后签发的证书会出现在这里")
        return [Card(title, line, "medal", url, _("查看我的证书"))]
    line = ngettext(
        "%(n)d 张有效，最近一张 %(number)s", "%(n)d 张有效，最近一张 %(number)s", len(rows)
    )
    line = line % {"n": len(rows), "number": rows[0]}
    until = today + timedelta(days=_SOON_DAYS)
    soon = (
        access.own(person)
        .filter(~forecast.renewed(today), expires_on__gt=today, expires_on__lte=until)
        .filter(state=CertificateState.ISSUED.value)
        .aggregate(first=Min("expires_on"))["first"]
    )
    if soon is None:
        return [Card(title, line, "medal", url, _("查看和下载"))]
    left = (soon - today).days - 1  # the day of `expires_on` itself is no longer covered
    word = (
        ngettext("%(n)d 天后到期", "%(n)d 天后到期", left) % {"n": left} if left else _("今天到期")
    )
    return [Card(title, line, "medal", url, _("查看和下载"), "owed", word)]


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


def report(person: Person, at: datetime) -> list[Card]:
    """The completion report."""
    line = _("按单位和人员类别统计参训、考试和合格情况")
    return _plain("reporting:completion", _("结业报表"), line, "chart", _("查看报表"))


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


def _day(day: date) -> str:
    """Return a day as prose has it, the year left out: 3月5日."""
    return date_format(day, "MONTH_DAY_FORMAT")


def _moment(instant: datetime, at: datetime) -> str:
    """Return an instant in local time: 14:30 today, else 3月9日 14:30."""
    local = instant.astimezone(clock.LOCAL)
    time = local.strftime("%H:%M")
    return time if local.date() == clock.local_date(at) else f"{_day(local.date())} {time}"
