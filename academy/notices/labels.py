"""What the words of notices are called on pages and in mail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.notices.enums import (
    BounceCause,
    DeliveryKind,
    DeliveryReason,
    DeliveryState,
    LineVerdict,
    MailLanguage,
    Rhythm,
    TopicGroup,
)

GROUP: dict[TopicGroup, Promise] = {
    TopicGroup.TRAINING: _("培训与学时"),
    TopicGroup.EXAMS: _("考试与成绩"),
    TopicGroup.CERTIFICATES: _("证书"),
    TopicGroup.REPORTS: _("定期报表"),
    TopicGroup.OTHER: _("其他"),
}
GROUP_HELP: dict[TopicGroup, Promise] = {
    TopicGroup.TRAINING: _("推荐、审批、候补、调换期次、开班安排和学时"),
    TopicGroup.EXAMS: _("考试安排、成绩公布、补考和复核"),
    TopicGroup.CERTIFICATES: _("证书签发、到期提醒"),
    TopicGroup.REPORTS: _("指定由您接收的定期报表"),
    TopicGroup.OTHER: _("以上没有包括的通知"),
}
LANGUAGE: dict[MailLanguage, Promise] = {
    MailLanguage.CHINESE: _("简体中文"),
    MailLanguage.ENGLISH: _("English"),
}
RHYTHM: dict[Rhythm, Promise] = {
    Rhythm.EACH: _("有通知时立即发送"),
    Rhythm.DAILY: _("每天 08:00 汇总成一封"),
}
DELIVERY_KIND: dict[DeliveryKind, Promise] = {
    DeliveryKind.NOTICE: _("通知"),
    DeliveryKind.CONFIRMATION: _("邮箱确认"),
}
STATE: dict[DeliveryState, Promise] = {
    DeliveryState.QUEUED: _("待发送"),
    DeliveryState.SENT: _("已交邮件服务器"),
    DeliveryState.RETURNED: _("被退回"),
    DeliveryState.FAILED: _("发送失败"),
    DeliveryState.SKIPPED: _("未发送"),
}
TONE: dict[DeliveryState, str] = {
    DeliveryState.QUEUED: "info",
    DeliveryState.SENT: "done",
    DeliveryState.RETURNED: "late",
    DeliveryState.FAILED: "late",
    DeliveryState.SKIPPED: "plain",
}
REASON: dict[DeliveryReason, Promise] = {
    DeliveryReason.ADDRESS_REFUSED: _("对方邮件服务器不接收这个地址"),
    DeliveryReason.CONTENT_REFUSED: _("对方邮件服务器拒收这封邮件"),
    DeliveryReason.MAILBOX_FULL: _("对方邮箱已满"),
    DeliveryReason.GAVE_UP: _("多次尝试后仍未成功"),
    DeliveryReason.NO_ADDRESS: _("没有登记邮箱地址"),
    DeliveryReason.UNCONFIRMED: _("地址未确认或已更换"),
    DeliveryReason.BOUNCED: _("地址被退信，已停用"),
    DeliveryReason.STOPPED: _("本人已关闭此类邮件"),
    DeliveryReason.READ: _("发送前本人已读"),
    DeliveryReason.LEFT: _("已离职"),
    DeliveryReason.OUTDATED: _("已有更新的确认邮件"),
}
CAUSE: dict[BounceCause, Promise] = {
    BounceCause.NO_MAILBOX: _("没有这个邮箱"),
    BounceCause.NO_DOMAIN: _("没有这个邮箱所在的单位域名"),
    BounceCause.DISABLED: _("这个邮箱已停用"),
    BounceCause.REFUSED: _("对方邮件服务器不接收这个地址"),
    BounceCause.FULL: _("对方邮箱已满"),
    BounceCause.TOO_LARGE: _("邮件超过对方允许的大小"),
    BounceCause.CONTENT: _("对方邮件服务器拒收这封邮件"),
    BounceCause.UNREACHABLE: _("对方邮件服务器联系不上"),
    BounceCause.OTHER: _("对方邮件服务器未说明原因"),
}
VERDICT: dict[LineVerdict, Promise] = {
    LineVerdict.ADDED: _("新登记"),
    LineVerdict.CHANGED: _("更换地址"),
    LineVerdict.SAME: _("与现有地址相同"),
    LineVerdict.ADDRESS_INVALID: _("地址格式不正确"),
    LineVerdict.PERSON_UNKNOWN: _("没有此工号，或不在您的权限范围"),
    LineVerdict.TWICE: _("同一人有两个不同地址"),
}
VERDICT_ADVICE: dict[LineVerdict, Promise] = {
    LineVerdict.ADDRESS_INVALID: _("按“名称@单位域名”改正，例如 zhangsan@example.gov.cn"),
    LineVerdict.PERSON_UNKNOWN: _("核对工号；不在您权限范围内的人员，请交其所在单位登记"),
    LineVerdict.TWICE: _("只保留此人正确的一行"),
}
VERDICT_TONE: dict[LineVerdict, str] = {
    LineVerdict.ADDED: "done",
    LineVerdict.CHANGED: "owed",
    LineVerdict.SAME: "plain",
    LineVerdict.ADDRESS_INVALID: "late",
    LineVerdict.PERSON_UNKNOWN: "late",
    LineVerdict.TWICE: "late",
}
