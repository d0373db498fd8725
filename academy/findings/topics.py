"""What people are told about findings. By mail not what was found: it may speak of others."""

from django.utils.translation import gettext_lazy as _

from academy.notices.topics import topic

# -- to the owner
OPENED = topic(
    "findings.opened",
    title=_("您有一项新的整改"),
    text=_("“%(finding)s”由您负责整改，请在 %(due_on)s 及以前完成并报告结果。"),
    mail=_("有一项整改由您负责，请在 %(due_on)s 及以前完成。内容请登录后查看。"),
)
ASSIGNED = topic(
    "findings.assigned",
    title=_("一项整改转由您负责"),
    text=_("“%(finding)s”已转由您负责整改，请在 %(due_on)s 及以前完成并报告结果。"),
    mail=_("一项整改已转由您负责，请在 %(due_on)s 及以前完成。内容请登录后查看。"),
)
DEADLINE_MOVED = topic(
    "findings.deadline_moved",
    title=_("整改期限已延长"),
    text=_("“%(finding)s”的整改期限延至 %(due_on)s。原因：%(reason)s"),
    mail=_("您负责的一项整改，期限延至 %(due_on)s。原因请登录后查看。"),
)
FAILED = topic(
    "findings.failed",
    title=_("整改未通过复查"),
    text=_("“%(finding)s”复查未通过，请在 %(due_on)s 及以前继续整改。原因：%(reason)s"),
    mail=_("您负责的一项整改复查未通过，请在 %(due_on)s 及以前继续整改。原因请登录后查看。"),
)
CLOSED = topic(
    "findings.closed",
    title=_("整改已办结"),
    text=_("“%(finding)s”复查通过，整改办结。"),
    mail=_("您负责的一项整改复查通过，已经办结。"),
)
WITHDRAWN = topic(
    "findings.withdrawn",
    title=_("整改已撤销"),
    text=_("“%(finding)s”不再要求整改。原因：%(reason)s"),
    mail=_("您负责的一项整改已经撤销，不再要求整改。原因请登录后查看。"),
)
OVERDUE = topic(
    "findings.overdue",
    title=_("整改已逾期"),
    text=_("“%(finding)s”应在 %(due_on)s 及以前完成整改，现已逾期，请尽快完成并报告结果。"),
    mail=_("您负责的一项整改应在 %(due_on)s 及以前完成，现已逾期。内容请登录后查看。"),
)
# -- to unit and academy
RECHECK_WAITS = topic(
    "findings.recheck_waits",
    title=_("有整改等待复查"),
    text=_("“%(finding)s”已报告整改完成，请安排报告人以外的人员复查。"),
    mail=_("有一项整改已报告完成，等待复查。内容请登录后查看。"),
)
RECHECK_LATE = topic(
    "findings.recheck_late",
    title=_("整改复查逾期"),
    text=_(
        "“%(finding)s”已报告整改完成，复查已逾期 %(days)s 天，"
        "请尽快安排责任人和报告人以外的人员复查。"
    ),
    mail=_("有一项整改的复查已逾期 %(days)s 天，请尽快安排。内容请登录后查看。"),
)
ESCALATED = topic(
    "findings.escalated",
    title=_("整改逾期未完成"),
    text=_(
        "“%(finding)s”应在 %(due_on)s 及以前完成整改，已逾期 %(days)s 天，请督促责任人；"
        "责任人已离职的，请另行指定。"
    ),
    mail=_("有一项整改已逾期 %(days)s 天未完成，请督促。内容请登录后查看。"),
)
