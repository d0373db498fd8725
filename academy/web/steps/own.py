"""What concerns oneself: training, exams, certificates, and for instructors the next teaching."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.people.models import Person
from academy.shared import clock
from academy.web.navigation import route_url
from academy.web.steps.card import Card, day, moment

if TYPE_CHECKING:
    from academy.reporting.models import MakeUp

# Days before its end from which a certificate is said to end soon: that of the first reminder.
_SOON_DAYS = 90


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
            "from": day(cohort.starts_on),
            "to": day(cohort.ends_on),
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
            line = _("现在可以开始，%(time)s 前有效") % {"time": moment(each.exam.closes_at, at)}
            return [Card(title, line, "exam", url, _("进入考试"), "info", _("已开放"))]
    for each in found:
        if each.may_check_in:
            line = _("现在可以签到，%(time)s 开考") % {"time": moment(each.exam.opens_at, at)}
            return [Card(title, line, "exam", url, _("去签到"), "info", _("签到中"))]
    ahead = sorted(
        each.exam.opens_at for each in found if each.window is Window.BEFORE and each.result is None
    )
    if ahead:
        line = _("下一场 %(time)s 开考") % {"time": moment(ahead[0], at)}
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


def my_teaching(person: Person, at: datetime) -> list[Card]:
    """What an instructor teaches next, and how much stands ahead this year."""
    from courses.models import Teaching
    from courses.queries.teaching import hours_of_year

    url = route_url("courses:taught_cohorts")
    if url is None:
        return []
    today = clock.local_date(at)
    ahead = Teaching.objects.standing().filter(instructor__person=person, taught_on__gte=today)
    line = ahead.select_related("subject", "cohort").order_by("taught_on", "begins", "pk").first()
    title, action = _("我的授课"), _("查看授课安排")
    if line is None:
        return [Card(title, _("眼下没有安排给您的授课"), "list", url, action)]
    hours = hours_of_year([line.instructor_id], today.year, on=today)[line.instructor_id]
    said = _("%(day)s %(times)s《%(subject)s》，%(cohort)s。今年待授 %(hours)s 学时") % {
        "day": day(line.taught_on),
        "times": line.times,
        "subject": line.subject.name,
        "cohort": line.cohort.name,
        "hours": hours.ahead,
    }
    chip, word = ("info", _("今天有课")) if line.taught_on == today else ("", "")
    return [Card(title, said, "list", url, action, chip, word)]


def my_findings(person: Person, at: datetime) -> list[Card]:
    """What one has to put right, and how much of it is overdue; no card where there is nothing."""
    from academy.findings.enums import FindingState
    from academy.findings.models import Finding

    url = route_url("findings:findings")
    if url is None:
        return []
    mine = Finding.objects.filter(owner=person, state=FindingState.OPEN.value)
    due = list(mine.order_by("due_on").values_list("due_on", flat=True))
    if not due:
        return []
    line = ngettext(
        "%(n)d 项由您整改，%(day)s到期", "%(n)d 项由您整改，最近一项%(day)s到期", len(due)
    )
    line = line % {"n": len(due), "day": day(due[0])}
    late = sum(each < clock.local_date(at) for each in due)
    chip, word = ("owed", _("待整改"))
    if late:
        chip, word = "late", ngettext("%(n)d 项逾期", "%(n)d 项逾期", late) % {"n": late}
    return [Card(_("我的整改"), line, "alert", url, _("办理整改"), chip, word)]


def my_make_ups(person: Person, at: datetime) -> list[Card]:
    """What one has to make up, and how much of it is overdue; no card where there is nothing."""
    from academy.reporting.models import MakeUp

    url = route_url("reporting:make_ups")
    if url is None:
        return []
    mine = MakeUp.objects.open().filter(person=person).order_by("due_on", "pk")
    found = list(mine.select_related("course"))
    if not found:
        return []
    if len(found) == 1:
        url = reverse("reporting:make_up", args=[found[0].public_id])
    line = ngettext(
        "%(n)d 门课程待补训：《%(course)s》，%(day)s前补训合格",
        "%(n)d 门课程待补训，最近一门《%(course)s》，%(day)s前补训合格",
        len(found),
    )
    first = found[0]
    line = line % {"n": len(found), "course": first.course.name, "day": day(first.due_on)}
    line += _where_next(first, at)
    late = sum(each.due_on < clock.local_date(at) for each in found)
    chip, word = ("owed", _("待补训"))
    if late:
        chip, word = "late", ngettext("%(n)d 门逾期", "%(n)d 门逾期", late) % {"n": late}
    return [Card(_("我的补训"), line, "clock", url, _("查看补训任务"), chip, word)]


def _where_next(row: "MakeUp", at: datetime) -> str:
    """Say where a course can be made up next, as the end of a card's line."""
    from academy.reporting.queries.makeup_next import next_of

    found = next_of(row, at)
    if found is None:
        return _("。目前没有接收提名的期次")
    facts = {"cohort": found.cohort.name, "day": day(found.cohort.starts_on)}
    if found.place is not None:
        return _("。已安排：%(cohort)s，%(day)s开班") % facts
    return _("。最近一期%(day)s开班：%(cohort)s，请联系单位联络员提名") % facts
