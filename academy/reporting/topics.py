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
