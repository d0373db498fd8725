"""Every anticipated no of certificates."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class CohortNotClosed(Refusal):
    """Certificates rest on a close-out, and the cohort has had none."""

    code = "certificates.cohort_not_closed"
    message = _("该期次尚未结班，不能提出证书批次。")
    next_step = _("请先办理结班，再提出证书批次。")


class SecondPersonRequired(Refusal):
    """Who proposed a batch may not approve it."""

    code = "certificates.second_person_required"
    message = _("证书批次须由提出人以外的人批准。")
    next_step = _("请另一位学院管理员核对名单后批准。")


class NobodyEligible(Refusal):
    """Every line of the batch is refused."""

    code = "certificates.nobody_eligible"
    message = _("本批次没有符合发证条件的人员。")
    next_step = _("请查看每行的原因；情况改变后撤回本批次，重新提出。")


class BatchNotApproved(Refusal):
    """Issue was asked for before approval."""

    code = "certificates.batch_not_approved"
    message = _("本批次尚未批准，不能签发。")
    next_step = _("请先由另一位学院管理员批准。")


class BatchWithdrawn(Refusal):
    """The batch was withdrawn; nothing more happens to it."""

    code = "certificates.batch_withdrawn"
    message = _("本批次已撤回。")
    next_step = _("如仍需发证，请为该期次重新提出批次。")


class BatchIssued(Refusal):
    """Issued certificates are not withdrawn with their batch."""

    code = "certificates.batch_issued"
    message = _("本批次已签发，不能撤回。")
    next_step = _("个别证书有误的，请在证书登记簿中逐张撤销并写明原因。")


class GlyphMissing(Refusal):
    """A character to be printed is in none of the embedded fonts."""

    code = "certificates.glyph_missing"
    status = 422
    message = _("证书字体中没有下列字符：%(characters)s。")
    next_step = _("请安装含有这些字符的字体并加入 CERTIFICATE_FONTS，再重新生成。")


class RenditionFailed(Refusal):
    """The template asks for something that is not there."""

    code = "certificates.rendition_failed"
    status = 500
    message = _("证书 %(number)s 的 PDF 没有生成：%(fault)s")
    next_step = _("证书本身仍然有效；请把此信息告知系统管理员，修复模板后重新生成。")


class NotIssued(Refusal):
    """The certificate is already revoked or superseded."""

    code = "certificates.not_issued"
    message = _("证书 %(number)s 当前不是有效状态，不能撤销。")
    next_step = _("请在证书页查看原有的撤销原因和时间。")


class ReasonRequired(Refusal):
    """A revocation without a reason."""

    code = "certificates.reason_required"
    status = 422
    message = _("请写明撤销原因（不超过 200 字）。")
    next_step = _("原因会显示在公开查验页上，请勿填写个人信息。")


class TooManyMisses(Refusal):
    """Too many look-ups that found nothing, from one client or for one number."""

    code = "certificates.too_many_misses"
    status = 429
    message = _("查验未果的次数过多，请稍后再试。")
    next_step = _("请 10 分钟后重试，或直接扫描证书上的二维码。")


class NotInForce(Refusal):
    """The PDF of a revoked or superseded certificate is no longer handed out."""

    code = "certificates.not_in_force"
    message = _("证书 %(number)s 已失效，不再提供下载。")
    next_step = _("失效的原因和时间见公开查验页。")
