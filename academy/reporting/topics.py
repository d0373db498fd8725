"""What people are told by reporting. Never why somebody is not counted: it may be their health."""

from django.utils.translation import gettext_lazy as _

from academy.notices.topics import topic

EXCLUSION_GRANTED = topic(
    "reporting.exclusion_granted",
    title=_("不计入统计的申请已批准"),
    text=_("您申请的 %(count)s 人（%(people)s）已批准不计入统计。"),
    mail=_("您申请的 %(count)s 人已批准不计入统计，名单请登录查看。"),
)
EXCLUSION_REFUSED = topic(
    "reporting.exclusion_refused",
    title=_("不计入统计的申请未获批准"),
    text=_("您申请的 %(count)s 人（%(people)s）未获批准，仍计入统计；意见见申请记录。"),
    mail=_("您申请的 %(count)s 人未获批准，仍计入统计；意见请登录查看。"),
)
EXCLUSION_REVOKED = topic(
    "reporting.exclusion_revoked",
    title=_("不计入统计的批准已撤销"),
    text=_("您申请的 %(count)s 人（%(people)s）不计入统计的批准已撤销，恢复计入；原因见申请记录。"),
    mail=_("您申请的 %(count)s 人不计入统计的批准已撤销，恢复计入；原因请登录查看。"),
)
REPORT_READY = topic(
    "reporting.report_ready",
    title=_("报表已生成"),
    text=_("您在后台生成的“%(report)s”已完成，%(days)s 天内可以下载。"),
)
SCHEDULED_REPORT = topic(
    "reporting.scheduled_report",
    title=_("定期报表已发送"),
    text=_("“%(name)s”已按计划生成，数据截至 %(as_of)s，请点开查看和下载。"),
    mail=_("发给您的定期报表已生成，数据截至 %(as_of)s，请登录后查看和下载。"),
)
SCHEDULE_FAILED = topic(
    "reporting.schedule_failed",
    title=_("定期报表没有发出"),
    text=_("“%(name)s”这一次没有发出，收件人没有收到通知；原因见发送记录。"),
    mail=_("您的一份定期报表没有发出，收件人没有收到通知；原因请登录查看。"),
)
