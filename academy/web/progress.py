"""A job as a person sees it: what, how far, how long still."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from academy.jobs.enums import ENDED, JobState
from academy.jobs.models import Job
from academy.shared.clock import LOCAL

# What each kind of job is called; a test holds the list against what is registered.
KINDS: dict[str, Promise] = {
    "certificates.bundle": gettext_lazy("打包证书"),
    "certificates.look_at_portraits": gettext_lazy("核对照片"),
    "certificates.publish": gettext_lazy("试做并发布模板"),
    "certificates.remind": gettext_lazy("到期提醒"),
    "certificates.render": gettext_lazy("生成证书文件"),
    "certificates.render_one": gettext_lazy("生成证书文件"),
    "certificates.sweep": gettext_lazy("补齐证书文件"),
    "notices.deliver": gettext_lazy("发送通知邮件"),
    "courses.deadlines_near": gettext_lazy("提醒临近的截止时间"),
    "courses.evaluations_due": gettext_lazy("开放和提醒评教"),
    "courses.leave_overdue": gettext_lazy("提醒请假逾期"),
    "courses.read_past_records": gettext_lazy("读取以往学时"),
    "courses.commit_past_records": gettext_lazy("登记以往学时"),
    "courses.undo_past_records": gettext_lazy("撤销以往学时"),
    "courses.solve_plan": gettext_lazy("排班求解"),
    "findings.escalate_overdue": gettext_lazy("督办逾期整改"),
    "exams.close_overdue": gettext_lazy("到时收卷"),
    "people.roster_parse": gettext_lazy("读取名册"),
    "reporting.make_report": gettext_lazy("生成报表"),
    "reporting.make_ups": gettext_lazy("核对补训任务"),
    "reporting.refresh_summaries": gettext_lazy("更新培训总览"),
    "reporting.check_summaries": gettext_lazy("核对培训总览"),
    "reporting.send": gettext_lazy("发送定期报表"),
    "reporting.send_due": gettext_lazy("检查到期的定期报表"),
    "reporting.sweep_files": gettext_lazy("清理过期的报表文件"),
}
_STATES: dict[JobState, tuple[Promise, str]] = {
    JobState.QUEUED: (gettext_lazy("等待开始"), "owed"),
    JobState.RUNNING: (gettext_lazy("进行中"), "info"),
    JobState.DONE: (gettext_lazy("已完成"), "done"),
    JobState.FAILED: (gettext_lazy("未完成"), "late"),
    JobState.CANCELLED: (gettext_lazy("已停止"), "plain"),
}


@dataclass(frozen=True, slots=True)
class JobView:
    """What the progress component shows; `total` 0 means not yet known."""

    title: str
    state: str
    chip: str
    line: str
    note: str
    done: int
    total: int
    ended: bool
    url: str
    cancel_url: str


def view_of(job: Job, at: datetime) -> JobView:
    """Return the job in words and numbers as of `at`."""
    state = JobState(job.state)
    word, chip = _STATES[state]
    return JobView(
        title=str(KINDS.get(job.kind, gettext_lazy("后台任务"))),
        state=str(word),
        chip=chip,
        line=_line(job, state, at),
        note="" if state in ENDED else job.progress_note,
        done=job.progress_done,
        total=job.progress_total,
        ended=state in ENDED,
        url=reverse("web:job", args=[job.public_id]),
        cancel_url=reverse("web:job_cancel", args=[job.public_id]),
    )


def _line(job: Job, state: JobState, at: datetime) -> str:
    counted = f"{job.progress_done}/{job.progress_total}" if job.progress_total else ""
    ended = job.ended_at.astimezone(LOCAL).strftime("%H:%M") if job.ended_at else ""
    if state is JobState.QUEUED:
        return _("排队中，轮到后自动开始。可以离开本页。")
    if state is JobState.DONE:
        return " · ".join(part for part in (counted, _("%(time)s 完成") % {"time": ended}) if part)
    if state is JobState.FAILED:
        return _("没有做完：%(code)s。已完成的部分不受影响，请把代码告知管理员。") % {
            "code": job.error or "unknown"
        }
    if state is JobState.CANCELLED:
        stopped = _("%(time)s 停止，已完成的部分保留") % {"time": ended}
        return " · ".join(part for part in (counted, stopped) if part)
    return " · ".join(part for part in (counted, _remaining(job, at)) if part)


def _remaining(job: Job, at: datetime) -> str:
    """Estimate the time left from the pace so far, in whole minutes above one."""
    if not job.started_at or not job.progress_done or not job.progress_total:
        return _("正在进行，可以离开本页")
    pace = (at - job.started_at) / job.progress_done
    left = pace * max(job.progress_total - job.progress_done, 0)
    if left < timedelta(minutes=1):
        return _("不到 1 分钟")
    minutes = round(left.total_seconds() / 60)
    return ngettext("约剩 %(n)d 分钟", "约剩 %(n)d 分钟", minutes) % {"n": minutes}
