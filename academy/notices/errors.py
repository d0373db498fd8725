"""What notices and their mail refuse."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class AddressInvalid(Refusal):
    """What was typed is no address that mail can be sent to."""

    code = "notices.address_invalid"
    status = 422
    message = _("邮箱地址的格式不正确。")
    next_step = _("请按“名称@单位域名”填写，例如 zhangsan@example.gov.cn，不要带空格和中文标点。")


class AddressMissing(Refusal):
    """Nothing to confirm or to write to."""

    code = "notices.address_missing"
    message = _("还没有登记邮箱地址。")
    next_step = _("请先填写邮箱地址并保存。")


class AddressConfirmed(Refusal):
    """The address is confirmed: no further link is needed."""

    code = "notices.address_confirmed"
    message = _("这个邮箱地址已经确认过。")
    next_step = _("不必再发确认邮件；要更换地址，请直接填写新地址并保存。")


class LinkTooSoon(Refusal):
    """A link was sent a moment ago."""

    code = "notices.link_too_soon"
    status = 429
    message = _("确认邮件刚刚发出。")
    next_step = _("请先查看收件箱和垃圾邮件；仍未收到的，%(seconds)s 秒后可再发一次。")


class LinkInvalid(Refusal):
    """The link is not ours, was used, was replaced by a newer one, or is too old."""

    code = "notices.link_invalid"
    status = 410
    message = _("这个链接无效或已过期。")
    next_step = _("请登录后在“通知设置”中重新发送确认邮件，并使用最新一封中的链接。")


class StopLinkInvalid(Refusal):
    """A link to stop mail that this academy did not make."""

    code = "notices.stop_link_invalid"
    status = 404
    message = _("这个退订链接不完整或无效。")
    next_step = _("请从邮件中完整复制链接；也可登录后在“通知设置”中关闭邮件。")


class ToldMeanwhile(Refusal):
    """More would become read than the page had counted: something was told that nobody has seen."""

    code = "notices.told_meanwhile"
    message = _("页面打开之后又有新通知，没有标为已读。")
    next_step = _("请看过下面的新通知，再全部标为已读。")


class ListEmpty(Refusal):
    """Nothing that could be read as a line of staff number and address."""

    code = "notices.list_empty"
    status = 422
    message = _("名单里没有可读取的内容。")
    next_step = _("请粘贴或上传名单，每行一人：工号、邮箱地址。")


class ListTooLong(Refusal):
    """More lines than the academy has people."""

    code = "notices.list_too_long"
    status = 422
    message = _("名单有 %(count)s 行，超过一次 %(most)s 行的上限。")
    next_step = _("请分成几份名单，逐份导入。")


class ListStale(Refusal):
    """Addresses or people have changed since the dry run."""

    code = "notices.list_stale"
    message = _("预览之后，名单或人员的地址已有变动，没有写入。")
    next_step = _("下面是按现状重新预览的结果，请核对后再写入。")
