"""What this storey itself has to tell."""

from django.utils.translation import gettext_lazy as _

from academy.notices.topics import topic

ADDRESS_BOUNCED = topic(
    "notices.address_bounced",
    title=_("您的邮箱地址被退信"),
    text=_("发往您所登记邮箱的邮件被对方服务器拒收，已停止向该地址发信。请核对地址后重新登记。"),
)
ADDRESS_RETURNED = topic(
    "notices.address_returned",
    title=_("您的邮箱地址被退信"),
    text=_(
        "发往您所登记邮箱的邮件被退回（代码 %(code)s），已停止向该地址发信。请核对地址后重新登记。"
    ),
)
