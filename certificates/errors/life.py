"""No's of the life of certificates: issue by kind, correction, reissue."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class TemplateMissing(Refusal):
    """What the course names as its template was never published."""

    code = "certificates.template_missing"
    message = _("证书模板“%(name)s”没有已发布的版本，不能提出批次。")
    next_step = _("请先发布该模板，或在课程的发证设置中改用其他模板。")


class CauseRequired(Refusal):
    """A correction or reissue without a reason."""

    code = "certificates.cause_required"
    status = 422
    message = _("请写明理由（不超过 200 字）。")
    next_step = _("理由会长期留存备查，请勿填写证件号码等个人信息。")


class NothingToCorrect(Refusal):
    """What would be printed today is what stands on the certificate."""

    code = "certificates.nothing_to_correct"
    message = _("证书 %(number)s 所载内容与现有记录一致，没有需要更正的内容。")
    next_step = _("请先更正人员或结业记录，再办理证书更正；遗失、损坏的，请办理补发。")


class CorrectionNotCurrent(Refusal):
    """What is revoked, replaced or expired is not corrected."""

    code = "certificates.correction_not_current"
    message = _("证书 %(number)s 已撤销、已被取代或已过期，不能更正。")
    next_step = _("请在证书页查看其状态；更正批次尚未签发的，请予撤回。")


class UnderCorrection(Refusal):
    """Somebody else's correction of the certificate is still open."""

    code = "certificates.under_correction"
    message = _("证书 %(number)s 已有更正批次尚未办结。")
    next_step = _("请先签发或撤回原更正批次，再重新提出。")


class ReissueNotCurrent(Refusal):
    """What is revoked, replaced or expired is not printed anew."""

    code = "certificates.reissue_not_current"
    message = _("证书 %(number)s 已撤销、已被取代或已过期，不能补发。")
    next_step = _("请在证书页查看其状态；已被取代的，请为新证书办理补发。")
