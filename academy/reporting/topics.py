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

BOARD_ANNOUNCED = topic(
    "reporting.board_announced",
    title=_("红黑榜公示"),
    text=_("%(month)s 红黑榜开始公示，异议请在 %(until)s 前提出。"),
)
BOARD_PUBLISHED = topic(
    "reporting.board_published",
    title=_("红黑榜已发布"),
    text=_("%(month)s 红黑榜已发布，本单位的名次和得分请看榜单。"),
)
BOARD_OBJECTION_RAISED = topic(
    "reporting.board_objection_raised",
    title=_("红黑榜有新的异议"),
    text=_("%(unit)s 对 %(month)s 红黑榜提出异议，等待处理。"),
)
BOARD_OBJECTION_DECIDED = topic(
    "reporting.board_objection_decided",
    title=_("红黑榜异议已处理"),
    text=_("您对 %(month)s 红黑榜提出的异议已处理，答复请看榜单。"),
)
BOARD_WITHDRAWN = topic(
    "reporting.board_withdrawn",
    title=_("红黑榜公示已撤回"),
    text=_("%(month)s 红黑榜的公示已撤回，重新制榜后另行公示。"),
)
DELISTED = topic(
    "reporting.delisted",
    title=_("已摘帽"),
    text=_("%(unit)s 已整改办结，从 %(month)s 黑榜摘帽。"),
)

# -- make-up training: to who owes it
MAKE_UP_OPENED = topic(
    "reporting.make_up_opened",
    title=_("您有一门课程需要补训"),
    text=_("《%(course)s》需要补训，请在 %(due_on)s 及以前完成；培训合格后自动销号。"),
)
MAKE_UP_OVERDUE = topic(
    "reporting.make_up_overdue",
    title=_("补训已逾期"),
    text=_("《%(course)s》应在 %(due_on)s 及以前补训合格，现已逾期，请与单位联络员联系安排。"),
)
MAKE_UP_PASSED = topic(
    "reporting.make_up_passed",
    title=_("补训已完成"),
    text=_("《%(course)s》已培训合格，补训任务已销号。"),
)
MAKE_UP_WITHDRAWN = topic(
    "reporting.make_up_withdrawn",
    title=_("补训任务已撤销"),
    text=_("《%(course)s》不再要求补训。原因：%(reason)s"),
    mail=_("《%(course)s》不再要求补训。原因请登录后查看。"),
)
# -- to the training officer, the leader, the academy
MAKE_UPS_OVERDUE = topic(
    "reporting.make_ups_overdue",
    title=_("有补训逾期未完成"),
    text=_("%(count)s 项补训已逾期满 %(days)s 天（%(people)s），请督促并安排参训。"),
    mail=_("%(count)s 项补训已逾期满 %(days)s 天，请督促并安排参训；名单请登录查看。"),
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
