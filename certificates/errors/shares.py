"""No's of links by which a holder shows a certificate."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class ShareSpan(Refusal):
    """A link for another time than those offered."""

    code = "certificates.share_span"
    status = 422
    message = _("请选择链接的有效天数：7 天、30 天或 90 天。")
    next_step = _("到期之后可以再建新的链接。")


class ShareNotCurrent(Refusal):
    """A link to what is no longer in force would only say so."""

    code = "certificates.share_not_current"
    message = _("证书 %(number)s 已撤销或已被取代，不能再建分享链接。")
    next_step = _("已被取代的，请分享取代它的新证书；对状态有异议的，请联系学院管理员。")


class TooManyShares(Refusal):
    """One certificate has as many open links as it may have."""

    code = "certificates.too_many_shares"
    message = _("这张证书已有 %(most)s 个有效的分享链接。")
    next_step = _("请先结束不再需要的链接，再建新的。")
